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
  std::optional<ExpectedEnd> expected;                ///< of a recorded run
  std::optional<scenarios::SessionRecord> session{};  ///< whose commands happen again
};

/// `name`: a scenario's file, a name of the library, or a folder of `run --out`. Nothing when it
/// was complained about.
std::optional<OpenedRun> open_run(const std::string& name, std::optional<std::uint64_t> seed,
                                  const cli::Console& console);

/// What the session file did will happen again in `run`, which gets its seed when it has none of
/// its own. Throws scenarios::BadScenario when the file is no session.
void take_up_session(OpenedRun& run, const std::string& file);

/// Whether there is a file with something in it.
bool holds_something(const std::string& file);

/// Ready at its start; `with`: the run that goes along for comparison.
/// Throws scenarios::BadScenario, also when the session is of another scenario or seed.
std::unique_ptr<Simulation> make_simulation(const OpenedRun& run,
                                            const std::optional<OpenedRun>& with,
                                            std::size_t rewind_octets);

}  // namespace waypost::viz
