// SPDX-License-Identifier: Apache-2.0
// What `view` and `shot` are given: a scenario, or the folder of a recorded run, which is executed
// again and must come to the same fingerprint.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/verb.hpp"
#include "scenarios/build/build.hpp"
#include "viz/live/simulation.hpp"

namespace waypost::viz {

struct OpenedRun {
  scenarios::Loaded loaded;
  scenarios::BuildOptions build;
  std::optional<ExpectedEnd> expected;  ///< of a recorded run
};

/// `name`: a scenario's file, a name of the library, or a folder of `run --out`. Nothing when it
/// was complained about.
std::optional<OpenedRun> open_run(const std::string& name, std::optional<std::uint64_t> seed,
                                  const cli::Console& console);

/// Ready at its start; `with`: the run that goes along for comparison.
std::unique_ptr<Simulation> make_simulation(const OpenedRun& run,
                                            const std::optional<OpenedRun>& with,
                                            std::size_t rewind_octets);

}  // namespace waypost::viz
