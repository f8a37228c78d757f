// SPDX-License-Identifier: Apache-2.0
#include "scenarios/load/scenario_times.hpp"

#include "scenarios/load/units.hpp"
#include "scenarios/schema/scenario.pb.h"
#include "sim/expect.hpp"

namespace waypost::scenarios {

Calendar calendar_of(const Loaded& loaded) {
  WAYPOST_EXPECT(loaded.ok() && loaded.scenario, "only a scenario without errors has a calendar");
  return *Calendar::from(loaded.scenario->start());
}

sim::Duration horizon_of(const Loaded& loaded) {
  const auto horizon = parse_duration(loaded.scenario->horizon());
  return horizon ? *horizon : sim::Duration{};
}

}  // namespace waypost::scenarios
