// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/root.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "scenarios/build/draft.hpp"
#include "scenarios/build/laws.hpp"
#include "scenarios/build/placing.hpp"
#include "scenarios/build/zone_records.hpp"
#include "scenarios/load/data_folder.hpp"

namespace waypost::scenarios {
namespace {

constexpr std::uint32_t kRootTtl = 518400, kRootNegativeTtl = 86400;  // as in the real zone
constexpr std::uint32_t kMostRootServers = 13;
constexpr const char* kMiniRootSite = "Amsterdam, NL";

/// TLDs that the scenario declares itself replace the real ones.
bool replaced(const Draft& draft, const dns::RecordSet& set) {
  return draft.declared_apexes.contains(set.owner) && set.owner != dns::kRoot &&
         (set.type == dns::RecordType::ns || set.type == dns::RecordType::ds);
}

void add_real_root(Draft& draft) {
  std::string letters;
  for (const std::string& letter : draft.scenario.root().real().letters()) letters += letter;
  std::sort(letters.begin(), letters.end());
  draft.real_root = real_root(data_folder().string(), import_target(draft), letters);
  const RootWorld& real = *draft.real_root;
  ZoneDraft root{.apex = dns::kRoot, .origin = ZoneDraft::Origin::root, .ttl = kRootTtl};
  for (const dns::RecordSetId set : real.root.sets)
    if (!replaced(draft, draft.world.dns.records.set(set))) root.sets.push_back(set);
  draft.zones.add(std::move(root));
  if (!draft.declared_apexes.contains(real.root_servers.apex))
    draft.zones.add({.apex = real.root_servers.apex,
                     .origin = ZoneDraft::Origin::tld,
                     .sets = real.root_servers.sets});
  draft.root_tlds = real.tlds;
  draft.assume("Root: " + real.title + ".");
}

/// Local sites only where the world has a site of their country.
std::vector<ServerPlace> useful_places(const ServerGroup& letter,
                                       const std::set<std::string>& countries) {
  std::vector<ServerPlace> places;
  for (const ServerPlace& place : letter.places)
    if (place.scope == net::AnycastInstance::Scope::global || countries.contains(place.country))
      places.push_back(place);
  return places;
}

void add_real_servers(Draft& draft) {
  std::set<std::string> countries;
  for (const net::Site& site : draft.network().sites) countries.insert(site.country);
  for (ServerGroup letter : draft.real_root->letters) {
    letter.places = useful_places(letter, countries);
    NameServerSpec spec{.kind = NameServerSpec::Kind::root, .addresses_published = true};
    spec.station = to_station({}, ServerKind::authoritative, "", draft.problems);
    const NameServerId id = place_server_group(draft, letter, spec);
    for (const dns::Name apex : {dns::kRoot, draft.real_root->root_servers.apex}) {
      const ZoneDrafts::Index zone = draft.zones.find(apex);
      if (draft.zones[zone].origin != ZoneDraft::Origin::scenario)
        draft.zones[zone].servers.push_back(id);
    }
  }
}

void add_mini_root(Draft& draft) {
  draft.zones.add({.apex = dns::kRoot, .origin = ZoneDraft::Origin::root, .ttl = kRootTtl});
  draft.assume("Root: an invented one that delegates only the TLDs of this scenario.");
}

void add_mini_servers(Draft& draft) {
  const schema::Root::Mini& mini = draft.scenario.root().mini();
  const std::uint32_t count = mini.has_servers() ? mini.servers() : 1;
  if (count > kMostRootServers)
    return draft.problems.add("root.mini.servers", "a root has at most thirteen servers");
  std::vector<net::SiteId> sites = draft.places.find_all(mini.sites(), "root.mini.sites");
  if (sites.empty()) sites.push_back(draft.places.find(kMiniRootSite, "root.mini.sites"));
  const ZoneDrafts::Index zone = draft.zones.find(dns::kRoot);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string letter(1, static_cast<char>('a' + i));
    NameServerSpec spec{.kind = NameServerSpec::Kind::root};
    spec.name = draft.world.dns.names.intern(letter + ".root-servers.net");
    spec.station = to_station({}, ServerKind::authoritative, "", draft.problems);
    Machine machine = add_machine(draft.network(),
                                  {.path = "root/" + letter,
                                   .sites = {sites[i % sites.size()]},
                                   .line = access_profile("datacentre")},
                                  draft.core, draft.stray_share);
    draft.zones[zone].servers.push_back(
        draft.name_servers.add(draft.world, std::move(machine), spec));
  }
  const dns::Name primary = draft.name_servers[draft.zones[zone].servers.front()].name;
  draft.zones.add_set(zone, make_soa(draft.zones.tables(), dns::kRoot, primary, kRootNegativeTtl,
                                     kRootNegativeTtl));
}

}  // namespace

void build_root(Draft& draft) {
  draft.scenario.root().has_mini() ? add_mini_root(draft) : add_real_root(draft);
}

void build_root_servers(Draft& draft) {
  draft.real_root ? add_real_servers(draft) : add_mini_servers(draft);
}

}  // namespace waypost::scenarios
