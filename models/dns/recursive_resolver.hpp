// SPDX-License-Identifier: Apache-2.0
// A recursive resolver: answers clients from its cache, and otherwise opens a Resolution, performs
// what its steps ask for, and joins equal questions to one. Queries and responses take turns at the
// workers (net::Station). Timers of all resolutions share one pending event.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "models/dns/context.hpp"
#include "models/dns/encryption.hpp"
#include "models/dns/resolution.hpp"
#include "models/dns/waiting_counts.hpp"
#include "models/net/station.hpp"
#include "sim/due_index.hpp"
#include "sim/histogram.hpp"
#include "sim/slots.hpp"

namespace waypost::dns {

/// Whom an upstream query went to, by the depth of the zone asked.
enum class Layer : std::uint8_t { root, top_level, below };
inline constexpr std::size_t kLayers = 3;

/// What a resolver did since the start of the run (or of the measurement).
struct ResolverCounters {
  std::uint64_t queries = 0;      ///< of clients, that reached an open port
  std::uint64_t hits = 0;         ///< answered from the cache at once
  std::uint64_t misses = 0;       ///< opened a resolution
  std::uint64_t joined = 0;       ///< waited for one already open
  std::uint64_t dropped = 0;      ///< the queue or the table of recursions was full
  std::uint64_t limited = 0;      ///< over a limit per client
  std::uint64_t crowded_out = 0;  ///< too many clients of one question (clients_per_question)
  std::uint64_t discarded = 0;    ///< answered too late to be sent (discard_after)
  std::uint64_t turned_away = 0;  ///< port closed or host down
  std::uint64_t prefetches = 0;
  std::uint64_t synthesised = 0;  ///< of the hits: denied by what was learnt of other names
  std::uint64_t stale = 0;        ///< answered with what was past its end
  std::array<std::uint64_t, 16> by_rcode{};           ///< answers sent, by response code
  std::array<std::uint64_t, kFailures> by_failure{};  ///< resolutions that failed, index Failure
  std::array<std::uint64_t, kLayers> upstream{};      ///< queries sent, index Layer
  std::uint64_t timeouts = 0;                         ///< of upstream queries
  std::uint64_t late = 0;  ///< upstream responses that nobody waited for any more
  sim::Histogram latency;  ///< from a client's query to its answer, nanoseconds
};

/// A client that waits for an answer: what a reply needs.
struct WaitingClient {
  net::HostId sender = net::kNone;
  net::AddressId source = net::kNone, destination = net::kNone;
  Transport transport = Transport::udp;
  std::uint16_t port = 0, id = 0;
  sim::Time arrived{};
  bool recursion = true, checking_disabled = false;  ///< RD and CD of the query
  bool edns = false, dnssec_ok = false;
};

/// A resolution that waits for another, as long as it has not gone on to another zone.
struct Parent {
  sim::SlotRef ref;
  std::uint16_t round = 0;  ///< Resolution::zones then
};

/// A resolution, and who waits for it.
struct OpenResolution {
  Resolution resolution;
  boost::container::small_vector<WaitingClient, 1> clients;
  boost::container::small_vector<Parent, 2> parents;
  std::uint64_t query_number = 0;     ///< of the query on its way; responses to others are late
  sim::Time query_due{};              ///< when that query is given up
  sim::Time stale_due = sim::kNever;  ///< when the clients get a stale answer, if there is one
  sim::SlotRef work;                  ///< in RecursiveResolver::work
  std::uint64_t id = 0;               ///< in traces
  std::uint64_t for_whom = 0;         ///< id of the parent that opened it; 0: a client did
  bool kept = false;                  ///< counted in RecursiveResolver::kept
  bool crowded = false;               ///< clients were left out
};

/// A datagram that the workers have not finished with.
struct Work {
  Datagram datagram;
  sim::Time arrived{};
};

struct RecursiveResolver {
  RecursiveResolver(sim::EntityId entity_id, net::HostId host_id, const ResolverProfile& behaviour,
                    std::uint64_t seed, std::uint64_t path_hash);

  sim::EntityId entity;
  net::HostId host;
  ResolverProfile profile;
  sim::Stream choice_luck, packet_luck;
  std::shared_ptr<const std::vector<RootHint>> hints;  ///< immutable, shared by copies of the world
  /// Forward and stub zones; immutable, shared; null: none.
  std::shared_ptr<const std::vector<UpstreamZone>> upstream_zones;
  Cache cache;
  MessageCache messages;
  ScopedCaches scoped;  ///< of clients' networks (RFC 7871)
  ServerMemory servers;
  DenialCache denials;
  net::Station station{sim::Law(), 1};
  EncryptionWork encryption;
  UpstreamEncryption upstream;
  ResolverCounters counters;

  sim::Slots<OpenResolution> open;
  sim::Slots<QueryWork> work;  ///< one per client's question, shared by all that works for it
  QueryWork no_work;           ///< of readings that belong to no resolution
  sim::Slots<Work> at_work;
  RateAccounts of_clients, of_zones;
  WaitingCounts waiting;           ///< kept only where LoadPolicy::waiting_per_client limits them
  FlatIndex by_question;           ///< slots of `open`
  sim::DueRing by_age;             ///< those that may be abandoned, oldest first
  std::uint32_t crowd_growth = 0;  ///< of the limit of clients per question, when last it grew
  sim::Time crowd_grew_at{};
  std::uint32_t kept = 0;  ///< open ones that run to their end (LoadPolicy::half_is_kept)
  sim::DueIndex timers;
  sim::Time armed = sim::kNever;  ///< when the pending kResolverTimer event comes
  std::uint64_t numbers = 0;      ///< queries sent so far
  std::uint64_t resolutions = 0;  ///< opened so far
};

/// Handles a kDatagram event: a client's query, a server's response, or an ICMP error.
void on_datagram(Context& context, RecursiveResolver& resolver, const Datagram& datagram);
/// Handles kResolverWork: the workers are done with a datagram. `argument`: the event's.
void on_work_done(Context& context, RecursiveResolver& resolver, std::uint64_t argument);
/// Handles kResolverTimer.
void on_timer(Context& context, RecursiveResolver& resolver);

/// The query upstream `query` ran out of time, or its socket broke: for scripts, which hold the
/// clock themselves (ServerPolicy::untimed).
void on_query_timeout(Context& context, RecursiveResolver& resolver, const Datagram& query);
void on_query_error(Context& context, RecursiveResolver& resolver, const Datagram& query);

/// True while a resolution waits for the response to `query`.
bool is_awaited(const RecursiveResolver& resolver, const Datagram& query);

/// Forgets cache, server memory and work, as a restart does; counters stay.
void restart(Context& context, RecursiveResolver& resolver);

}  // namespace waypost::dns
