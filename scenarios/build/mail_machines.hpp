// SPDX-License-Identifier: Apache-2.0
// Mail hosts: those that a scenario declares, those of providers, own hosts of domains, and hosts
// that only hold an address (web servers: port 25 is refused). Machines come first; the mail hosts
// on them when all addresses and routes are known, because senders ask their nearest resolver.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/dns/record.hpp"
#include "models/mail/mail_host.hpp"
#include "scenarios/build/machines.hpp"

namespace waypost::scenarios {

struct Draft;

struct MailMachine {
  dns::Name name{};
  Machine machine{};
  net::PortState port = net::PortState::refused;
  mail::ReceivingProfile receives{};
  std::vector<std::pair<dns::Name, mail::ServedDomain>> domains{};  ///< the last of a name holds
  std::shared_ptr<const mail::SenderProfile> sends{};               ///< null: it sends nothing
  std::uint32_t resolvers = 0;                                      ///< group that it asks
  bool signs = false, seals = false;                                ///< DKIM, ARC
  bool spreads_sources = false;
  bool caches_names = false;
  mail::TransportSecurity security{};
  std::vector<mail::MailingList> lists{};
  std::vector<std::string> relays_for{};  ///< hosts that may send to any domain
  std::vector<mail::MailHostId> hosts{};  ///< one per host of the machine, once made
};
using MailMachineId = std::uint32_t;

/// An operator of mail for many domains.
struct MailProvider {
  std::string name;
  dns::Name domain{};
  std::vector<MailMachineId> receivers{}, senders{};
  std::vector<std::uint32_t> preferences{};  ///< of the receivers' MX records, in turn
  std::uint32_t ttl = 3600;
  mail::ServedDomain mailboxes{};  ///< in its own domain and in those of others
};

/// MX records of `owner` to the receivers of the provider.
dns::RecordSetId provider_mx(Draft& draft, const MailProvider& provider, dns::Name owner,
                             std::uint32_t ttl);

/// Adds the machines of `mail_hosts`, with declared addresses.
void add_mail_machines(Draft& draft);

/// Makes the mail hosts on all machines. Addresses are there, routes are published.
void build_mail_hosts(Draft& draft);

/// The machine of the host named `name`; net::kNone when there is none.
MailMachineId find_mail_machine(const Draft& draft, dns::Name name);

}  // namespace waypost::scenarios
