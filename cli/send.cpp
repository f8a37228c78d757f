// SPDX-License-Identifier: Apache-2.0
// waypost send: one message, step by step.
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/loading.hpp"
#include "cli/program.hpp"

namespace waypost::cli {
namespace {

struct SendOptions {
  std::string to;
  std::string through;
  std::string scenario = "first_message";
  std::string size = "16KiB";
  std::string at;
  bool json = false;
};

ExitCode send(const SendOptions& options, const Console& console) {
  if (!load_or_complain(options.scenario, console)) return kBadInput;
  fmt::print(console.err, "waypost send: not built yet\n");
  return kBadInput;
}

}  // namespace

void add_send(CLI::App& app, Action& action) {
  auto o = std::make_shared<SendOptions>();
  CLI::App* verb =
      app.add_subcommand("send", "Send one message in a scenario's world, step by step");
  verb->add_option("to", o->to, "Recipient, \"user@example.com\"")->required();
  verb->add_option("--through", o->through,
                   "Sending host; default: the scenario's first that sends");
  verb->add_option("--scenario", o->scenario,
                   "The world to send in; default: first_message of the library");
  verb->add_option("--size", o->size, "Of the message; default 16KiB");
  verb->add_option("--at", o->at, "When: \"+48h\" or a date; the world runs until then first");
  verb->add_flag("--json", o->json, "Print JSON");
  verb->callback(
      [o, &action] { action = [o](const Console& console) { return send(*o, console); }; });
}

}  // namespace waypost::cli
