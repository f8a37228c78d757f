// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/providers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/build/checks.hpp"
#include "scenarios/build/draft.hpp"
#include "scenarios/build/laws.hpp"
#include "scenarios/build/profiles.hpp"
#include "scenarios/build/receiving.hpp"
#include "scenarios/build/seconds.hpp"

namespace waypost::scenarios {
namespace {

constexpr std::uint32_t kHosts = 2, kPreference = 10, kTtl = 3600;
constexpr std::size_t kNameServerSites = 12;  // of each of the two anycast name servers

dns::Name child(Draft& draft, dns::Name parent, const std::string& label) {
  return draft.world.dns.names.intern_child(parent, label);
}

MailMachineId add_host(Draft& draft, const MailProvider& provider, const std::string& label,
                       net::SiteId site, MailMachine machine) {
  machine.name = child(draft, provider.domain, label);
  machine.machine = add_machine(draft.network(),
                                {.path = fmt::format("mail_providers/{}/{}", provider.name, label),
                                 .sites = {site},
                                 .line = access_profile("datacentre")},
                                draft.core, draft.stray_share);
  draft.mail_machines.push_back(std::move(machine));
  return static_cast<MailMachineId>(draft.mail_machines.size() - 1);
}

/// Two anycast name servers at the provider's first sites.
std::vector<NameServerId> add_name_servers(Draft& draft, const MailProvider& provider,
                                           std::vector<net::SiteId> sites) {
  sites.resize(std::min(sites.size(), kNameServerSites));
  std::vector<NameServerId> servers;
  for (const char* label : {"ns1", "ns2"}) {
    Machine machine =
        add_machine(draft.network(),
                    {.path = fmt::format("mail_providers/{}/{}", provider.name, label),
                     .sites = sites,
                     .line = access_profile("datacentre")},
                    draft.core, draft.stray_share);
    NameServerSpec spec{.name = child(draft, provider.domain, label), .generated = true};
    spec.station = to_station({}, ServerKind::authoritative, "", draft.problems);
    servers.push_back(draft.name_servers.add(draft.world, std::move(machine), spec));
  }
  return servers;
}

void add_zone(Draft& draft, const MailProvider& provider, std::vector<NameServerId> servers) {
  if (draft.zones.find(provider.domain) != ZoneDrafts::kNone) return;  // the scenario's own wins
  ZoneDraft zone{.apex = provider.domain,
                 .origin = ZoneDraft::Origin::generated,
                 .ttl = provider.ttl,
                 .servers = std::move(servers)};
  zone.sets.push_back(provider_mx(draft, provider, provider.domain, provider.ttl));
  draft.zones.add(std::move(zone));
}

void add_hosts(Draft& draft, const schema::MailProvider& declared, const std::string& path,
               const std::vector<net::SiteId>& sites, MailProvider& provider) {
  MailMachine receiver{.port = net::PortState::open};
  receiver.receives =
      receiving_profile(draft, declared.connection_limit(), declared.service(), path + ".service");
  receiver.receives.checks = read_checks(draft, declared.checks(), path + ".checks");
  provider.mailboxes = provider_mailboxes(declared);
  receiver.domains.emplace_back(provider.domain, provider.mailboxes);
  MailMachine sender;
  receiver.resolvers = sender.resolvers = draft.group_index(declared.sends().resolver());
  sender.signs = declared.sends().signs();
  if (!declared.has_senders()) receiver.signs = sender.signs;
  const std::uint32_t hosts = declared.has_hosts() ? declared.hosts() : kHosts;
  const std::uint32_t senders = declared.has_senders() ? declared.senders() : 0;
  const auto profiles = sender_profiles(declared.sends(), declared.has_senders() ? senders : hosts,
                                        path + ".sends", draft.problems);
  for (std::uint32_t i = 0; i < hosts; ++i) {
    if (!declared.has_senders()) receiver.sends = profiles[i];
    provider.receivers.push_back(
        add_host(draft, provider, fmt::format("mx{}", i + 1), sites[i % sites.size()], receiver));
  }
  for (std::uint32_t i = 0; i < senders; ++i) {
    sender.sends = profiles[i];
    provider.senders.push_back(
        add_host(draft, provider, fmt::format("out{}", i + 1), sites[i % sites.size()], sender));
  }
  if (provider.senders.empty()) provider.senders = provider.receivers;
}

}  // namespace

dns::RecordSetId provider_mx(Draft& draft, const MailProvider& provider, dns::Name owner,
                             std::uint32_t ttl) {
  std::vector<Exchanger> exchangers;
  for (std::size_t i = 0; i < provider.receivers.size(); ++i)
    exchangers.push_back(
        {static_cast<std::uint16_t>(provider.preferences[i % provider.preferences.size()]),
         draft.mail_machines[provider.receivers[i]].name});
  return make_mx(draft.zones.tables(), owner, ttl, exchangers);
}

void build_providers(Draft& draft) {
  for (int i = 0; i < draft.scenario.mail_providers_size(); ++i) {
    const schema::MailProvider& declared = draft.scenario.mail_providers(i);
    const std::string path = fmt::format("mail_providers[{}]", i);
    MailProvider provider{.name = declared.name(),
                          .domain = draft.world.dns.names.intern(declared.domain()),
                          .ttl = seconds_or(declared.ttl(), kTtl)};
    provider.preferences.assign(declared.preferences().begin(), declared.preferences().end());
    if (provider.preferences.empty()) provider.preferences = {kPreference};
    for (const std::uint32_t preference : provider.preferences)
      if (preference > UINT16_MAX)
        draft.problems.add(path + ".preferences", "a preference is at most 65535");
    const std::vector<net::SiteId> sites = draft.places.of(declared, path);
    if (!sites.empty()) {
      add_hosts(draft, declared, path, sites, provider);
      add_zone(draft, provider, add_name_servers(draft, provider, sites));
    }
    draft.providers.push_back(std::move(provider));
  }
}

}  // namespace waypost::scenarios
