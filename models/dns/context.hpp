// SPDX-License-Identifier: Apache-2.0
// What every DNS entity is handed while it handles an event: the engine, the network, the DNS world
// and where to report. Entities keep none of these; the world stays plain data.
#pragma once

#include "models/dns/message.hpp"
#include "sim/engine.hpp"
#include "sim/random.hpp"

namespace waypost::net {
struct Network;
}
namespace waypost::sim {
class TraceSink;
}

namespace waypost::dns {

struct Dns;

/// Carries datagrams in place of the modelled network: a script's (scenarios/replay).
class Wire {
 public:
  virtual void carry(Datagram&& datagram, sim::Time at) = 0;

 protected:
  ~Wire() = default;
};

struct Context {
  sim::Engine& engine;
  net::Network& network;
  Dns& dns;
  sim::TraceSink* trace = nullptr;  ///< null when tracing is off: one predictable branch
  Wire* wire = nullptr;             ///< null: the network carries
};

/// Sends `datagram` from the entity `self` on host datagram.sender to datagram.destination: the
/// route, delay, jitter and loss are drawn from `draw` now; unless lost, the receiver's entity gets
/// an event kDatagram whose argument is the slot in Dns::datagrams (take_datagram). Whether the
/// receiver is up is found on arrival. Returns false when the sender learns at once that there is
/// no route; a router's "no route" comes back later, as a datagram marked port_unreachable.
bool send(Context& context, sim::EntityId self, Datagram datagram, sim::Draw& draw);

/// Sends a response back to the host that sent `query`, from the address the query went to.
void reply(Context& context, sim::EntityId self, net::HostId host, const Datagram& query,
           Message response, sim::Time at, sim::Draw& draw);

/// What the kernel of `host` answers when the port of `query` is closed: ICMP port unreachable, or
/// a TCP reset.
void turn_away(Context& context, sim::EntityId self, net::HostId host, const Datagram& query,
               sim::Draw& draw);

}  // namespace waypost::dns
