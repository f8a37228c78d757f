// SPDX-License-Identifier: Apache-2.0
// Flights over TCP: a lost segment is sent again by the kernel, which makes the flight late
// (RFC 6298); what is to nobody, or to a host that has moved, never arrives.
#include <algorithm>
#include <utility>

#include "models/mail/events.hpp"
#include "models/mail/mail_host_parts.hpp"
#include "models/net/datagram.hpp"

namespace waypost::mail {
namespace {

/// A machine without a mail server: its kernel answers a SYN to port 25 with a reset.
bool nothing_listens(const Context& context, net::HostId host) {
  const sim::EntityId entity = context.network().hosts[host].entity;
  const auto& known = context.mail.host_of_entity;
  return entity >= known.size() || known[entity] == net::kNone;
}

}  // namespace

void deliver(Context& context, sim::EntityId self, net::HostId to, Flight flight,
             sim::Duration delay) {
  if (flight.kind == FlightKind::syn && nothing_listens(context, to)) {
    const auto port = net::port_state(context.network(), to, net::Service::smtp);
    if (port == net::PortState::black_holed) return;
    const net::HostId client = flight.client_host;
    flight.kind = FlightKind::reset;
    return deliver(context, self, client, std::move(flight), delay * 2);
  }
  const sim::SlotRef ref = context.mail.flights.insert(std::move(flight));
  context.engine().schedule(self, context.network().hosts[to].entity, context.now() + delay,
                            kFlight, ref.pack());
}

bool transmit(Context& context, sim::EntityId self, net::HostId from, net::HostId to,
              net::AddressId address, Flight flight, sim::Duration extra, sim::Stream luck) {
  constexpr int kSegmentTries = 15;                         // tcp_retries2
  constexpr sim::Duration kSlack = sim::milliseconds(200);  // tcp_rto_min
  constexpr sim::Duration kLongest = sim::seconds(120);     // tcp_rto_max
  sim::Draw draw(luck, flight.luck, flight.step);
  for (int i = 0; i < kSegmentTries; ++i) {
    const net::Transit way = net::send_datagram(context.network(), from, address, draw);
    if (way.verdict == net::Transit::Verdict::lost) {
      const sim::Duration timeout = net::base_rtt(context.network(), from, to) + kSlack;
      extra += std::min(timeout * (std::int64_t{1} << i), kLongest);
      continue;
    }
    if (way.verdict != net::Transit::Verdict::delivered || way.host != to) return false;
    deliver(context, self, to, std::move(flight), extra + way.delay);
    return true;
  }
  return false;
}

}  // namespace waypost::mail
