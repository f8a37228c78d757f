// SPDX-License-Identifier: Apache-2.0
#include "viz/app/open_run.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <filesystem>

#include "cli/loading.hpp"
#include "scenarios/results/recorded_run.hpp"

namespace waypost::viz {
namespace {

std::optional<OpenedRun> open_recorded(const std::string& name, const cli::Console& console) {
  const scenarios::RecordedRun run = scenarios::read_recorded_run(name);
  for (const std::string& note : run.notes) fmt::print(console.err, "note: {}\n", note);
  auto loaded = cli::load_or_complain(run.scenario, console);
  if (!loaded) {
    fmt::print(console.err, "{} is a run of {}, which is needed to see it\n", name, run.scenario);
    return std::nullopt;
  }
  if (scenario_hash(*loaded) != run.scenario_hash) {
    fmt::print(console.err,
               "{} is a run of {}, which has changed since (or was run with --session): that run "
               "cannot be had again. Its report is {}\n",
               name, run.scenario, (run.folder / "report.txt").string());
    return std::nullopt;
  }
  OpenedRun opened{std::move(*loaded), {}, ExpectedEnd{run.until, run.fingerprint}, {}};
  opened.build.seed = run.seed;
  opened.build.horizon = run.horizon;
  return opened;
}

}  // namespace

std::unique_ptr<Simulation> make_simulation(const OpenedRun& run,
                                            const std::optional<OpenedRun>& with,
                                            std::size_t rewind_octets) {
  // Two runs share the memory for going back.
  const std::size_t octets = with ? rewind_octets / 2 : rewind_octets;
  auto simulation = std::make_unique<Simulation>(run.loaded, run.build, octets);
  if (run.expected) simulation->expect_end(*run.expected);
  if (run.session) simulation->take_up(*run.session);
  if (with)
    simulation->compare_with(std::make_unique<Simulation>(with->loaded, with->build, octets));
  return simulation;
}

bool holds_something(const std::string& file) {
  return std::filesystem::exists(file) &&
         !(std::filesystem::is_regular_file(file) && std::filesystem::file_size(file) == 0);
}

void take_up_session(OpenedRun& run, const std::string& file) {
  run.session = scenarios::read_session(file);
  if (!run.build.seed) run.build.seed = run.session->seed;
}

std::optional<OpenedRun> open_run(const std::string& name, std::optional<std::uint64_t> seed,
                                  const cli::Console& console) {
  if (!scenarios::is_recorded_run(name)) {
    auto loaded = cli::load_or_complain(name, console);
    if (!loaded) return std::nullopt;
    OpenedRun opened{std::move(*loaded), {}, {}, {}};
    opened.build.seed = seed;
    return opened;
  }
  if (seed) {
    fmt::print(console.err, "--seed: a recorded run has its own\n");
    return std::nullopt;
  }
  try {
    return open_recorded(name, console);
  } catch (const scenarios::RecordedRunError& error) {
    fmt::print(console.err, "{}\n", error.what());
    return std::nullopt;
  }
}

}  // namespace waypost::viz
