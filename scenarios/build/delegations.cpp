// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/delegations.hpp"

#include <algorithm>

namespace waypost::scenarios {
namespace {

constexpr std::uint32_t kNegativeTtl = 3600;  // at most, of zones made here

std::vector<dns::RecordSetId> address_sets(RecordTables& tables, dns::Name host,
                                           const Machine& machine, std::uint32_t ttl) {
  std::vector<dns::RecordSetId> sets;
  for (const auto* addresses : {&machine.ipv4, &machine.ipv6})
    if (!addresses->empty()) sets.push_back(make_addresses(tables, host, ttl, *addresses));
  return sets;
}

std::vector<dns::Name> names_of(const NameServers& servers, std::span<const NameServerId> ids) {
  std::vector<dns::Name> names;
  for (const NameServerId id : ids) names.push_back(servers[id].name);
  return names;
}

}  // namespace

ZoneDrafts::Index publish_addresses(ZoneDrafts& zones, dns::Name host, const Machine& machine) {
  const ZoneDrafts::Index zone = zones.enclosing(host);
  if (zone == ZoneDrafts::kNone || zones.has_name(zone, host)) return zone;
  for (const dns::RecordSetId set : address_sets(zones.tables(), host, machine, zones[zone].ttl))
    zones.add_set(zone, set);
  return zone;
}

void add_apex_sets(ZoneDrafts& zones, const NameServers& servers, ZoneDrafts::Index zone) {
  const ZoneDraft& draft = zones[zone];
  const std::vector<dns::Name> names = names_of(servers, draft.servers);
  if (names.empty()) return;
  if (!zones.has_set(zone, draft.apex, dns::RecordType::soa))
    zones.add_set(zone, make_soa(zones.tables(), draft.apex, names.front(), draft.ttl,
                                 std::min(draft.ttl, kNegativeTtl)));
  if (!zones.has_set(zone, draft.apex, dns::RecordType::ns))
    zones.add_set(zone, make_ns(zones.tables(), draft.apex, draft.ttl, names));
}

void add_server_addresses(ZoneDrafts& zones, const NameServers& servers, ZoneDrafts::Index zone) {
  const std::vector<NameServerId> ids = zones[zone].servers;
  for (const NameServerId id : ids) {
    const NameServer& server = servers[id];
    if (zones.has_name(zone, server.name)) continue;
    for (const dns::RecordSetId set :
         address_sets(zones.tables(), server.name, server.machine, zones[zone].ttl))
      zones.add_set(zone, set);
  }
}

std::vector<dns::RecordSetId> delegation_sets(ZoneDrafts& zones, const NameServers& servers,
                                              dns::Name child, std::span<const NameServerId> to,
                                              ZoneDrafts::Index parent, std::uint32_t ttl) {
  RecordTables& tables = zones.tables();
  std::vector<dns::RecordSetId> sets{make_ns(tables, child, ttl, names_of(servers, to))};
  const dns::Name parent_apex = zones[parent].apex;
  for (const NameServerId id : to) {
    const NameServer& server = servers[id];
    if (!tables.names.is_at_or_below(server.name, parent_apex)) continue;
    if (zones.enclosing(server.name) == parent) continue;  // its address is the parent's own data
    for (const dns::RecordSetId glue : address_sets(tables, server.name, server.machine, ttl))
      sets.push_back(glue);
  }
  return sets;
}

void delegate(ZoneDrafts& zones, const NameServers& servers, ZoneDrafts::Index child,
              ZoneDrafts::Index parent, std::uint32_t ttl) {
  const ZoneDraft& draft = zones[child];
  if (draft.servers.empty() || zones.has_set(parent, draft.apex, dns::RecordType::ns)) return;
  for (const dns::RecordSetId set :
       delegation_sets(zones, servers, draft.apex, draft.servers, parent, ttl))
    zones.add_set(parent, set);
}

}  // namespace waypost::scenarios
