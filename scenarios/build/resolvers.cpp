// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/resolvers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "scenarios/build/draft.hpp"
#include "scenarios/build/encryption.hpp"
#include "scenarios/build/laws.hpp"
#include "scenarios/build/resolver_settings.hpp"
#include "scenarios/build/seconds.hpp"
#include "scenarios/build/shares.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

/// The sites of `count` members: over the group's sites in turn.
template <class Group>
std::vector<net::SiteId> member_sites(Draft& draft, const Group& group, const std::string& path) {
  const std::vector<net::SiteId> sites = draft.places.of(group, path);
  const std::size_t count = group.has_count() ? group.count() : sites.size();
  std::vector<net::SiteId> members;
  for (std::size_t i = 0; i < count && !sites.empty(); ++i)
    members.push_back(sites[i % sites.size()]);
  return members;
}

/// Machines of their own, "resolvers/isp/1" and so on, so that a larger group keeps the first ones.
std::vector<Machine> separate_members(Draft& draft, const std::string& path,
                                      const std::vector<net::SiteId>& sites,
                                      const AccessLine& line) {
  std::vector<Machine> machines;
  for (std::size_t i = 0; i < sites.size(); ++i)
    machines.push_back(
        add_machine(draft.network(),
                    {.path = sites.size() == 1 ? path : fmt::format("{}/{}", path, i + 1),
                     .sites = {sites[i]},
                     .line = line},
                    draft.core, draft.stray_share));
  return machines;
}

void add_resolver_group(Draft& draft, const schema::ResolverGroup& group, const std::string& path) {
  ResolverGroup added{.name = group.name()};
  const AccessLine line = to_access(group.access(), "datacentre", path + ".access", draft.problems,
                                    Bandwidth::dns_server);
  const std::vector<net::SiteId> sites = member_sites(draft, group, path);
  if (sites.empty()) return draft.groups.push_back(std::move(added));
  const std::string name = "resolvers/" + group.name();
  if (group.anycast()) {
    added.machines.push_back(
        add_machine(draft.network(), {.path = name, .sites = sites, .line = line, .anycast = true},
                    draft.core, draft.stray_share));
    claim_declared(draft, added.machines.front(), group.addresses(), path + ".addresses");
  } else {
    added.machines = separate_members(draft, name, sites, line);
    if (group.addresses_size() > static_cast<int>(added.machines.size()))
      draft.problems.add(path + ".addresses", "are more than the group has members");
    for (int i = 0; i < group.addresses_size() && i < static_cast<int>(sites.size()); ++i) {
      google::protobuf::RepeatedPtrField<std::string> one;
      *one.Add() = group.addresses(i);
      claim_declared(draft, added.machines[static_cast<std::size_t>(i)], one, path + ".addresses");
    }
  }
  draft.groups.push_back(std::move(added));
}

/// The address or addresses of every root server, as a hints file lists them.
std::shared_ptr<const std::vector<dns::RootHint>> root_hints(const Draft& draft) {
  auto hints = std::make_shared<std::vector<dns::RootHint>>();
  const ZoneDrafts::Index root = draft.zones.find(dns::kRoot);
  for (const NameServerId id : draft.zones[root].servers) {
    const NameServer& server = draft.name_servers[id];
    for (const auto* addresses : {&server.machine.ipv4, &server.machine.ipv6})
      for (const net::AddressId address : *addresses) hints->push_back({server.name, address});
  }
  return hints;
}

/// Which members validate, dealt out by share.
void let_validate(const schema::ResolverGroup& group, std::vector<dns::ResolverProfile>& members) {
  const auto share = parse_share(group.validating());
  if (group.validating().empty() || !share) return;
  const double shares[] = {*share, 1 - *share};
  const std::vector<std::uint32_t> dealt = deal(members.size(), shares);
  for (std::size_t i = 0; i < members.size(); ++i) members[i].validates = dealt[i] == 0;
}

/// Which variant each member is, counted from 1; 0: as the rest. Dealt out along the members in the
/// order of their profiles, so that each variant is spread over all profiles.
std::vector<std::uint32_t> deal_variants(Draft& draft, const schema::ResolverGroup& group,
                                         const std::vector<std::uint32_t>& kinds,
                                         const std::string& path) {
  std::vector<double> shares{1};
  for (const schema::ResolverGroup::Variant& variant : group.variants()) {
    const auto share = parse_share(variant.share());
    shares.push_back(share ? *share : 0);
    shares[0] -= shares.back();
  }
  if (shares[0] < -1e-9)
    draft.problems.add(path + ".variants", "their shares are more than all members",
                       "They add up to 100% at most; what is left is as `settings` say");
  std::vector<std::size_t> order(kinds.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return kinds[a] < kinds[b]; });
  const std::vector<std::uint32_t> dealt = deal(kinds.size(), shares);
  std::vector<std::uint32_t> variants(kinds.size());
  for (std::size_t i = 0; i < order.size(); ++i) variants[order[i]] = dealt[i];
  return variants;
}

/// `name` as the rest of the group has it, then as each of its variants has it.
std::vector<dns::ResolverProfile> profile_variants(Draft& draft, const schema::ResolverGroup& group,
                                                   const std::string& name,
                                                   const std::string& path) {
  std::vector<dns::ResolverProfile> profiles{
      resolver_profile(name, group.settings(), path, draft.problems)};
  for (int i = 0; i < group.variants_size(); ++i) {
    schema::ResolverSettings settings = group.settings();
    settings.MergeFrom(group.variants(i).settings());
    profiles.push_back(
        resolver_profile(name, settings, fmt::format("{}.variants[{}]", path, i), draft.problems));
  }
  return profiles;
}

/// Profiles of the members, dealt out by share.
std::vector<dns::ResolverProfile> member_profiles(Draft& draft, const schema::ResolverGroup& group,
                                                  std::size_t members, const std::string& path) {
  std::vector<std::vector<dns::ResolverProfile>> choice;
  for (int i = 0; i < group.mix_size(); ++i)
    choice.push_back(profile_variants(draft, group, group.mix(i).name(), path));
  if (choice.empty()) choice.push_back(profile_variants(draft, group, group.profile(), path));
  const std::vector<std::uint32_t> kinds = group.mix_size() == 0
                                               ? std::vector<std::uint32_t>(members)
                                               : deal(members, read_shares(group.mix()));
  const std::vector<std::uint32_t> variants = deal_variants(draft, group, kinds, path);
  std::vector<dns::ResolverProfile> profiles;
  for (std::size_t i = 0; i < members; ++i) profiles.push_back(choice[kinds[i]][variants[i]]);
  return profiles;
}

void make_members(Draft& draft, const schema::ResolverGroup& declared, ResolverGroup& group,
                  const std::shared_ptr<const std::vector<dns::RootHint>>& hints,
                  const std::string& path) {
  std::vector<net::HostId> hosts;
  for (const Machine& machine : group.machines)
    hosts.insert(hosts.end(), machine.hosts.begin(), machine.hosts.end());
  auto profiles = member_profiles(draft, declared, hosts.size(), path);
  let_validate(declared, profiles);
  if (std::any_of(profiles.begin(), profiles.end(), [](const dns::ResolverProfile& p) {
        return p.validates && p.cache.keeps_messages;
      }))
    draft.problems.not_built(path + ".validating", "validation at a resolver as unbound_2026");
  const net::Station station =
      to_station(declared.service(), ServerKind::resolver, path + ".service", draft.problems);
  const dns::Encryption upstream = to_encryption(declared.upstream());
  const auto speaking = declared.has_upstream()
                            ? encrypted_name_servers(draft)
                            : std::shared_ptr<const std::vector<net::AddressId>>();
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    net::Host& host = draft.network().hosts[hosts[i]];
    host.entity = draft.world.engine.add_entity(host.path_hash);
    dns::RecursiveResolver resolver(host.entity, hosts[i], profiles[i], draft.seed(),
                                    host.path_hash);
    resolver.hints = hints;
    resolver.upstream_zones = configured_zones(draft, declared, hosts[i], path);
    resolver.station = station;
    resolver.encryption = to_encryption_work(declared.encrypted());
    resolver.upstream = {{upstream, 1}, speaking};
    group.servers.push_back(dns::add_resolver(draft.world.dns, std::move(resolver)));
  }
}

dns::StubResolver upstream_of(Draft& draft, const schema::ForwarderGroup& declared, net::HostId id,
                              const std::string& path) {
  const net::Host& host = draft.network().hosts[id];
  dns::StubResolver stub(id, host.reaches_ipv4 ? host.ipv4 : host.ipv6,
                         sim::make_stream(draft.seed(), host.path_hash, "upstream"));
  if (declared.farm()) return stub;  // backends_of makes its own
  if (declared.forwards_to_size() > static_cast<int>(dns::kMaxStubServers)) {
    draft.problems.add(path + ".forwards_to", "a forwarder asks three groups at most");
    return stub;
  }
  for (const std::string& name : declared.forwards_to()) {
    const net::AddressId address =
        nearest_member(draft.network(), host, draft.groups[draft.group_index(name)]);
    if (address == net::kNone)
      draft.problems.add(path + ".forwards_to",
                         fmt::format("no address family is shared with \"{}\"", name));
    else
      stub.add_server(address);
  }
  return stub;
}

/// One stub for each member of the groups behind a load balancer, which itself does not try again.
std::vector<dns::StubResolver> backends_of(Draft& draft, const schema::ForwarderGroup& declared,
                                           net::HostId id, const std::string& path) {
  std::vector<dns::StubResolver> backends;
  const net::Host& host = draft.network().hosts[id];
  for (const std::string& name : declared.forwards_to())
    for (const Machine& machine : draft.groups[draft.group_index(name)].machines) {
      const net::AddressId address = address_for(host, machine);
      if (address == net::kNone) continue;
      const auto ordinal = static_cast<std::uint64_t>(backends.size());
      backends.emplace_back(
          id, host.reaches_ipv4 ? host.ipv4 : host.ipv6,
          sim::make_stream(draft.seed(), sim::mix(host.path_hash, ordinal), "farm"),
          dns::StubOptions{.attempts = 1});
      backends.back().add_server(address);
    }
  if (backends.empty())
    draft.problems.add(path + ".forwards_to", "no member shares an address family with the farm");
  return backends;
}

dns::CachePolicy forwarder_cache(const schema::ForwarderGroup& declared) {
  dns::CachePolicy cache;
  cache.max_ttl = seconds_or(declared.max_ttl(), cache.max_ttl);
  if (declared.without_cache()) cache.max_ttl = cache.max_negative_ttl = 0;
  return cache;
}

void make_forwarders(Draft& draft, const schema::ForwarderGroup& declared, ResolverGroup& group,
                     const std::string& path) {
  const net::Station station =
      to_station(declared.service(), ServerKind::forwarder, path + ".service", draft.problems);
  for (const Machine& machine : group.machines) {
    const net::HostId id = machine.hosts.front();
    net::Host& host = draft.network().hosts[id];
    host.entity = draft.world.engine.add_entity(host.path_hash);
    dns::Forwarder forwarder(host.entity, id, forwarder_cache(declared),
                             upstream_of(draft, declared, id, path), draft.seed(), host.path_hash);
    if (declared.farm()) forwarder.backends = backends_of(draft, declared, id, path);
    forwarder.station = station;
    group.servers.push_back(dns::add_forwarder(draft.world.dns, std::move(forwarder)));
  }
}

}  // namespace

void add_resolver_machines(Draft& draft) {
  const schema::Scenario& scenario = draft.scenario;
  for (int i = 0; i < scenario.resolvers_size(); ++i)
    add_resolver_group(draft, scenario.resolvers(i), fmt::format("resolvers[{}]", i));
  for (int i = 0; i < scenario.forwarders_size(); ++i) {
    const schema::ForwarderGroup& group = scenario.forwarders(i);
    const std::string path = fmt::format("forwarders[{}]", i);
    const AccessLine line = to_access(group.access(), "datacentre", path + ".access",
                                      draft.problems, Bandwidth::dns_server);
    draft.groups.push_back({.name = group.name(),
                            .kind = plan::ServerRef::Kind::forwarder,
                            .machines = separate_members(draft, "forwarders/" + group.name(),
                                                         member_sites(draft, group, path), line)});
  }
}

void build_resolvers(Draft& draft) {
  const auto hints = root_hints(draft);
  for (int i = 0; i < draft.scenario.resolvers_size(); ++i)
    make_members(draft, draft.scenario.resolvers(i), draft.groups[static_cast<std::size_t>(i)],
                 hints, fmt::format("resolvers[{}]", i));
  for (int i = 0; i < draft.scenario.forwarders_size(); ++i)
    make_forwarders(draft, draft.scenario.forwarders(i),
                    draft.groups[static_cast<std::size_t>(draft.scenario.resolvers_size() + i)],
                    fmt::format("forwarders[{}]", i));
}

}  // namespace waypost::scenarios
