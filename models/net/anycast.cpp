// SPDX-License-Identifier: Apache-2.0
#include "models/net/anycast.hpp"

#include <algorithm>

#include "models/net/network.hpp"
#include "sim/hash.hpp"

namespace waypost::net {
namespace {

/// An instance that this client's packets could be routed to.
struct Candidate {
  std::int64_t delay_ns;
  std::uint64_t path_hash;  ///< breaks ties
  HostId host;
  bool usable;  ///< announced, and its host up where that matters
  bool operator<(const Candidate& other) const {
    return delay_ns != other.delay_ns ? delay_ns < other.delay_ns : path_hash < other.path_hash;
  }
};

bool in_scope(AnycastInstance::Scope scope, const Site& client, const Site& instance) {
  const auto same = [](const std::string& a, const std::string& b) { return !a.empty() && a == b; };
  switch (scope) {
    case AnycastInstance::Scope::global: return true;
    case AnycastInstance::Scope::region: return same(client.region, instance.region);
    case AnycastInstance::Scope::country: return same(client.country, instance.country);
  }
  return false;
}

/// Calls visit(Candidate) for each instance that has a path to the client's site.
template <class Visit>
void for_each_candidate(const Network& network, const AnycastGroup& group, SiteId client,
                        Visit&& visit) {
  for (const AnycastInstance& instance : group.instances) {
    const Host& host = network.hosts[instance.host];
    const Leg& leg = network.routes->between(client, host.site);
    if (!leg.reachable()) continue;
    if (!in_scope(instance.scope, network.sites[client], network.sites[host.site])) continue;
    const bool usable = instance.announced && (host.up || !group.withdraw_when_down);
    visit(Candidate{leg.delay().ns + host.access.ns, host.path_hash, instance.host, usable});
  }
}

/// The instance that BGP prefers for a straying site, if it can serve; else kNone. Chosen among all
/// instances, withdrawn ones too: a withdrawal elsewhere moves nobody but its own clients.
HostId favourite(const Network& network, const AnycastGroup& group, SiteId site, std::size_t rank) {
  std::vector<Candidate> found;
  for_each_candidate(network, group, site, [&](const Candidate& c) { found.push_back(c); });
  if (rank >= found.size()) return kNone;
  const auto chosen = found.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(found.begin(), chosen, found.end());
  return chosen->usable ? chosen->host : kNone;
}

/// 0 = served by the nearest; k >= 1 = BGP prefers the k-th next nearest. Geometric: half of the
/// strays go to the second nearest, a quarter to the third, and so on.
std::size_t stray_rank(const AnycastGroup& group, const Site& client) {
  std::uint64_t luck = sim::mix(client.path_hash, group.path_hash);
  const double uniform = static_cast<double>(luck >> 11) * 0x1p-53;
  if (uniform >= static_cast<double>(group.stray_share)) return 0;
  luck = sim::mix(luck);
  std::size_t rank = 1;
  for (; luck & 1; luck >>= 1) ++rank;
  return rank;
}

}  // namespace

HostId choose_instance(const Network& network, const AnycastGroup& group, SiteId site) {
  if (const std::size_t rank = stray_rank(group, network.sites[site])) {
    const HostId host = favourite(network, group, site, rank);
    if (host != kNone) return host;
  }
  Candidate nearest{INT64_MAX, 0, kNone, false};
  for_each_candidate(network, group, site, [&](const Candidate& candidate) {
    if (candidate.usable && candidate < nearest) nearest = candidate;
  });
  return nearest.host;
}

}  // namespace waypost::net
