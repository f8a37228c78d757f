// SPDX-License-Identifier: Apache-2.0
// One address, many hosts. A client's site is served by the instance with the shortest path, except
// a share of sites that BGP sends elsewhere (15 to 30 % of vantage points: Schmidt, Heidemann,
// Kuipers, PAM 2017). Which sites stray, and where to, is keyed by (site, group): a property of
// the network, the same in every replication. Convergence time is left out: a change acts at once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/net/ids.hpp"

namespace waypost::net {

struct Network;

struct AnycastInstance {
  enum class Scope : std::uint8_t { global, region, country };  ///< whose clients it takes
  HostId host = kNone;
  Scope scope = Scope::global;
  bool announced = true;  ///< false: withdrawn
};

struct AnycastGroup {
  std::string path{};           ///< name in the scenario, unique
  std::uint64_t path_hash = 0;  ///< sim::hash_text(path)
  std::vector<AnycastInstance> instances{};
  float stray_share = 0.2f;  ///< share of client sites not served by their nearest instance
  /// True: an instance whose host is down is withdrawn at once. False: its catchment is a black
  /// hole until it is withdrawn by plan.
  bool withdraw_when_down = true;
  bool stale = true;  ///< instances changed since publish()
};

/// The host that serves clients at `site`; kNone when no instance can be reached.
/// Cost: O(instances). Network::catchments keeps the answers of an epoch.
HostId choose_instance(const Network& network, const AnycastGroup& group, SiteId site);

}  // namespace waypost::net
