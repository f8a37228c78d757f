// SPDX-License-Identifier: Apache-2.0
#include "scenarios/load/run_settings.hpp"

#include <algorithm>

#include "scenarios/load/calendar.hpp"
#include "scenarios/load/units.hpp"
#include "scenarios/schema/scenario.pb.h"

namespace waypost::scenarios {

bool fits_windows(sim::Duration horizon, sim::Duration window) {
  constexpr std::int64_t kMostWindows = 1'000'000;
  return window.ns > 0 && horizon.ns / window.ns <= kMostWindows;
}

RunSettings run_settings(const Loaded& loaded) {
  const schema::Scenario& scenario = *loaded.scenario;
  const auto duration = [](const std::string& text, sim::Duration otherwise) {
    return text.empty() ? otherwise : *parse_duration(text);
  };
  RunSettings settings;
  if (scenario.has_seed()) settings.seed = scenario.seed();
  settings.start_unix_seconds = Calendar::from(scenario.start())->start_unix_seconds();
  settings.horizon = *parse_duration(scenario.horizon());
  settings.ci_horizon = duration(scenario.ci_horizon(), settings.horizon);
  settings.window =
      duration(scenario.reporting().window(), std::max(settings.horizon / 60, sim::Duration{1}));
  return settings;
}

}  // namespace waypost::scenarios
