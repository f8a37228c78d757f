// SPDX-License-Identifier: Apache-2.0
// The dated changes of a run and the things that fail by themselves. Plain data: what is due next
// is one pending event per step and per failure process, all of source 0.
#pragma once

#include <string>
#include <vector>

#include "models/plan/action.hpp"
#include "sim/distributions.hpp"
#include "sim/engine.hpp"

namespace waypost::plan {

/// Kinds of events that the plan handles (0x500 to 0x5FF).
enum EventKind : std::uint32_t {
  kStep = 0x500,     ///< argument: index into Plan::steps
  kFailure = 0x501,  ///< argument: index into Plan::failures
  kLook = 0x502,     ///< argument: index into Plan::watches
};

/// Everything that happens at one instant under one name.
struct Step {
  sim::Time at{};
  std::string name;  ///< as in the scenario; may be empty
  std::string what;  ///< a sentence for the report
  std::vector<Action> actions;
};

/// One thing that fails and is repaired, again and again (renewal process).
struct FailureProcess {
  std::uint64_t path_hash = 0;
  std::string what;          ///< a sentence for the report, without "fails" or "is repaired"
  sim::Law time_to_failure;  ///< seconds
  sim::Law time_to_repair;   ///< seconds
  std::vector<Action> fail, repair;
  sim::Time from{}, until = sim::kNever;  ///< failures begin in [from, until)
  std::uint64_t turns = 0;                ///< failures and repairs so far; odd: failed now
};

/// What the plan did, for the report.
struct Happened {
  sim::Time at{};
  std::string what, step;
};

struct Plan {
  std::vector<Step> steps;
  std::vector<FailureProcess> failures;
  std::vector<Flood> floods;
  std::vector<SiteWatch> watches;
  std::vector<std::uint16_t> host_causes, site_causes, hub_causes, link_causes;  ///< holding now
  std::vector<Happened> happened;
  sim::Time measured_from{};  ///< counters hold what came after (the end of the warm-up)
};

/// Schedules every step, the first failure of each process and the first look of each watch. Once,
/// before the run.
void start(Plan& plan, sim::Engine& engine);

}  // namespace waypost::plan
