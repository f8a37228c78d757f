// SPDX-License-Identifier: Apache-2.0
// Commands to a running world are steps of a plan: a scenario with them in its plan is the same
// run. So a command is checked and compiled by building that scenario anew, and the running world
// takes over what the new one knows: tables that only grow, and the steps that are still to come.
#pragma once

#include <string>

#include "scenarios/build/build.hpp"
#include "scenarios/load/load.hpp"

namespace waypost::scenarios {

/// `loaded` with one more step in its plan, at `at`. `step`: text of a plan's step without `at`,
/// `down { names: "mx1.example.org" }`. Throws BadScenario saying what is wrong with it.
Loaded with_command(const Loaded& loaded, const std::string& step, sim::Time at);

/// Makes what the plan of `extended` has more than the running world's come true in it. The running
/// world stands before every new step, and `extended` was made from its scenario by with_command.
/// Throws BadScenario when the step needs a world built otherwise (a host made anycast).
void adopt_command(Built& running, const Loaded& extended, const BuildOptions& options);

/// "mx1.example.org goes down": the step as the report tells it. Empty when it is no step.
std::string command_sentence(const std::string& step);

}  // namespace waypost::scenarios
