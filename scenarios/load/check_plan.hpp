// SPDX-License-Identifier: Apache-2.0
// Mistakes of meaning in the plan and in failure processes.
#pragma once

#include "scenarios/load/check.hpp"

namespace waypost::scenarios {

void check_plan(const schema::Scenario& scenario, Findings& findings);

/// "lower ttl + 24h" -> the step's name and what follows it.
struct AfterStep {
  std::string step;
  sim::Duration offset;
};
Parsed<AfterStep> parse_after(std::string_view text);

}  // namespace waypost::scenarios
