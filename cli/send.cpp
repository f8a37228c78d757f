// SPDX-License-Identifier: Apache-2.0
// waypost send: one message, step by step.
#include <fmt/format.h>
#include <fmt/ostream.h>

#include "cli/loading.hpp"
#include "cli/verb.hpp"

namespace waypost::cli {
namespace {

class Send final : public Verb {
 public:
  std::string name() const override { return "send"; }
  std::string help() const override {
    return "Send one message in a scenario's world, step by step";
  }
  void declare(Options& options) override {
    options.required_text("to", to_, "Recipient, \"user@example.com\"");
    options.text("--through", through_,
                 "Sending host; default: the first of the scenario that sends");
    options.text("--scenario", scenario_,
                 "The world to send in; default: first_message of the library");
    options.text("--size", size_, "Of the message; default 16KiB");
    options.text("--at", at_, "When: \"+48h\" or a date; the world runs until then first");
    options.flag("--json", json_, "Print JSON");
  }
  ExitCode act(const Console& console) override;

 private:
  std::string to_;
  std::string through_;
  std::string scenario_ = "first_message";
  std::string size_ = "16KiB";
  std::string at_;
  bool json_ = false;
};

ExitCode Send::act(const Console& console) {
  if (!load_or_complain(scenario_, console)) return kBadInput;
  fmt::print(console.err, "waypost send: not built yet\n");
  return kBadInput;
}

}  // namespace

std::unique_ptr<Verb> make_send() {
  return std::make_unique<Send>();
}

}  // namespace waypost::cli
