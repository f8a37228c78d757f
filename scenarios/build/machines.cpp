// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/machines.hpp"

#include <algorithm>

namespace waypost::scenarios {
namespace {

/// What the hosts of an anycast group answer from: the group's first address of the family.
void set_source(net::Network& network, const Machine& machine, net::Family family,
                net::AddressId address) {
  for (const net::HostId id : machine.hosts) {
    net::Host& host = network.hosts[id];
    net::AddressId& source = family == net::Family::v4 ? host.ipv4 : host.ipv6;
    if (source == net::kNone) source = address;
  }
}

void remember(net::Network& network, Machine& machine, net::AddressId id) {
  const net::Family family = network.addresses.address(id).family;
  (family == net::Family::v4 ? machine.ipv4 : machine.ipv6).push_back(id);
  if (machine.anycast != net::kNone) set_source(network, machine, family, id);
}

}  // namespace

Machine add_machine(net::Network& network, const MachineSpec& spec, const CoreLine& core,
                    float stray_share) {
  Machine machine{.path = spec.path};
  const bool anycast = spec.anycast || spec.sites.size() > 1;
  net::AnycastGroup group{.path = spec.path, .stray_share = stray_share};
  for (std::size_t i = 0; i < spec.sites.size(); ++i) {
    const net::SiteId site = spec.sites[i];
    std::string path = anycast ? spec.path + "@" + network.sites[site].path : spec.path;
    const auto before =
        std::count(spec.sites.begin(), spec.sites.begin() + static_cast<std::ptrdiff_t>(i), site);
    if (before > 0) path += "#" + std::to_string(before + 1);  // luck of its own
    machine.hosts.push_back(net::add_host(network, path, make_host(site, spec.line, core)));
    network.host_lines.back() = spec.line.bits_per_second;
    net::AnycastInstance instance{.host = machine.hosts.back()};
    if (!spec.scopes.empty()) instance.scope = spec.scopes[i];
    group.instances.push_back(instance);
  }
  if (anycast) machine.anycast = net::add_anycast_group(network, std::move(group));
  return machine;
}

std::string claim(net::Network& network, Machine& machine, const net::Address& address) {
  const auto taken = machine.anycast == net::kNone
                         ? net::claim_address(network, machine.hosts.front(), address)
                         : net::claim_group_address(network, machine.anycast, address);
  if (taken) return net::owner_name(network, *taken);
  remember(network, machine, *network.addresses.find(address));
  return {};
}

void claim_automatic(net::Network& network, Machine& machine) {
  if (!machine.ipv4.empty() || !machine.ipv6.empty()) return;
  const net::HostId first = machine.hosts.front();
  for (const net::Family family : {net::Family::v4, net::Family::v6}) {
    const net::Host& host = network.hosts[first];
    if (!(family == net::Family::v4 ? host.reaches_ipv4 : host.reaches_ipv6)) continue;
    remember(network, machine,
             machine.anycast == net::kNone
                 ? net::claim_automatic_address(network, first, family)
                 : net::claim_automatic_group_address(network, machine.anycast, family));
  }
}

void claim_own_addresses(net::Network& network, const Machine& machine) {
  for (const net::HostId id : machine.hosts)
    for (const net::Family family : {net::Family::v4, net::Family::v6}) {
      const net::Host& host = network.hosts[id];
      if (family == net::Family::v4 ? host.reaches_ipv4 : host.reaches_ipv6)
        net::claim_automatic_address(network, id, family);
    }
}

}  // namespace waypost::scenarios
