// SPDX-License-Identifier: Apache-2.0
// Performs a plan: each due step's actions, each failure and repair, then opens the next epoch of
// the network. The only code that changes what everybody else reads.
#pragma once

#include "models/mail/mail_host.hpp"
#include "models/plan/plan.hpp"
#include "models/workload/workload.hpp"

namespace waypost::plan {

/// The parts of the world that actions reach.
struct Reach {
  mail::Context& context;
  workload::Workload& workload;
};

/// kStep: everything that happens now under one name.
void on_step(Plan& plan, Reach reach, std::uint32_t step);

/// kFailure: the thing fails or is repaired, and its next turn is drawn and scheduled.
void on_failure(Plan& plan, Reach reach, std::uint32_t process);

}  // namespace waypost::plan
