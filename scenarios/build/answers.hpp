// SPDX-License-Identifier: Apache-2.0
// The answer policies of a scenario's zones: orders, weights, regions, health checks.
#pragma once

namespace waypost::scenarios {

struct Draft;

/// Gives every record set its policy. After host addresses are in the zones.
void apply_answer_policies(Draft& draft);

}  // namespace waypost::scenarios
