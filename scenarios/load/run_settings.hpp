// SPDX-License-Identifier: Apache-2.0
// How long a scenario runs and what it starts from, in numbers instead of texts.
#pragma once

#include <cstdint>

#include "scenarios/load/load.hpp"
#include "sim/time.hpp"

namespace waypost::scenarios {

struct RunSettings {
  std::uint64_t seed = 1;
  std::int64_t start_unix_seconds = 0;  ///< the date of time 0
  sim::Duration horizon{};
  sim::Duration ci_horizon{};  ///< a shorter run for tests
  sim::Duration window{};      ///< of time series; a sixtieth of the horizon unless declared
};

/// Whether a run that long has at most a million windows: each is a stop, and a row of every
/// series.
bool fits_windows(sim::Duration horizon, sim::Duration window);

/// Of a scenario without errors.
RunSettings run_settings(const Loaded& loaded);

}  // namespace waypost::scenarios
