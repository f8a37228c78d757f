// SPDX-License-Identifier: Apache-2.0
// The network of one run, as plain copyable data: places, hosts, addresses, anycast groups, and the
// routes between them. Build adds things, then publishes; the plan applies faults (fault.hpp), then
// publishes again: nothing changes under a packet between two epochs.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/net/address_book.hpp"
#include "models/net/anycast.hpp"
#include "models/net/host.hpp"
#include "models/net/routing.hpp"
#include "models/net/site.hpp"
#include "models/net/topology.hpp"

namespace waypost::net {

struct Network {
  std::vector<Site> sites;
  Topology topology;
  LatencyModel latency;
  std::vector<Host> hosts;
  std::vector<std::string> host_paths;  ///< beside `hosts`: text is cold
  std::vector<double> host_lines;  ///< beside `hosts`: bits a second that a line carries to its
                                   ///< host; 0: no limit
  AddressBook addresses;
  std::vector<AnycastGroup> groups;

  /// Of the current epoch; set by publish().
  std::shared_ptr<const Routes> routes;
  std::vector<HostId> catchments;  ///< groups x sites, row = group; kNone = nobody

  bool routes_stale = true;      ///< links or sites changed since publish()
  bool catchments_stale = true;  ///< all of them; single groups have their own flag

  HostId catchment(GroupId group, SiteId client) const {
    return catchments[group * sites.size() + client];
  }
};

/// `path_hash` is set here, from `site.path`.
SiteId add_site(Network& network, Site site);

/// `path_hash` is set here, from `path`. The host has no address yet.
HostId add_host(Network& network, std::string_view path, Host host);

/// `path_hash` is set here, from `group.path`. The group has no address yet.
GroupId add_anycast_group(Network& network, AnycastGroup group);

/// Makes `site` a node of the graph: from now on it is reached only by links given to that node.
NodeId wire_site(Network& network, SiteId site);

/// Gives the host an address of its own; the first of each family is its source address.
/// Returns the present owner when the address is taken (and changes nothing): an error of the
/// scenario, to be reported with both owners' names (owner_name).
[[nodiscard]] std::optional<Binding> claim_address(Network& network, HostId host,
                                                   const Address& address);
/// The same for an anycast group, which may have several addresses of each family. Instances that
/// have no address of that family answer from it.
[[nodiscard]] std::optional<Binding> claim_group_address(Network& network, GroupId group,
                                                         const Address& address);

/// Gives the host its automatic address of `family`. Call after all declared addresses are known.
AddressId claim_automatic_address(Network& network, HostId host, Family family);
AddressId claim_automatic_group_address(Network& network, GroupId group, Family family);

/// The path of the host or group that owns the address; "nobody" when none does.
std::string owner_name(const Network& network, const Binding& owner);

/// Addresses that nobody owns, in order of registration: each is a finding.
std::vector<AddressId> unowned_addresses(const Network& network);

/// Recomputes what is stale and opens the next epoch: after build, and after each batch of faults.
void publish(Network& network);

}  // namespace waypost::net
