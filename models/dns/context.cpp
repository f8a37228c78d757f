// SPDX-License-Identifier: Apache-2.0
#include "models/dns/context.hpp"

#include "models/dns/dns.hpp"
#include "models/dns/events.hpp"
#include "models/net/datagram.hpp"

namespace waypost::dns {
namespace {

/// A query over TCP arrives after the handshake: three one-way delays instead of one (RFC 9293
/// section 3.5). Simplification: the handshake is folded into that delay, without retransmissions.
sim::Duration time_on_the_way(const Datagram& d, sim::Duration one_way) {
  const bool opens = d.transport == Transport::tcp && !d.message.header.qr && !d.port_unreachable;
  return opens ? one_way * 3 : one_way;
}

/// A router's "no route" comes back to the sender.
void bounce(Context& context, sim::EntityId self, Datagram&& d, sim::Time at) {
  if (d.port_unreachable || d.message.header.qr) return;  // no ICMP about ICMP, none for responses
  d.port_unreachable = true;
  std::swap(d.source, d.destination);
  const sim::SlotRef ref = context.dns.datagrams.insert(std::move(d));
  context.engine.schedule(self, self, at, kDatagram, ref.pack());
}

bool send_at(Context& context, sim::EntityId self, Datagram&& d, sim::Time at, sim::Draw& draw) {
  using Verdict = net::Transit::Verdict;
  if (context.wire != nullptr) {
    context.wire->carry(std::move(d), at);
    return true;
  }
  const net::Transit transit = net::send_datagram(context.network, d.sender, d.destination, draw);
  switch (transit.verdict) {
    case Verdict::delivered: {
      const sim::EntityId receiver = context.network.hosts[transit.host].entity;
      const sim::Time arrival = at + time_on_the_way(d, transit.delay);
      const sim::SlotRef ref = context.dns.datagrams.insert(std::move(d));
      context.engine.schedule(self, receiver, arrival, kDatagram, ref.pack());
      return true;
    }
    case Verdict::unreachable:
      if (transit.delay == sim::Duration{}) return false;
      bounce(context, self, std::move(d), at + transit.delay);
      return true;
    case Verdict::lost:
    case Verdict::black_holed: return true;
  }
  return true;
}

}  // namespace

bool send(Context& context, sim::EntityId self, Datagram datagram, sim::Draw& draw) {
  return send_at(context, self, std::move(datagram), context.engine.now(), draw);
}

void reply(Context& context, sim::EntityId self, net::HostId host, const Datagram& query,
           Message response, sim::Time at, sim::Draw& draw) {
  Datagram d;
  d.sender = host;
  d.source = query.destination;
  d.destination = query.source;
  d.transport = query.transport;
  d.port = query.port;
  d.message = std::move(response);
  d.message.header.id = query.message.header.id;
  send_at(context, self, std::move(d), at, draw);
}

void turn_away(Context& context, sim::EntityId self, net::HostId host, const Datagram& query,
               sim::Draw& draw) {
  Datagram notice;
  notice.sender = host;
  notice.source = query.destination;
  notice.destination = query.source;
  notice.transport = query.transport;
  notice.port = query.port;
  notice.port_unreachable = true;
  notice.message = query.message;
  send(context, self, std::move(notice), draw);
}

Datagram take_datagram(Dns& dns, std::uint64_t argument) {
  const sim::SlotRef ref = sim::SlotRef::unpack(argument);
  Datagram d = std::move(dns.datagrams.at(ref));
  dns.datagrams.erase(ref);
  return d;
}

}  // namespace waypost::dns
