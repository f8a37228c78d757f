// SPDX-License-Identifier: Apache-2.0
// waypost dig: one lookup, step by step; or the same question put to all resolvers.
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <array>

#include "cli/loading.hpp"
#include "cli/lookup_json.hpp"
#include "cli/moment.hpp"
#include "cli/verb.hpp"
#include "scenarios/load/check_text.hpp"
#include "scenarios/results/lookup_text.hpp"

namespace waypost::cli {
namespace {

class Dig final : public Verb {
 public:
  std::string name() const override { return "dig"; }
  std::string help() const override {
    return "Look one name up in a scenario's world, step by step";
  }
  void declare(Options& options) override {
    options.required_text("name", name_, "What to look up, \"www.example.com\"");
    options.text("type", type_, "Record type; default A");
    options.text("--scenario", scenario_, "The world to ask in; default: real_root of the library");
    options.text("--from", from_,
                 "City or site of the asking host; default: at the first resolver");
    options.text("--resolver", resolver_, "Resolver group to ask; default: the first");
    options.text("--at", at_, "When: \"+48h\" or a date; the world runs until then first");
    options.number("--repeat", times_, 1, "Ask so many times in all, 5 s apart; default 1");
    options.flag("--all-resolvers", all_resolvers_,
                 "Ask all: the checker-site view beside the true user-weighted share");
    options.flag("--json", json_, "Print JSON");
  }
  ExitCode act(const Console& console) override;

 private:
  ExitCode ask_one(scenarios::Built& built, const dns::Question& question, const Console& console);
  ExitCode ask_all(scenarios::Built& built, const dns::Question& question, const Console& console);

  std::string name_;
  std::string type_ = "A";
  std::string scenario_ = "real_root";
  std::string from_;
  std::string resolver_;
  std::string at_;
  std::uint64_t times_ = 1;
  bool all_resolvers_ = false;
  bool json_ = false;
};

ExitCode Dig::act(const Console& console) {
  dns::RecordType type{};
  if (!parse_record_type(type_, type)) {
    fmt::print(console.err, "{} is not a record type; write A, AAAA, MX, NS, TXT, SOA, ...\n",
               type_);
    return kBadInput;
  }
  if (const auto wrong = scenarios::check_domain_name(name_)) {
    fmt::print(console.err, "{}. {}\n", wrong->what, wrong->hint);
    return kBadInput;
  }
  const auto loaded = load_or_complain(scenario_, console);
  if (!loaded) return kBadInput;
  const auto at = moment_or_complain(at_, *loaded, console);
  if (!at) return kBadInput;
  scenarios::BuildOptions options;
  options.names = {name_};
  options.checkers = all_resolvers_;
  options.client = scenarios::ExtraClient{from_, resolver_};
  scenarios::Built built = world_at(*loaded, options, *at);
  const dns::Question question{built.world.dns.names.intern(name_), type};
  return all_resolvers_ ? ask_all(built, question, console) : ask_one(built, question, console);
}

ExitCode Dig::ask_one(scenarios::Built& built, const dns::Question& question,
                      const Console& console) {
  const std::array<std::uint32_t, 1> client{built.client};
  const net::Network& network = built.world.network;
  const net::HostId host = built.world.workload.clients[built.client].host;
  const std::string asker = network.sites[network.hosts[host].site].path;
  scenarios::Askers askers(built.world, client);
  std::vector<std::string> pages;
  bool answered = true;
  for (std::uint64_t i = 0; i < times_; ++i) {
    const scenarios::Lookup lookup = look_up(built.world, askers, question);
    answered = lookup.result.status <= dns::LookupStatus::nx_domain;
    pages.push_back(json_ ? lookup_json(built, lookup, asker) : lookup_text(built, lookup, asker));
  }
  if (json_)
    fmt::print(console.out, "[{}]\n", fmt::join(pages, ",\n"));
  else
    fmt::print(console.out, "{}", fmt::join(pages, "\n" + std::string(100, '=') + "\n\n"));
  return answered ? kFine : kFinding;
}

ExitCode Dig::ask_all(scenarios::Built& built, const dns::Question& question,
                      const Console& console) {
  const scenarios::CheckerView view = ask_all_resolvers(built, question);
  const scenarios::WorldWords words(built);
  if (json_)
    fmt::print(console.out, "{}\n", checker_json(view, words));
  else
    fmt::print(console.out, "{}", checker_text(view, words));
  return kFine;
}

}  // namespace

std::unique_ptr<Verb> make_dig() { return std::make_unique<Dig>(); }

}  // namespace waypost::cli
