// SPDX-License-Identifier: Apache-2.0
#include "models/dns/encryption.hpp"

namespace waypost::dns {

int round_trips_to_open(Transport transport, bool resumed) {
  switch (transport) {
    case Transport::udp: return 0;
    case Transport::tcp: return 1;
    case Transport::tls:
    case Transport::https: return resumed ? 1 : 2;
    case Transport::quic: return resumed ? 0 : 1;
  }
  return 0;
}

sim::Duration encryption_work(const EncryptionWork& work, const Datagram& query) {
  if (!is_encrypted(query.transport)) return {};
  return query.opens_connection ? work.handshake + work.query : work.query;
}

void EncryptedConnections::carry(Datagram& query, std::uint32_t point, sim::Time now,
                                 sim::Draw& draw) {
  query.transport = how_.transport;
  query.opens_connection = !to(query.destination).use(user(point), now);
  if (!query.opens_connection) return;
  const bool resumed = how_.resumed_share > 0 && draw.chance(how_.resumed_share);
  query.round_trips_before =
      static_cast<std::uint8_t>(round_trips_to_open(how_.transport, resumed));
}

void EncryptedConnections::give_up(net::AddressId server, std::uint32_t point, sim::Time now) {
  to(server).close(user(point), now);
}

net::KeptConnections& EncryptedConnections::to(net::AddressId server) {
  for (To& known : to_)
    if (known.server == server) return known.kept;
  return to_.emplace_back(To{server, net::KeptConnections(how_.idle_timeout)}).kept;
}

}  // namespace waypost::dns
