// SPDX-License-Identifier: Apache-2.0
// An authoritative server: takes a query, works on it (service time, queue, drops: net::Station),
// and sends the response when the work is done. One entity per machine; an anycast address is many.
// Responses are made in response.hpp, copies of zones kept up in zone_upkeep.hpp.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "models/dns/context.hpp"
#include "models/dns/encryption.hpp"
#include "models/dns/rate_limit.hpp"
#include "models/dns/response.hpp"
#include "models/dns/zone_upkeep.hpp"
#include "models/net/station.hpp"

namespace waypost::dns {

/// What a server did since the start of the run (or of the measurement).
struct ServerCounters {
  std::uint64_t queries = 0;                          ///< that reached an open port
  std::uint64_t over_tcp = 0;                         ///< of these
  std::uint64_t dropped = 0;                          ///< of these: the queue was full
  std::uint64_t truncated = 0;                        ///< responses with TC
  std::uint64_t withheld = 0;                         ///< responses that rate limiting dropped
  std::uint64_t slipped = 0;                          ///< ... that it sent empty, with TC
  std::uint64_t turned_away = 0;                      ///< port closed or host down: never taken
  std::uint64_t filtered = 0;                         ///< carried EDNS, which a firewall drops
  std::uint64_t lost_large = 0;                       ///< responses too large for the way
  std::array<std::uint64_t, kOutcomes> by_outcome{};  ///< index Outcome
  std::uint64_t count(Outcome outcome) const {
    return by_outcome[static_cast<std::size_t>(outcome)];
  }
};

/// Response rate limiting: equal responses to one network, over UDP.
struct ResponseLimit {
  RateLimit rate{0, 15,
                 2};  ///< let_through is the slip: that one is truncated, the others are dropped
  std::uint8_t ipv4_prefix = 24, ipv6_prefix = 56;  ///< bits that make a network
};

struct AuthoritativeServer {
  sim::EntityId entity = sim::kPlanEntity;
  net::HostId host = net::kNone;
  sim::Stream luck;  ///< make_stream(seed, path of the entity, "query")
  std::shared_ptr<const ServedZones> served = std::make_shared<ServedZones>();
  AnswerStyle style;
  net::Station station{sim::Law(), 1};
  EncryptionWork encryption;
  ServerCounters counters;
  ResponseLimit limit;
  RateAccounts accounts;
  ZoneUpkeep upkeep;
};

/// Everything on the authoritative side of the world; plain data, copyable.
struct Authority {
  ZoneStore zones;
  AnswerPolicies policies;
  std::uint16_t trust_anchor = 0;  ///< key tag of the root's key; 0: the root is not signed
  std::vector<AuthoritativeServer> servers;
};

/// Handles a kDatagram event: a query to answer later, to drop or to turn away.
void on_datagram(Context& context, AuthoritativeServer& server, const Datagram& query);

/// From now on `server` has this version of the zone at `apex`; kNotLoaded: it has none that it can
/// use (SERVFAIL); kNoZone: it is not configured for the zone any more (REFUSED, by its style).
void publish_zone(AuthoritativeServer& server, Name apex, ZoneId zone);

/// Arms the first probe of the monitor, one interval from now.
void start_monitor(sim::Engine& engine, const HealthMonitor& monitor);
/// Handles kHealthCheck: probes, and arms the next.
void on_health_check(Context& context, HealthMonitor& monitor);

}  // namespace waypost::dns
