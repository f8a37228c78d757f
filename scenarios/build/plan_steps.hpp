// SPDX-License-Identifier: Apache-2.0
// The dated plan of a scenario, its failures and the end of the warm-up -> plan::Plan: every name
// resolved, every zone version made, in order of time.
#pragma once

namespace waypost::scenarios {

struct Draft;

/// Fills World::plan. After everything else: names stand for what has been built.
void build_plan(Draft& draft);

}  // namespace waypost::scenarios
