// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/tlds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "scenarios/build/draft.hpp"
#include "scenarios/build/laws.hpp"
#include "scenarios/build/needed_tlds.hpp"
#include "scenarios/build/placing.hpp"
#include "scenarios/build/tld_world.hpp"
#include "scenarios/build/zone_records.hpp"
#include "scenarios/load/data_folder.hpp"

namespace waypost::scenarios {
namespace {

constexpr std::uint32_t kAnycastSites = 12, kMiniServers = 2, kTldTtl = 172800;

/// What `tld_servers` says about one TLD.
struct Rule {
  int sites = kAnycastSites;
  std::vector<net::SiteId> places;  ///< win over `sites`
  net::Station station{sim::Law(), 1};
};

class Rules {
 public:
  explicit Rules(Draft& draft) {
    Rule usual;
    usual.station = to_station({}, ServerKind::authoritative, "", draft.problems);
    rules_.push_back(usual);
    for (int i = 0; i < draft.scenario.tld_servers_size(); ++i) add(draft, i);
  }
  const Rule& of(dns::Name tld) const {
    const std::uint32_t at = by_tld_.find(tld);
    return rules_[at == dns::NameIndex::kAbsent ? usual_ : at];
  }

 private:
  void add(Draft& draft, int i) {
    const schema::TldServers& declared = draft.scenario.tld_servers(i);
    const std::string path = fmt::format("tld_servers[{}]", i);
    Rule rule;
    if (declared.has_anycast_sites()) rule.sites = static_cast<int>(declared.anycast_sites());
    rule.places = draft.places.find_all(declared.sites(), path + ".sites");
    rule.station = to_station(declared.service(), ServerKind::authoritative, path + ".service",
                              draft.problems);
    const auto index = static_cast<std::uint32_t>(rules_.size());
    rules_.push_back(std::move(rule));
    if (declared.tlds_size() == 0) usual_ = index;
    for (const std::string& tld : declared.tlds())
      by_tld_.put(draft.world.dns.names.intern(tld), index);
  }
  std::vector<Rule> rules_;
  std::uint32_t usual_ = 0;
  dns::NameIndex by_tld_;
};

/// Adds the TLDs in which the servers of those in `needed` have their names, and so on.
void close_over_servers(const Draft& draft, std::vector<dns::Name>& needed) {
  const dns::Dns& dns = draft.world.dns;
  const dns::Zone& root = draft.real_root->root;
  for (std::size_t i = 0; i < needed.size(); ++i) {
    const dns::RecordSetId ns = find_set(dns.records, root, needed[i], dns::RecordType::ns);
    if (ns == dns::kNoRecordSet) continue;
    for (const dns::Rdata& server : dns.records.data(ns)) {
      const dns::Name tld = dns.names.ancestor(server.name, 1);
      if (std::find(needed.begin(), needed.end(), tld) == needed.end()) needed.push_back(tld);
    }
  }
}

/// Zones of the real TLDs in `needed` that the scenario does not declare itself.
void add_real_zones(Draft& draft, const std::vector<dns::Name>& needed) {
  dns::NameIndex wanted;
  for (std::size_t i = 0; i < needed.size(); ++i)
    wanted.put(needed[i], static_cast<std::uint32_t>(i));
  for (TldZone& tld : tld_zones(draft.real_root->root, import_target(draft)))
    if (wanted.contains(tld.apex) && draft.zones.find(tld.apex) == ZoneDrafts::kNone)
      draft.zones.add({.apex = tld.apex,
                       .origin = ZoneDraft::Origin::tld,
                       .ttl = kTldTtl,
                       .sets = std::move(tld.sets)});
}

/// Gives `server` those of the group's TLD zones that are drafted here.
bool serves_any(const Draft& draft, const ServerGroup& group) {
  return std::any_of(group.zones.begin(), group.zones.end(), [&](dns::Name apex) {
    const ZoneDrafts::Index zone = draft.zones.find(apex);
    return zone != ZoneDrafts::kNone && draft.zones[zone].origin == ZoneDraft::Origin::tld;
  });
}

void give_zones(Draft& draft, const ServerGroup& group, NameServerId server) {
  for (const dns::Name apex : group.zones) {
    const ZoneDrafts::Index zone = draft.zones.find(apex);
    if (zone == ZoneDrafts::kNone || draft.zones[zone].origin != ZoneDraft::Origin::tld) continue;
    auto& servers = draft.zones[zone].servers;
    if (std::find(servers.begin(), servers.end(), server) == servers.end())
      servers.push_back(server);
  }
}

/// The groups as the rule of each one's first TLD places them.
std::vector<ServerGroup> place_groups(Draft& draft, const Rules& rules) {
  const auto sites =
      read_root_sites((data_folder() / "root-sites/root-sites-2024-02-19.csv").string());
  const auto address = [&](net::AddressId id) { return draft.network().addresses.address(id); };
  std::map<int, std::vector<ServerGroup>> placed;  // by number of places
  const auto with = [&](int count) -> const std::vector<ServerGroup>& {
    auto& groups = placed[count];
    if (groups.empty())
      groups = tld_servers(*draft.real_root, draft.world.dns.records, draft.world.dns.names,
                           address, sites, {.sites = count});
    return groups;
  };
  std::vector<ServerGroup> groups = with(kAnycastSites);
  for (std::size_t i = 0; i < groups.size(); ++i)
    groups[i].places = with(rules.of(groups[i].zones.front()).sites)[i].places;
  return groups;
}

void add_real_servers(Draft& draft, const Rules& rules) {
  for (ServerGroup& group : place_groups(draft, rules)) {
    if (!serves_any(draft, group)) continue;
    const Rule& rule = rules.of(group.zones.front());
    if (!rule.places.empty()) {
      group.places.clear();
      for (const net::SiteId id : rule.places) {
        const net::Site& site = draft.network().sites[id];
        group.places.push_back({site.path, "", site.position});
      }
    }
    NameServerSpec spec{.kind = NameServerSpec::Kind::tld, .addresses_published = true};
    spec.station = rule.station;
    give_zones(draft, group, place_server_group(draft, group, spec));
  }
  for (const ServerGroup& letter : draft.real_root->letters)
    give_zones(draft, letter,
               draft.name_servers.find(draft.world.dns.names.intern(letter.host_names.front())));
}

/// A TLD of a mini root: two servers, a.nic.tld and b.nic.tld.
void add_mini_tld(Draft& draft, dns::Name tld, const Rule& rule) {
  ZoneDraft zone{.apex = tld, .origin = ZoneDraft::Origin::tld, .ttl = kTldTtl};
  dns::NameTable& names = draft.world.dns.names;
  const std::vector<net::SiteId> sites =
      rule.places.empty() ? draft.places.largest(static_cast<std::uint32_t>(rule.sites))
                          : rule.places;
  for (std::uint32_t i = 0; i < kMiniServers; ++i) {
    NameServerSpec spec{.kind = NameServerSpec::Kind::tld};
    spec.name = names.intern_child(names.intern_child(tld, "nic"), i == 0 ? "a" : "b");
    spec.station = rule.station;
    Machine machine = add_machine(draft.network(),
                                  {.path = "tld/" + names.text(spec.name),
                                   .sites = sites,
                                   .line = access_profile("datacentre"),
                                   .anycast = true},
                                  draft.core, draft.stray_share);
    zone.servers.push_back(draft.name_servers.add(draft.world, std::move(machine), spec));
  }
  draft.zones.add(std::move(zone));
}

}  // namespace

void build_tlds(Draft& draft) {
  const Rules rules(draft);
  std::vector<dns::Name> needed = needed_tlds(draft, draft.real_root.has_value());
  if (draft.real_root) {
    close_over_servers(draft, needed);
    add_real_zones(draft, needed);
    add_real_servers(draft, rules);
    draft.assume(fmt::format(
        "TLD servers: no public list of their places exists; placed by the rule of docs/models.md "
        "(\"TLD servers\"), at {} places each unless tld_servers says otherwise.",
        kAnycastSites));
    return;
  }
  for (const dns::Name tld : needed)
    if (draft.zones.find(tld) == ZoneDrafts::kNone) add_mini_tld(draft, tld, rules.of(tld));
}

}  // namespace waypost::scenarios
