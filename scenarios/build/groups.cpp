// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/groups.hpp"

#include <algorithm>

namespace waypost::scenarios {
namespace {

/// One way, without luck; a place that cannot be reached now is farther than any other.
std::int64_t distance_ns(const net::Network& network, net::SiteId from, const Machine& machine) {
  std::int64_t nearest = INT64_MAX;
  for (const net::HostId id : machine.hosts) {
    const net::Host& host = network.hosts[id];
    const net::Leg& leg = network.routes->between(from, host.site);
    if (leg.reachable()) nearest = std::min(nearest, leg.delay().ns + host.access.ns);
  }
  return nearest;
}

}  // namespace

net::AddressId address_for(const net::Host& from, const Machine& machine) {
  if (from.reaches_ipv4 && !machine.ipv4.empty()) return machine.ipv4.front();
  if (from.reaches_ipv6 && !machine.ipv6.empty()) return machine.ipv6.front();
  return net::kNone;
}

net::AddressId nearest_member(const net::Network& network, const net::Host& from,
                              const ResolverGroup& group) {
  net::AddressId best = net::kNone;
  std::int64_t best_ns = INT64_MAX;
  for (const Machine& machine : group.machines) {
    const net::AddressId address = address_for(from, machine);
    const std::int64_t ns = distance_ns(network, from.site, machine);
    if (address == net::kNone || (best != net::kNone && ns >= best_ns)) continue;
    best = address;
    best_ns = ns;
  }
  return best;
}

}  // namespace waypost::scenarios
