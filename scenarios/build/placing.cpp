// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/placing.hpp"

#include <algorithm>

#include "scenarios/build/draft.hpp"
#include "sim/expect.hpp"

namespace waypost::scenarios {

net::SiteId site_of(Draft& draft, const ServerPlace& place) {
  const std::string label = place.country.empty() ? place.town : place.town + ", " + place.country;
  if (const City* city = Cities::shipped().find(label)) return draft.places.at_city(*city);
  return draft.places.at(label, place.position, place.country);
}

NameServerId place_server_group(Draft& draft, const ServerGroup& group, NameServerSpec spec) {
  WAYPOST_EXPECT(!group.host_names.empty() && !group.places.empty(), "a server without place");
  MachineSpec machine{.path = group.path, .line = access_profile("datacentre"), .anycast = true};
  for (const ServerPlace& place : group.places) {
    const net::SiteId site = site_of(draft, place);
    const auto known = std::find(machine.sites.begin(), machine.sites.end(), site);
    if (known != machine.sites.end()) {  // the widest scope of a town holds
      if (place.scope == net::AnycastInstance::Scope::global)
        machine.scopes[static_cast<std::size_t>(known - machine.sites.begin())] = place.scope;
      continue;
    }
    machine.sites.push_back(site);
    machine.scopes.push_back(place.scope);
  }
  Machine made = add_machine(draft.network(), machine, draft.core, draft.stray_share);
  for (const net::Address& address : group.addresses) {
    const std::string owner = claim(draft.network(), made, address);
    if (!owner.empty())
      draft.problems.add("root", net::to_text(address) + " of " + group.host_names.front() +
                                     " already belongs to " + owner);
  }
  spec.name = draft.world.dns.names.intern(group.host_names.front());
  const NameServerId id = draft.name_servers.add(draft.world, std::move(made), spec);
  for (const std::string& name : group.host_names)
    draft.name_servers.add_name(id, draft.world.dns.names.intern(name));
  return id;
}

}  // namespace waypost::scenarios
