// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/mail_addresses.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/build/draft.hpp"

namespace waypost::scenarios {
namespace {

constexpr double kZipfExponent = 0.91;  // as of names asked for

}  // namespace

std::uint32_t MailAddresses::add_pool(workload::SubmissionPool pool) {
  auto& pools = draft_.world.workload.pools;
  pools.push_back(std::move(pool));
  return static_cast<std::uint32_t>(pools.size() - 1);
}

std::uint32_t MailAddresses::pool_of_machine(std::uint32_t machine) {
  const auto [entry, fresh] = machine_pools_.try_emplace(machine, 0);
  if (fresh) entry->second = add_pool(draft_.mail_machines[machine].hosts);
  return entry->second;
}

std::uint32_t MailAddresses::pool_of_provider(std::uint32_t provider) {
  const auto [entry, fresh] = provider_pools_.try_emplace(provider, 0);
  if (!fresh) return entry->second;
  workload::SubmissionPool pool;
  for (const MailMachineId id : draft_.providers[provider].senders)
    for (const mail::MailHostId host : draft_.mail_machines[id].hosts) pool.push_back(host);
  return entry->second = add_pool(std::move(pool));
}

const DomainSet* MailAddresses::find_set(const std::string& name, std::uint32_t& index) const {
  for (index = 0; index < draft_.domain_sets.size(); ++index)
    if (draft_.domain_sets[index].name == name) return &draft_.domain_sets[index];
  return nullptr;
}

/// Of the domains that have mail, with who sends for each.
std::uint32_t MailAddresses::catalogue(std::uint32_t index) {
  const auto [entry, fresh] = catalogues_.try_emplace(index, 0);
  if (!fresh) return entry->second;
  const DomainSet& set = draft_.domain_sets[index];
  workload::Catalogue catalogue;
  for (std::size_t i = 0; i < set.apexes.size(); ++i) {
    const MailHome home = set.mail[i];
    if (home.kind == MailHome::Kind::none) continue;
    catalogue.names.push_back(set.apexes[i]);
    const std::uint32_t pool = home.kind == MailHome::Kind::machine ? pool_of_machine(home.index)
                                                                    : pool_of_provider(home.index);
    catalogue.pools.push_back(static_cast<std::uint16_t>(pool));
  }
  if (catalogue.names.empty()) catalogue.names = set.apexes;  // mail to them bounces
  catalogue.popularity =
      sim::ZipfTable(static_cast<std::uint32_t>(catalogue.names.size()), kZipfExponent);
  auto& all = draft_.world.workload.catalogues;
  all.push_back(std::move(catalogue));
  return entry->second = static_cast<std::uint32_t>(all.size() - 1);
}

workload::MailTarget MailAddresses::target(const std::string& name) {
  std::uint32_t set = 0;
  if (find_set(name, set) != nullptr) return {.catalogue = catalogue(set)};
  dns::Name domain;
  draft_.world.dns.names.find(name, domain);  // interned with all names that are asked for
  return {.domain = domain};
}

std::optional<std::uint32_t> MailAddresses::pool_named(const std::string& through) {
  for (std::uint32_t i = 0; i < draft_.providers.size(); ++i)
    if (draft_.providers[i].name == through) return pool_of_provider(i);
  dns::Name host;
  if (!draft_.world.dns.names.find(through, host)) return std::nullopt;
  const MailMachineId machine = find_mail_machine(draft_, host);
  if (machine == net::kNone || !draft_.mail_machines[machine].sends) return std::nullopt;
  return pool_of_machine(machine);
}

/// A sending host of the domain's provider, else a host that has the domain and sends.
std::optional<std::uint32_t> MailAddresses::pool_of_domain(dns::Name domain) {
  for (std::uint32_t i = 0; i < draft_.providers.size(); ++i)
    if (draft_.providers[i].domain == domain) return pool_of_provider(i);
  for (MailMachineId i = 0; i < draft_.mail_machines.size(); ++i) {
    const MailMachine& machine = draft_.mail_machines[i];
    const bool has = std::any_of(machine.domains.begin(), machine.domains.end(),
                                 [&](const auto& served) { return served.first == domain; });
    if (has && machine.sends) return pool_of_machine(i);
  }
  return std::nullopt;
}

std::optional<MailAddresses::Home> MailAddresses::home_of(
    const schema::Population::Mailbox& mailbox, const std::string& path) {
  const auto home = target(mailbox.domain());
  std::optional<std::uint32_t> pool;
  if (!mailbox.through().empty()) {
    pool = pool_named(mailbox.through());
    if (!pool)
      draft_.problems.add(path + ".through", fmt::format("\"{}\" sends no mail", mailbox.through()),
                          "Give it `sends { }`");
    return pool ? std::optional<Home>({home, *pool}) : std::nullopt;
  }
  if (home.catalogue != workload::MailTarget::kOneDomain) {
    if (!draft_.world.workload.catalogues[home.catalogue].pools.empty()) return Home{home, 0};
    draft_.problems.add(path + ".domain", "no domain of this set has mail",
                        "Give it `mail` shares");
    return std::nullopt;
  }
  pool = pool_of_domain(home.domain);
  if (!pool)
    draft_.problems.add(path, fmt::format("no host sends for \"{}\"", mailbox.domain()),
                        "Write `through`: a mail host with `sends`, or a provider");
  return pool ? std::optional<Home>({home, *pool}) : std::nullopt;
}

}  // namespace waypost::scenarios
