// SPDX-License-Identifier: Apache-2.0
// waypost dig: one lookup, step by step.
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/loading.hpp"
#include "cli/program.hpp"

namespace waypost::cli {
namespace {

struct DigOptions {
  std::string name;
  std::string type = "A";
  std::string scenario = "real_root";
  std::string from;
  std::string resolver;
  std::string at;
  bool all_resolvers = false;
  bool json = false;
};

ExitCode dig(const DigOptions& options, const Console& console) {
  if (!load_or_complain(options.scenario, console)) return kBadInput;
  fmt::print(console.err, "waypost dig: not built yet\n");
  return kBadInput;
}

}  // namespace

void add_dig(CLI::App& app, Action& action) {
  auto o = std::make_shared<DigOptions>();
  CLI::App* verb =
      app.add_subcommand("dig", "Look one name up in a scenario's world, step by step");
  verb->add_option("name", o->name, "What to look up, \"www.example.com\"")->required();
  verb->add_option("type", o->type, "Record type; default A");
  verb->add_option("--scenario", o->scenario,
                   "The world to ask in; default: real_root of the library");
  verb->add_option("--from", o->from,
                   "City or site of the asking host; default: at the first resolver");
  verb->add_option("--resolver", o->resolver, "Resolver group to ask; default: the first");
  verb->add_option("--at", o->at, "When: \"+48h\" or a date; the world runs until then first");
  verb->add_flag("--all-resolvers", o->all_resolvers,
                 "Ask all: the checker-site view beside the true user-weighted share");
  verb->add_flag("--json", o->json, "Print JSON");
  verb->callback(
      [o, &action] { action = [o](const Console& console) { return dig(*o, console); }; });
}

}  // namespace waypost::cli
