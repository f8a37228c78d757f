// SPDX-License-Identifier: Apache-2.0
// When each step of a plan happens, and when it is undone, in order of time.
#pragma once

#include <vector>

#include "scenarios/build/problems.hpp"
#include "scenarios/load/calendar.hpp"
#include "scenarios/schema/scenario.pb.h"

namespace waypost::scenarios {

/// One turn of a plan.
struct Turn {
  sim::Time at{};
  int step = 0;  ///< index into Scenario::plan: what is done or undone
  bool undo = false;
  int named_by = 0;  ///< the step that says so: `step` itself, or the one with `rollback`
};

/// Every turn; of one instant, in the order of the scenario. Mistakes in instants are reported.
std::vector<Turn> lay_out_plan(const schema::Scenario& scenario, const Calendar& calendar,
                               Problems& problems);

}  // namespace waypost::scenarios
