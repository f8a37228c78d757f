// SPDX-License-Identifier: Apache-2.0
// One packet from a host to an address: who gets it, and after how long. The sender draws the whole
// way (core links have no queue, design 4.2); what the receiver's ports do with it is asked
// on arrival, by the receiver (port_state). Allocates nothing.
#pragma once

#include "models/net/network.hpp"
#include "sim/random.hpp"

namespace waypost::net {

/// What becomes of one packet.
struct Transit {
  enum class Verdict : std::uint8_t {
    delivered,    ///< `host` gets it after `delay`
    lost,         ///< dropped on the way; nobody is told
    unreachable,  ///< the sender learns "no route" after `delay`
    black_holed,  ///< goes where nobody answers; nobody is told
  };
  Verdict verdict = Verdict::black_holed;
  HostId host = kNone;  ///< for delivered and lost: the host it was on its way to
  sim::Duration delay{};
};

/// Draws one packet's fate. `draw` is keyed by the object and attempt it belongs to.
/// A packet to oneself arrives at once.
Transit send_datagram(const Network& network, HostId from, AddressId to, sim::Draw& draw);

/// The same without luck, for planning: no loss, no jitter; faults and routes of this epoch.
Transit expected_transit(const Network& network, HostId from, AddressId to);

/// Round trip between two hosts without jitter and loss; kNever-like (INT64_MAX ns) when there is
/// no path. Symmetric.
sim::Duration base_rtt(const Network& network, HostId a, HostId b);

/// What a packet for `service` meets at `host` now: a host that is down is black_holed.
PortState port_state(const Network& network, HostId host, Service service);

/// True when the service takes the packet.
bool host_answers(const Network& network, HostId host, Service service);

}  // namespace waypost::net
