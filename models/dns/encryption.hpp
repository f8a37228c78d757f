// SPDX-License-Identifier: Apache-2.0
// Encrypted DNS as cost: round trips before the first query of a connection, connections that are
// kept for the next one, work and memory at the server. DNS over TLS (RFC 7858), over HTTPS
// (RFC 8484, HTTP/2) and over QUIC (RFC 9250), all with TLS 1.3. Left out: certificates, padding,
// what HTTP adds to a query, and limits on the connections that a server takes.
#pragma once

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <memory>
#include <vector>

#include "models/dns/message.hpp"
#include "models/net/kept_connections.hpp"
#include "sim/random.hpp"

namespace waypost::dns {

struct Encryption {
  Transport transport = Transport::udp;  ///< udp: none
  sim::Duration idle_timeout = sim::seconds(30);
  double resumed_share = 0;  ///< of new connections, those that carry the query at once
};

/// What encryption costs a server, in a worker's time.
struct EncryptionWork {
  sim::Duration handshake = sim::microseconds(100);  ///< ECDSA P-256; RSA-2048: about 1 ms
  sim::Duration query{};                             ///< beside the service time
};

/// Round trips until the first query of a connection can be sent: TCP 1 (RFC 9293 section 3.5) and
/// TLS 1.3 1 (RFC 8446 section 2), QUIC both in 1 (RFC 9001 section 4); resumed: TLS's is saved.
int round_trips_to_open(Transport transport, bool resumed);

/// The worker's time that `query` takes beside the service itself.
sim::Duration encryption_work(const EncryptionWork& work, const Datagram& query);

/// The connections of one machine, or of the machines of one population, to the servers it asks.
class EncryptedConnections {
 public:
  EncryptedConnections() = default;
  /// `users`: machines alike, each with connections of its own.
  EncryptedConnections(const Encryption& how, std::uint64_t users) : how_(how), users_(users) {}

  bool active() const { return how_.transport != Transport::udp; }
  /// Lets `query` go over the connection of the user at `point` (in units of 2^-32 of all users) to
  /// its destination. `draw`: decides whether a new one is resumed.
  void carry(Datagram& query, std::uint32_t point, sim::Time now, sim::Draw& draw);
  /// Nothing came back over it.
  void give_up(net::AddressId server, std::uint32_t point, sim::Time now);

  struct To {
    net::AddressId server;
    net::KeptConnections kept;
  };
  const boost::container::small_vector<To, 1>& by_server() const { return to_; }
  void reset_totals(sim::Time now) {
    for (To& to : to_) to.kept.reset_totals(now);
  }

 private:
  std::uint64_t user(std::uint32_t point) const { return std::uint64_t{point} * users_ >> 32; }
  net::KeptConnections& to(net::AddressId server);

  Encryption how_{};
  std::uint64_t users_ = 1;  ///< below 2^32
  boost::container::small_vector<To, 1> to_;
};

/// Encrypted DNS from a resolver to name servers. Simplification: it knows which of them speak it.
struct UpstreamEncryption {
  EncryptedConnections connections;
  std::shared_ptr<const std::vector<net::AddressId>> servers;  ///< that speak it, ascending

  bool speaks(net::AddressId server) const {
    return connections.active() && servers != nullptr &&
           std::binary_search(servers->begin(), servers->end(), server);
  }
};

}  // namespace waypost::dns
