// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/zones.hpp"

#include <fmt/format.h>

#include "models/dns/zone_change.hpp"
#include "scenarios/build/answers.hpp"
#include "scenarios/build/delegations.hpp"
#include "scenarios/build/draft.hpp"
#include "scenarios/build/encryption.hpp"
#include "scenarios/build/laws.hpp"
#include "scenarios/build/seconds.hpp"
#include "scenarios/build/zone_records.hpp"

namespace waypost::scenarios {
namespace {

constexpr std::uint32_t kZoneTtl = 3600, kDelegationTtl = 172800;

dns::UnknownZone unknown_zone(schema::NameServer::UnknownZone met) {
  switch (met) {
    case schema::NameServer::SERVFAIL: return dns::UnknownZone::serv_fail;
    case schema::NameServer::SILENCE: return dns::UnknownZone::silence;
    default: return dns::UnknownZone::refuse;
  }
}

dns::EdnsHandling edns_handling(schema::NameServer::EdnsHandling met) {
  switch (met) {
    case schema::NameServer::FORMAT_ERROR: return dns::EdnsHandling::format_error;
    case schema::NameServer::PASSED_OVER: return dns::EdnsHandling::passed_over;
    case schema::NameServer::DROPPED: return dns::EdnsHandling::dropped;
    default: return dns::EdnsHandling::understood;
  }
}

/// Octets of a UDP payload: 16 bits.
std::uint16_t capped(std::uint32_t octets) {
  return static_cast<std::uint16_t>(std::min(octets, 65535u));
}

dns::ResponseLimit response_limit(const schema::ResponseLimit& declared) {
  dns::ResponseLimit limit;
  limit.rate.per_second = declared.per_second();
  if (declared.has_slip()) limit.rate.let_through = declared.slip();
  limit.rate.window = std::max(1u, seconds_or(declared.window(), limit.rate.window));
  if (declared.has_ipv4_prefix())
    limit.ipv4_prefix = static_cast<std::uint8_t>(std::min(declared.ipv4_prefix(), 32u));
  if (declared.has_ipv6_prefix())
    limit.ipv6_prefix = static_cast<std::uint8_t>(std::min(declared.ipv6_prefix(), 128u));
  return limit;
}

void build_name_server(Draft& draft, const schema::NameServer& declared, const std::string& path) {
  NameServerSpec spec{.name = draft.world.dns.names.intern(declared.name())};
  spec.style.unknown_zone = unknown_zone(declared.unknown_zone());
  spec.style.edns = edns_handling(declared.edns());
  if (declared.has_udp_size()) spec.style.udp_size = capped(declared.udp_size());
  if (declared.has_udp_lost_above()) spec.style.udp_lost_above = capped(declared.udp_lost_above());
  if (declared.has_response_limit()) spec.limit = response_limit(declared.response_limit());
  spec.encryption = to_encryption_work(declared.encrypted());
  spec.station =
      to_station(declared.service(), ServerKind::authoritative, path + ".service", draft.problems);
  MachineSpec machine{.path = "name_servers/" + declared.name(),
                      .sites = draft.places.find_all(declared.sites(), path + ".sites"),
                      .line = to_access(declared.access(), "datacentre", path + ".access",
                                        draft.problems, Bandwidth::dns_server),
                      .anycast = draft.withdrawn.contains(declared.name())};
  if (machine.sites.empty()) return;
  Machine made = add_machine(draft.network(), machine, draft.core, draft.stray_share);
  claim_declared(draft, made, declared.addresses(), path + ".addresses");
  draft.name_servers.add(draft.world, std::move(made), spec);
}

void read_zone(Draft& draft, const schema::Zone& zone, const std::string& path) {
  const dns::Name apex = draft.world.dns.names.intern(zone.origin());
  if (apex == dns::kRoot) {
    draft.problems.not_built(path + ".origin", "a root zone of one's own");
    return draft.declared_zones.push_back(ZoneDrafts::kNone);
  }
  ZoneDraft made{.apex = apex, .ttl = seconds_or(zone.ttl(), kZoneTtl)};
  for (const std::string& name : zone.name_servers()) {
    const NameServerId id = draft.name_servers.find(draft.world.dns.names.intern(name));
    if (id != NameServers::kNone) made.servers.push_back(id);
  }
  ZoneText text = read_zone_text(draft, zone, apex, made.ttl, path);
  made.sets = std::move(text.sets);
  made.rejected = !text.usable;
  draft.declared_zones.push_back(draft.zones.add(std::move(made)));
}

/// What the parent of a declared zone holds about it.
void delegate_declared(Draft& draft, const schema::Zone& zone, ZoneDrafts::Index child,
                       const std::string& path) {
  const dns::Name apex = draft.zones[child].apex;
  const ZoneDrafts::Index parent = draft.zones.parent_of(apex);
  const auto& delegation = zone.delegation();
  if (parent == ZoneDrafts::kNone || delegation.absent()) return;
  const std::uint32_t ttl = seconds_or(delegation.ttl(), kDelegationTtl);
  if (delegation.records_size() == 0)
    return delegate(draft.zones, draft.name_servers, child, parent, ttl);
  for (const auto& [set, place] :
       read_record_lines(draft, delegation.records(), apex, ttl, path + ".delegation.records")) {
    const dns::Name owner = draft.world.dns.records.set(set).owner;
    if (!draft.world.dns.names.is_at_or_below(owner, draft.zones[parent].apex))
      draft.problems.add(place, draft.world.dns.names.text(owner) + " is outside the parent zone " +
                                    draft.world.dns.names.text(draft.zones[parent].apex));
    else
      draft.zones.add_set(parent, set);
  }
}

/// A host that no zone of the scenario holds is answered for by the registry, and that is told.
void publish_host(Draft& draft, dns::Name name, const Machine& machine, bool tell) {
  const ZoneDrafts::Index zone = publish_addresses(draft.zones, name, machine);
  if (!tell || zone == ZoneDrafts::kNone) return;
  const ZoneDraft::Origin origin = draft.zones[zone].origin;
  if (origin == ZoneDraft::Origin::tld || origin == ZoneDraft::Origin::root)
    draft.note(draft.world.dns.names.text(name),
               fmt::format("no zone of the scenario holds this host: the servers of \"{}\" answer "
                           "for its address",
                           draft.world.dns.names.text(draft.zones[zone].apex)));
}

void publish_hosts(Draft& draft) {
  for (const NameServer& server : draft.name_servers.all())
    if (!server.addresses_published)
      publish_host(draft, server.name, server.machine,
                   server.kind == NameServerSpec::Kind::name_server && !server.generated);
  for (const MailMachine& host : draft.mail_machines)
    if (host.name != dns::kRoot) publish_host(draft, host.name, host.machine, true);
}

/// The declared zones by the draft they became, so that each is delegated as declared.
std::vector<int> declared_by_draft(const Draft& draft) {
  std::vector<int> declared(draft.zones.size(), -1);
  for (std::size_t i = 0; i < draft.declared_zones.size(); ++i)
    if (draft.declared_zones[i] != ZoneDrafts::kNone)
      declared[draft.declared_zones[i]] = static_cast<int>(i);
  return declared;
}

}  // namespace

void build_name_servers(Draft& draft) {
  for (int i = 0; i < draft.scenario.name_servers_size(); ++i)
    build_name_server(draft, draft.scenario.name_servers(i), fmt::format("name_servers[{}]", i));
}

void read_zones(Draft& draft) {
  for (int i = 0; i < draft.scenario.zones_size(); ++i)
    read_zone(draft, draft.scenario.zones(i), fmt::format("zones[{}]", i));
}

void connect_zones(Draft& draft) {
  publish_hosts(draft);
  const std::vector<int> declared = declared_by_draft(draft);
  for (ZoneDrafts::Index zone = 0; zone < draft.zones.size(); ++zone) {
    if (draft.zones[zone].apex == dns::kRoot) {
      add_apex_sets(draft.zones, draft.name_servers, zone);  // the real root has its own
      add_server_addresses(draft.zones, draft.name_servers, zone);
    } else if (declared[zone] >= 0) {
      delegate_declared(draft, draft.scenario.zones(declared[zone]), zone,
                        fmt::format("zones[{}]", declared[zone]));
    } else {
      add_apex_sets(draft.zones, draft.name_servers, zone);
      delegate(draft.zones, draft.name_servers, zone, draft.zones.parent_of(draft.zones[zone].apex),
               kDelegationTtl);
    }
  }
}

void publish_zones(Draft& draft) {
  dns::Dns& dns = draft.world.dns;
  apply_answer_policies(draft);
  for (ZoneDrafts::Index zone = 0; zone < draft.zones.size(); ++zone) {
    ZoneDraft& made = draft.zones[zone];
    if (!made.rejected) {
      dns::Zone first = dns::make_zone(dns.names, dns.records, made.apex, made.sets);
      if (made.signing != 0) first = dns::with_signing(dns.names, dns.records, first, made.signing);
      made.version = dns.authority.zones.add(std::move(first));
    }
    for (const NameServerId id : made.servers)
      draft.name_servers[id].served->set(made.apex, made.version);
  }
}

}  // namespace waypost::scenarios
