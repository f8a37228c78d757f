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

/// kLook: a full site withdraws its route, one that was away long enough is announced again.
void on_look(Plan& plan, Reach reach, std::uint32_t watch);

/// Each site gets its part of each flood, by the catchments of the present epoch.
void spread_floods(Plan& plan, Reach reach);

/// From now on the server gets so much junk, less what its host's line cannot carry.
void set_junk(Reach reach, ServerRef server, net::HostId host, double rate_per_second,
              double octets);

net::Station& station_of(Reach reach, ServerRef server);

}  // namespace waypost::plan
