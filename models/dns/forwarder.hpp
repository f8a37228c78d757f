// SPDX-License-Identifier: Apache-2.0
// A forwarding resolver, as in a home router: a cache of its own, fed by recursive resolvers whose
// TTLs it passes on as they count down (dnsmasq, RFC 5625). Misses go upstream through a stub
// resolver; equal questions wait for one. In front of a farm it is the load balancer: each question
// goes to one of the backends, drawn, so that their caches are fragments of one. Leaves out
// rewriting, local names and DHCP.
#pragma once

#include <vector>

#include "models/dns/cached_answer.hpp"
#include "models/dns/context.hpp"
#include "models/dns/recursive_resolver.hpp"
#include "models/dns/stub_resolver.hpp"
#include "models/net/station.hpp"

namespace waypost::dns {

struct ForwarderCounters {
  std::uint64_t queries = 0;  ///< that reached an open port
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;  ///< sent upstream
  std::uint64_t joined = 0;
  std::uint64_t dropped = 0;
  std::uint64_t failures = 0;  ///< lookups that ended without an answer
};

/// A question that was sent upstream, and who waits for it.
struct Forwarded {
  Question question{};
  std::uint64_t object = 0;  ///< names the lookup: its luck, and in traces
  boost::container::small_vector<WaitingClient, 1> clients;
};

struct Forwarder {
  Forwarder(sim::EntityId entity_id, net::HostId host_id, const CachePolicy& policy,
            const StubResolver& towards_upstream, std::uint64_t seed, std::uint64_t path_hash);

  sim::EntityId entity;
  net::HostId host;
  sim::Stream luck;
  Cache cache;
  StubResolver upstream;               ///< holds the addresses of the resolvers asked, in order
  std::vector<StubResolver> backends;  ///< of a farm, one address each; empty: `upstream` is asked
  net::Station station{sim::Law(), 1};
  ForwarderCounters counters;
  sim::Slots<Forwarded> forwarded;
  FlatIndex by_question;      ///< slots of `forwarded`
  std::uint64_t lookups = 0;  ///< started so far
};

/// Handles a kDatagram event.
void on_datagram(Context& context, Forwarder& forwarder, const Datagram& datagram);
/// Handles a kStubTimer event.
void on_timer(Context& context, Forwarder& forwarder);

}  // namespace waypost::dns
