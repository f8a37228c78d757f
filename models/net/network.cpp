// SPDX-License-Identifier: Apache-2.0
#include "models/net/network.hpp"

#include "sim/expect.hpp"
#include "sim/hash.hpp"

namespace waypost::net {
namespace {

AddressId& source_address(Host& host, Family family) {
  return family == Family::v4 ? host.ipv4 : host.ipv6;
}

/// The first address of its own is a host's source address; it replaces one of its group.
void take_own_address(Network& network, HostId host, AddressId address) {
  AddressId& source =
      source_address(network.hosts[host], network.addresses.address(address).family);
  const bool own = source != kNone && network.addresses.binding(source).kind == Binding::Kind::host;
  if (!own) source = address;
}

/// Instances without an address of their own answer from the group's.
void take_group_address(Network& network, GroupId group, AddressId address) {
  const Family family = network.addresses.address(address).family;
  for (const AnycastInstance& instance : network.groups[group].instances) {
    AddressId& source = source_address(network.hosts[instance.host], family);
    if (source == kNone) source = address;
  }
}

void refresh_catchments(Network& network) {
  const std::size_t sites = network.sites.size();
  network.catchments.resize(network.groups.size() * sites);
  for (GroupId id = 0; id < network.groups.size(); ++id) {
    AnycastGroup& group = network.groups[id];
    if (!group.stale && !network.catchments_stale) continue;
    for (SiteId site = 0; site < sites; ++site)
      network.catchments[id * sites + site] = choose_instance(network, group, site);
    group.stale = false;
  }
  network.catchments_stale = false;
}

}  // namespace

SiteId add_site(Network& network, Site site) {
  site.path_hash = sim::hash_text(site.path);
  network.sites.push_back(std::move(site));
  network.routes_stale = true;
  return static_cast<SiteId>(network.sites.size() - 1);
}

HostId add_host(Network& network, std::string_view path, Host host) {
  WAYPOST_EXPECT(host.site < network.sites.size(), "host at a site that does not exist");
  WAYPOST_EXPECT(host.access.ns >= 0, "negative access delay");
  host.path_hash = sim::hash_text(path);
  network.hosts.push_back(host);
  network.host_paths.emplace_back(path);
  network.host_lines.push_back(0);
  return static_cast<HostId>(network.hosts.size() - 1);
}

GroupId add_anycast_group(Network& network, AnycastGroup group) {
  for (const AnycastInstance& instance : group.instances)
    WAYPOST_EXPECT(instance.host < network.hosts.size(), "anycast instance without a host");
  group.path_hash = sim::hash_text(group.path);
  group.stale = true;
  network.groups.push_back(std::move(group));
  return static_cast<GroupId>(network.groups.size() - 1);
}

NodeId wire_site(Network& network, SiteId site) {
  const Site& place = network.sites[site];
  network.routes_stale = true;
  return network.topology.add_node(
      {.name = place.path, .position = place.position, .land = {}, .site = site});
}

std::optional<Binding> claim_address(Network& network, HostId host, const Address& address) {
  const AddressId id = network.addresses.intern(address);
  auto taken = network.addresses.bind(id, {Binding::Kind::host, host});
  if (!taken) take_own_address(network, host, id);
  return taken;
}

std::optional<Binding> claim_group_address(Network& network, GroupId group,
                                           const Address& address) {
  const AddressId id = network.addresses.intern(address);
  auto taken = network.addresses.bind(id, {Binding::Kind::anycast, group});
  if (!taken) take_group_address(network, group, id);
  return taken;
}

AddressId claim_automatic_address(Network& network, HostId host, Family family) {
  const std::uint64_t path_hash = network.hosts[host].path_hash;
  const AddressId id = network.addresses.make_automatic(family, path_hash);
  const auto taken = network.addresses.bind(id, {Binding::Kind::host, host});
  WAYPOST_EXPECT(!taken, "automatic address is not new");
  take_own_address(network, host, id);
  return id;
}

AddressId claim_automatic_group_address(Network& network, GroupId group, Family family) {
  const std::uint64_t path_hash = network.groups[group].path_hash;
  const AddressId id = network.addresses.make_automatic(family, path_hash);
  const auto taken = network.addresses.bind(id, {Binding::Kind::anycast, group});
  WAYPOST_EXPECT(!taken, "automatic address is not new");
  take_group_address(network, group, id);
  return id;
}

std::string owner_name(const Network& network, const Binding& owner) {
  switch (owner.kind) {
    case Binding::Kind::host: return network.host_paths[owner.index];
    case Binding::Kind::anycast: return network.groups[owner.index].path;
    case Binding::Kind::black_hole:
    case Binding::Kind::unreachable: break;
  }
  return "nobody";
}

std::vector<AddressId> unowned_addresses(const Network& network) {
  std::vector<AddressId> unowned;
  for (AddressId id = 0; id < network.addresses.size(); ++id)
    if (!network.addresses.owned(id)) unowned.push_back(id);
  return unowned;
}

void publish(Network& network) {
  if (network.routes_stale) {
    const std::uint32_t epoch = network.routes ? network.routes->epoch + 1 : 1;
    network.routes = compute_routes(network.topology, network.sites, network.latency, epoch);
    network.routes_stale = false;
    network.catchments_stale = true;
  }
  refresh_catchments(network);
}

}  // namespace waypost::net
