// SPDX-License-Identifier: Apache-2.0
// waypost probe: does a host answer on port 25, seen from a city?
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/loading.hpp"
#include "cli/program.hpp"

namespace waypost::cli {
namespace {

struct ProbeOptions {
  std::string host;
  std::string scenario = "first_message";
  std::string from;
  std::string at;
  bool json = false;
};

ExitCode probe(const ProbeOptions& options, const Console& console) {
  if (!load_or_complain(options.scenario, console)) return kBadInput;
  fmt::print(console.err, "waypost probe: not built yet\n");
  return kBadInput;
}

}  // namespace

void add_probe(CLI::App& app, Action& action) {
  auto o = std::make_shared<ProbeOptions>();
  CLI::App* verb =
      app.add_subcommand("probe", "Try port 25 of a host, by name or address, from a city");
  verb->add_option("host", o->host, "Host name or address")->required();
  verb->add_option("--scenario", o->scenario, "The world; default: first_message of the library");
  verb->add_option("--from", o->from,
                   "City or site of the prober; default: the first population's");
  verb->add_option("--at", o->at, "When: \"+48h\" or a date; the world runs until then first");
  verb->add_flag("--json", o->json, "Print JSON");
  verb->callback(
      [o, &action] { action = [o](const Console& console) { return probe(*o, console); }; });
}

}  // namespace waypost::cli
