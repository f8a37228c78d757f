// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/domain_sets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/build/domain_choices.hpp"
#include "scenarios/build/draft.hpp"
#include "scenarios/build/laws.hpp"
#include "scenarios/build/profiles.hpp"
#include "scenarios/build/receiving.hpp"
#include "scenarios/load/units.hpp"
#include "sim/random.hpp"

namespace waypost::scenarios {
namespace {

constexpr std::uint32_t kOperators = 8, kOperatorSites = 12, kWebHosts = 8, kSelfCities = 200;
constexpr std::uint32_t kZoneTtl = 86400, kHostsPerDomain = 3;

/// What all domains of a set share.
struct Common {
  const schema::DomainSet& declared;
  std::string path;  ///< "domains[0]", for mistakes
  std::string key;   ///< "domains/web", for luck
  std::vector<NameServerId> servers;
  std::vector<Machine> web;  ///< hold the addresses; port 25 is refused
  std::vector<net::SiteId> self_sites;
  std::vector<std::shared_ptr<const mail::SenderProfile>> self_sends;  ///< by domain
  std::uint32_t resolvers;                                             ///< that own hosts ask
  std::vector<dns::Name> tlds;                                         ///< by domain
  std::vector<MailChoice> mail;                                        ///< by domain
};

/// "web" and 17 -> "web-17.com"; other letters than LDH become hyphens.
std::string label_of(const std::string& set, std::size_t number) {
  std::string label;
  for (const char c : set) {
    const bool ldh = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
    label += ldh ? c : '-';
  }
  return fmt::format("{}-{}", label.substr(0, 40), number + 1);
}

/// Eight anycast operators with one name server each, below names of their own in net.
std::vector<NameServerId> add_operators(Draft& draft, const std::string& key,
                                        const std::string& set) {
  std::vector<NameServerId> servers;
  for (std::uint32_t i = 0; i < kOperators; ++i) {
    NameServerSpec spec{
        .name = draft.world.dns.names.intern(fmt::format("ns.{}-dns.net", label_of(set, i))),
        .generated = true};
    spec.station = to_station({}, ServerKind::authoritative, "", draft.problems);
    Machine machine = add_machine(draft.network(),
                                  {.path = fmt::format("{}/operator/{}", key, i + 1),
                                   .sites = draft.places.largest(kOperatorSites),
                                   .line = access_profile("datacentre")},
                                  draft.core, draft.stray_share);
    servers.push_back(draft.name_servers.add(draft.world, std::move(machine), spec));
  }
  return servers;
}

std::vector<NameServerId> server_pool(Draft& draft, const Common& common) {
  if (common.declared.name_servers_size() == 0)
    return add_operators(draft, common.key, common.declared.name());
  std::vector<NameServerId> servers;
  for (const std::string& name : common.declared.name_servers()) {
    const NameServerId id = draft.name_servers.find(draft.world.dns.names.intern(name));
    if (id != NameServers::kNone) servers.push_back(id);
  }
  return servers;
}

/// Dealt out in pairs: (0, 1), (2, 3), ...; which one is drawn by the domain.
std::vector<NameServerId> pair_of(const std::vector<NameServerId>& pool, sim::Draw& draw) {
  if (pool.size() <= 2) return pool;
  const std::uint32_t pair = draw.below(static_cast<std::uint32_t>((pool.size() + 1) / 2));
  return {pool[2 * pair], pool[(2 * pair + 1) % pool.size()]};
}

/// Hosts that hold the web addresses of the set; they answer nothing.
void add_web_hosts(Draft& draft, Common& common) {
  const std::vector<net::SiteId> sites = draft.places.largest(kWebHosts);
  for (std::uint32_t i = 0; i < kWebHosts; ++i) {
    MailMachine host;
    host.machine = add_machine(draft.network(),
                               {.path = fmt::format("{}/web/{}", common.key, i + 1),
                                .sites = {sites[i % sites.size()]},
                                .line = access_profile("datacentre")},
                               draft.core, draft.stray_share);
    claim_automatic(draft.network(), host.machine);
    common.web.push_back(host.machine);
    draft.mail_machines.push_back(std::move(host));
  }
}

void add_self_host(Draft& draft, const Common& common, dns::Name apex, dns::Name host,
                   std::size_t number, sim::Draw& draw) {
  MailMachine machine{.name = host, .port = net::PortState::open};
  const auto sites = static_cast<std::uint32_t>(common.self_sites.size());
  machine.machine = add_machine(draft.network(),
                                {.path = fmt::format("{}/self/{}", common.key, number + 1),
                                 .sites = {common.self_sites[draw.below(sites)]},
                                 .line = access_profile("datacentre")},
                                draft.core, draft.stray_share);
  machine.receives = receiving_profile(draft, 0, {}, common.path);
  machine.domains.emplace_back(apex, mail::ServedDomain{});
  machine.sends = common.self_sends[number];
  machine.resolvers = common.resolvers;
  draft.mail_machines.push_back(std::move(machine));
}

/// The MX of one domain, and who accepts its mail.
MailHome add_mail(Draft& draft, const Common& common, std::size_t number, ZoneDraft& zone,
                  sim::Draw& draw) {
  const MailChoice choice = common.mail[number];
  RecordTables& tables = draft.zones.tables();
  const std::uint32_t ttl = draw_ttl(draft, common.declared, common.path, draw);
  switch (choice.kind) {
    case MailChoice::Kind::none: return {};
    case MailChoice::Kind::self: {
      const Exchanger mx{10, tables.names.intern_child(zone.apex, "mail")};
      zone.sets.push_back(make_mx(tables, zone.apex, ttl, {&mx, 1}));
      add_self_host(draft, common, zone.apex, mx.host, number, draw);
      return {MailHome::Kind::machine, static_cast<std::uint32_t>(draft.mail_machines.size() - 1)};
    }
    case MailChoice::Kind::provider: {
      const MailProvider& provider = draft.providers[choice.provider];
      zone.sets.push_back(provider_mx(draft, provider, zone.apex, ttl));
      for (const MailMachineId id : provider.receivers)
        draft.mail_machines[id].domains.emplace_back(zone.apex, provider.mailboxes);
      return {MailHome::Kind::provider, choice.provider};
    }
  }
  return {};
}

void add_addresses(Draft& draft, const Common& common, dns::Name owner, const Machine& web,
                   ZoneDraft& zone, sim::Draw& draw) {
  const std::uint32_t ttl = draw_ttl(draft, common.declared, common.path, draw);
  for (const auto* addresses : {&web.ipv4, &web.ipv6})
    zone.sets.push_back(make_addresses(draft.zones.tables(), owner, ttl, *addresses));
}

/// One domain: everything about it is drawn from its number, so that others do not matter.
void add_domain(Draft& draft, const Common& common, std::size_t number, DomainSet& set) {
  sim::Draw draw(sim::make_stream(0, sim::hash_text(common.key), "domain"), number);
  const dns::Name apex = draft.world.dns.names.intern_child(
      common.tlds[number], label_of(common.declared.name(), number));
  if (draft.zones.find(apex) != ZoneDrafts::kNone) return;  // the scenario's own zone wins
  ZoneDraft zone{.apex = apex, .origin = ZoneDraft::Origin::generated, .ttl = kZoneTtl};
  zone.servers = pair_of(common.servers, draw);
  const Machine& web = common.web[draw.below(static_cast<std::uint32_t>(common.web.size()))];
  add_addresses(draft, common, apex, web, zone, draw);
  const std::uint32_t hosts =
      common.declared.has_hosts_per_domain() ? common.declared.hosts_per_domain() : kHostsPerDomain;
  for (std::uint32_t h = 0; h < hosts; ++h) {
    const dns::Name host = draft.world.dns.names.intern_child(
        apex, h == 0 ? std::string("www") : fmt::format("h{}", h + 1));
    add_addresses(draft, common, host, web, zone, draw);
    set.names.push_back(host);
  }
  set.mail.push_back(add_mail(draft, common, number, zone, draw));
  set.apexes.push_back(apex);
  draft.zones.add(std::move(zone));
}

void build_domain_set(Draft& draft, const schema::DomainSet& declared, const std::string& path) {
  Common common{declared, path, "domains/" + declared.name(), {}, {}, {}, {}, 0, {}, {}};
  const auto count = parse_count(declared.count());
  const std::size_t domains = count ? static_cast<std::size_t>(*count) : 0;
  if (domains > 1'000'000) return draft.problems.add(path + ".count", "is over 1,000,000");
  common.servers = server_pool(draft, common);
  add_web_hosts(draft, common);
  common.tlds = choose_tlds(draft, declared, domains);
  common.mail = choose_mail(draft, declared, domains, path);
  const bool any_self = std::any_of(common.mail.begin(), common.mail.end(),
                                    [](MailChoice c) { return c.kind == MailChoice::Kind::self; });
  if (any_self) {
    common.self_sites = draft.places.largest(kSelfCities);
    common.self_sends =
        sender_profiles(declared.self_sends(), domains, path + ".self_sends", draft.problems);
    common.resolvers = draft.group_index(declared.self_sends().resolver());
  }
  DomainSet set{.name = declared.name()};
  for (std::size_t i = 0; i < domains; ++i) add_domain(draft, common, i, set);
  draft.domain_sets.push_back(std::move(set));
}

}  // namespace

void build_domain_sets(Draft& draft) {
  for (int i = 0; i < draft.scenario.domains_size(); ++i)
    build_domain_set(draft, draft.scenario.domains(i), fmt::format("domains[{}]", i));
}

}  // namespace waypost::scenarios
