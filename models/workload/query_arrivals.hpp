// SPDX-License-Identifier: Apache-2.0
// Turns demand into lookups: draws who asks what and when, hands each lookup to the clients' stub
// resolver, and counts how it ended; after a failure the application, then the user, asks again.
#pragma once

#include "models/dns/context.hpp"
#include "models/workload/clients.hpp"

namespace waypost::workload {

/// What all clients share during a run.
struct Demand {
  const std::vector<Catalogue>& catalogues;
  const std::vector<SubmissionPool>& pools;
  sim::Time horizon;  ///< no arrival after it
};

/// Schedules the first arrival of every demand of `clients`. Once, before the run.
void start(dns::Context& context, const Demand& demand, Clients& clients);

/// kQueryArrival: a lookup, or a session's first, and the next arrival's event.
void on_arrival(dns::Context& context, const Demand& demand, Clients& clients, std::uint32_t index);

/// kSessionContinues: the session's next lookup.
void on_session(dns::Context& context, const Demand& demand, Clients& clients,
                sim::SlotRef session);

/// kUserReturns: asks again.
void on_return(dns::Context& context, Clients& clients, sim::SlotRef returning);

/// dns::kDatagram and dns::kStubTimer for these clients.
void on_datagram(dns::Context& context, Clients& clients, const dns::Datagram& datagram);
void on_stub_timer(dns::Context& context, Clients& clients);

}  // namespace waypost::workload
