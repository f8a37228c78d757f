// SPDX-License-Identifier: Apache-2.0
#include "models/dns/context.hpp"

#include "models/dns/dns.hpp"
#include "models/dns/events.hpp"
#include "models/net/datagram.hpp"

namespace waypost::dns {
namespace {

/// A query over a new connection arrives after the handshake: for TCP three one-way delays instead
/// of one (RFC 9293 section 3.5), two more with TLS (encryption.hpp). Simplification: TCP in clear
/// opens a connection for each query.
sim::Duration time_on_the_way(const Datagram& d, sim::Duration one_way) {
  if (d.message.header.qr || d.port_unreachable) return one_way;
  const int round_trips = d.transport == Transport::tcp ? 1 : d.round_trips_before;
  return one_way * (1 + 2 * round_trips);
}

struct Sent {
  net::Transit transit;
  sim::Duration late{};  ///< sent again so long after the first time
};

/// As net::send_datagram; over an encrypted connection a lost packet is sent again, 1 s later while
/// it opens (RFC 6298 section 2.1), else after 200 ms (Linux, TCP_RTO_MIN), each time doubled. Five
/// losses in a row and the sender's own timer has long run out. Simplification: one packet each
/// way, and none of a handshake, can be lost; TCP in clear leaves it to the asker.
Sent transmit(const Context& context, const Datagram& d, sim::Draw& draw) {
  constexpr int kAttempts = 5;
  const auto once = [&] {
    return net::send_datagram(context.network, d.sender, d.destination, draw);
  };
  Sent sent{once()};
  if (!is_encrypted(d.transport)) return sent;
  sim::Duration again = d.opens_connection ? sim::seconds(1) : sim::milliseconds(200);
  for (int n = 1; n < kAttempts && sent.transit.verdict == net::Transit::Verdict::lost; ++n) {
    sent.late += again;
    again = again * 2;
    sent.transit = once();
  }
  return sent;
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
  const auto [transit, late] = transmit(context, d, draw);
  switch (transit.verdict) {
    case Verdict::delivered: {
      const sim::EntityId receiver = context.network.hosts[transit.host].entity;
      const sim::Time arrival = at + late + time_on_the_way(d, transit.delay);
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
