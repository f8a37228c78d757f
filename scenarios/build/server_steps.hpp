// SPDX-License-Identifier: Apache-2.0
// Steps about servers and people: added, removed, domains at mail hosts, flushes, other resolvers.
#pragma once

#include <string>

#include "scenarios/build/fault_actions.hpp"

namespace waypost::scenarios {

/// Adds what the step does, and what undoes it.
void apply_server_step(Draft& draft, const schema::Step& step, const std::string& path,
                       Change& change);

/// A flush, a repair and so on have no inverse.
bool cannot_be_undone(const schema::Step& step);

}  // namespace waypost::scenarios
