// SPDX-License-Identifier: Apache-2.0
// waypost run: a scenario from its first event to its report.
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/loading.hpp"
#include "cli/program.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::cli {
namespace {

struct RunOptions {
  std::string file;
  std::optional<std::uint64_t> seed;
  std::string horizon;
  unsigned replications = 1;
  unsigned threads = 0;
  std::string out;
  std::string trace = "none";
  bool json = false;
  bool quiet = false;
};

/// Command-line texts in the units of the scenario.
bool options_are_fine(const RunOptions& options, const Console& console) {
  if (options.horizon.empty()) return true;
  const auto horizon = scenarios::parse_duration(options.horizon);
  if (horizon && horizon->ns > 0) return true;
  fmt::print(console.err, "--horizon: {}. {}\n",
             horizon ? "must be more than zero" : horizon.wrong().what,
             horizon ? "" : horizon.wrong().hint);
  return false;
}

ExitCode run(const RunOptions& options, const Console& console) {
  if (!options_are_fine(options, console)) return kBadInput;
  const auto loaded = load_or_complain(options.file, console);
  if (!loaded) return kBadInput;
  fmt::print(console.err, "waypost run: not built yet\n");
  return kBadInput;
}

}  // namespace

void add_run(CLI::App& app, Action& action) {
  auto o = std::make_shared<RunOptions>();
  CLI::App* verb = app.add_subcommand("run", "Run a scenario and report");
  verb->add_option("file", o->file, "Scenario: .textproto, .json, .binpb, or a name of the library")
      ->required();
  verb->add_option("--seed", o->seed, "Seed of every random draw; wins over the scenario's");
  verb->add_option("--horizon", o->horizon, "Length of the run, \"2h\"; wins over the scenario's");
  verb->add_option("--replications", o->replications,
                   "Independent runs with seeds seed, seed+1, ...: mean ± 95 % half-width")
      ->check(CLI::Range(1U, 1'000'000U));
  verb->add_option("--threads", o->threads,
                   "For replications; default: all cores. Changes no figure");
  verb->add_option("--out", o->out, "Folder for the result (protobuf, JSON), CSV and trace");
  verb->add_option("--trace", o->trace, "all, none, or a filter; needs --out");
  verb->add_flag("--json", o->json, "Print JSON with stable keys");
  verb->add_flag("--quiet", o->quiet, "No progress line");
  verb->callback(
      [o, &action] { action = [o](const Console& console) { return run(*o, console); }; });
}

}  // namespace waypost::cli
