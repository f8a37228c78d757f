// SPDX-License-Identifier: Apache-2.0
// waypost send: one message, step by step, to its end.
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

#include "cli/loading.hpp"
#include "cli/moment.hpp"
#include "cli/story_json.hpp"
#include "cli/verb.hpp"
#include "scenarios/load/check_text.hpp"
#include "scenarios/load/scenario_times.hpp"
#include "scenarios/load/units.hpp"
#include "scenarios/results/letter.hpp"
#include "scenarios/results/story_text.hpp"

namespace waypost::cli {
namespace {

class Send final : public Verb {
 public:
  std::string name() const override { return "send"; }
  std::string help() const override {
    return "Send one message in a scenario's world, step by step";
  }
  void declare(Options& options) override {
    options.text("to", to_,
                 "Recipient, \"user@example.com\"; default: whom the scenario's users write to");
    options.text("--scenario", scenario_,
                 "The world to send in; default: first_message of the library");
    options.text("--from", from_,
                 "Population, or an address of its mail domain; default: the first that writes");
    options.text("--through", through_, "Sending host; default: that of the writers");
    options.text("--size", size_, "Of the message; default 16KiB");
    options.text("--at", at_, "When: \"+48h\" or a date; the world runs until then first");
    options.text("--follow", follow_,
                 "How long to follow a message that does not end; default: to the scenario's end");
    options.flag("--json", json_, "Print JSON");
  }
  ExitCode act(const Console& console) override;

 private:
  bool read_options(const Console& console);
  ExitCode send(scenarios::Built& built, sim::Time until, const Console& console);

  std::string to_;
  std::string from_;
  std::string through_;
  std::string scenario_ = "first_message";
  std::string size_ = "16KiB";
  std::string at_;
  std::string follow_;
  std::int64_t octets_ = 0;
  sim::Duration follow_for_{};
  bool json_ = false;
};

/// "user@example.com", "example.com" or "@example.com"; empty: the default.
bool is_address_or_domain(const char* option, const std::string& text, const Console& console) {
  if (text.empty()) return true;
  const std::size_t at = text.rfind('@');
  const auto wrong = at == std::string::npos || at == 0
                         ? scenarios::check_domain_name(scenarios::domain_of(text))
                         : scenarios::check_mailbox(text);
  if (wrong) fmt::print(console.err, "{}: {}. {}\n", option, wrong->what, wrong->hint);
  return !wrong;
}

bool Send::read_options(const Console& console) {
  const auto octets = scenarios::parse_octets(size_);
  if (!octets || *octets < 1 || *octets > 1'000'000'000) {
    fmt::print(console.err, "--size: {}\n", octets ? "must be 1 B to 1 GB" : octets.wrong().what);
    return false;
  }
  octets_ = *octets;
  if (!is_address_or_domain("to", to_, console)) return false;
  if (from_.find('@') != std::string::npos && !is_address_or_domain("--from", from_, console))
    return false;
  if (follow_.empty()) return true;
  const auto follow = scenarios::parse_duration(follow_);
  if (!follow)
    fmt::print(console.err, "--follow: {}. {}\n", follow.wrong().what, follow.wrong().hint);
  if (follow) follow_for_ = *follow;
  return static_cast<bool>(follow);
}

ExitCode Send::act(const Console& console) {
  if (!read_options(console)) return kBadInput;
  const auto loaded = load_or_complain(scenario_, console);
  if (!loaded) return kBadInput;
  const auto at = moment_or_complain(at_, *loaded, console);
  if (!at) return kBadInput;
  const sim::Time end = sim::Time{} + scenarios::horizon_of(*loaded);
  const sim::Time until =
      follow_.empty() ? std::max(end, *at + sim::minutes(10)) : *at + follow_for_;
  scenarios::BuildOptions options;
  if (!to_.empty()) options.names = {scenarios::domain_of(to_)};
  scenarios::Built built = world_at(*loaded, options, *at);
  return send(built, until, console);
}

ExitCode Send::send(scenarios::Built& built, sim::Time until, const Console& console) {
  const sim::Time at = built.world.engine.now();
  scenarios::Letter letter;
  try {
    letter = write_letter(built, {from_, through_, to_, static_cast<std::uint32_t>(octets_)});
  } catch (const std::invalid_argument& wrong) {
    fmt::print(console.err, "waypost send: {}\n", wrong.what());
    return kBadInput;
  }
  const scenarios::MessageStory story = send_letter(built, letter, until);
  const std::string title =
      fmt::format("{} writes {} octets to {}, at {} in {}", letter.sender, octets_,
                  letter.recipient, scenarios::since_start(at), letter.place);
  if (json_)
    fmt::print(console.out, "{}\n", story_json(story, letter, built));
  else
    fmt::print(console.out, "{}", story_text(story, title, built));
  return story.end_state == scenarios::MessageStory::End::delivered ? kFine : kFinding;
}

}  // namespace

std::unique_ptr<Verb> make_send() { return std::make_unique<Send>(); }

}  // namespace waypost::cli
