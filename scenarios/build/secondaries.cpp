// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/secondaries.hpp"

#include <algorithm>

#include "scenarios/build/draft.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

constexpr sim::Duration kNotifyDelay = sim::seconds(1);

const schema::Zone* declared(const Draft& draft, ZoneDrafts::Index zone) {
  const auto found = std::find(draft.declared_zones.begin(), draft.declared_zones.end(), zone);
  if (found == draft.declared_zones.end()) return nullptr;
  return &draft.scenario.zones(static_cast<int>(found - draft.declared_zones.begin()));
}

/// By which `from` asks the machine, and its own address to ask from: of one family. An instance of
/// an anycast machine gets an address of its own, or the answers would go to another instance.
struct Addresses {
  net::AddressId to = net::kNone, own = net::kNone;
};
Addresses addresses_between(Draft& draft, const Machine& machine, std::size_t host,
                            const Machine& primary) {
  net::Network& network = draft.network();
  const net::HostId id = machine.hosts[host];
  const net::AddressId to = address_for(network.hosts[id], primary);
  if (to == net::kNone) return {};
  const net::Family family = network.addresses.address(to).family;
  if (machine.anycast != net::kNone) return {to, net::claim_automatic_address(network, id, family)};
  const auto& own = family == net::Family::v4 ? machine.ipv4 : machine.ipv6;
  return own.empty() ? Addresses{} : Addresses{to, own.front()};
}

}  // namespace

bool is_followed(const Draft& draft, ZoneDrafts::Index zone) {
  return declared(draft, zone) != nullptr && draft.zones[zone].version != dns::kNotLoaded;
}

Following following(Draft& draft, ZoneDrafts::Index zone, std::span<const NameServerId> servers) {
  const schema::Zone::Secondaries& settings = declared(draft, zone)->secondaries();
  const auto delay = parse_duration(settings.delay());
  const NameServer& primary = draft.name_servers[servers.front()];
  const dns::Name apex = draft.zones[zone].apex;
  Following made{{primary.servers.front(),
                  apex,
                  {},
                  settings.delay().empty() || !delay ? kNotifyDelay : *delay},
                 {}};
  for (const NameServerId id : servers.subspan(1)) {
    const NameServer& secondary = draft.name_servers[id];
    for (std::size_t host = 0; host < secondary.servers.size(); ++host) {
      const Addresses between = addresses_between(draft, secondary.machine, host, primary.machine);
      if (between.to == net::kNone) {
        draft.note(draft.world.dns.names.text(secondary.name),
                   "shares no address family with the primary of " +
                       draft.world.dns.names.text(apex) + " and never learns of a change");
        continue;
      }
      made.copies.push_back({secondary.servers[host], apex, between.to, between.own});
      if (!settings.without_notify()) made.audience.secondaries.push_back(between.own);
    }
  }
  return made;
}

void build_secondaries(Draft& draft) {
  dns::Dns& dns = draft.world.dns;
  for (const ZoneDrafts::Index zone : draft.declared_zones) {
    if (zone == ZoneDrafts::kNone || !is_followed(draft, zone)) continue;
    const std::vector<NameServerId>& servers = draft.zones[zone].servers;
    if (servers.size() < 2) continue;
    Following made = following(draft, zone, servers);
    dns::set_audience(dns.authority.servers[made.audience.server],
                      {made.audience.apex, made.audience.secondaries, made.audience.delay});
    for (const plan::FollowPrimary& copy : made.copies)
      dns::follow(draft.world.engine, dns.names, dns.records, dns.authority.zones,
                  dns.authority.servers[copy.server], copy.apex, copy.primary, copy.self);
  }
}

}  // namespace waypost::scenarios
