// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/mail_machines.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/build/draft.hpp"
#include "scenarios/build/laws.hpp"
#include "scenarios/build/profiles.hpp"
#include "scenarios/build/receiving.hpp"
#include "scenarios/build/sts_policies.hpp"

namespace waypost::scenarios {
namespace {

/// What takes mail for elsewhere must be able to send it there.
void check_roles(Draft& draft, const schema::MailHost& declared, const std::string& path) {
  if (declared.has_sends()) return;
  const auto needs = [&](const std::string& field) {
    draft.problems.add(path + ".receives" + field, "passes mail on, but the host does not send",
                       "Add `sends {}` to the host");
  };
  if (!declared.receives().archive().empty()) needs(".archive");
  if (!declared.receives().relays_for().empty()) needs(".relays_for");
  for (int i = 0; i < declared.receives().domains_size(); ++i) {
    const auto state = declared.receives().domains(i).state();
    if (state == schema::MailDomain::FORWARD || state == schema::MailDomain::LIST ||
        state == schema::MailDomain::RELAY_TO)
      needs(fmt::format(".domains[{}].state", i));
  }
}

void add_mail_machine(Draft& draft, const schema::MailHost& declared, const std::string& path) {
  MailMachine added{.name = draft.world.dns.names.intern(declared.name())};
  const MachineSpec spec{
      .path = "mail_hosts/" + declared.name(),
      .sites = draft.places.find_all(declared.sites(), path + ".sites"),
      .line = to_access(declared.access(), "datacentre", path + ".access", draft.problems),
      .anycast = draft.withdrawn.contains(declared.name())};
  if (spec.sites.empty()) return;
  added.caches_names = declared.caches_names();
  added.machine = add_machine(draft.network(), spec, draft.core, draft.stray_share);
  claim_declared(draft, added.machine, declared.addresses(), path + ".addresses");
  if (declared.has_receives())
    read_receiving(draft, declared.receives(), path + ".receives", added);
  if (declared.has_sends()) {
    added.sends = sender_profile(declared.sends(), path + ".sends", draft.problems);
    if (!declared.sends().smarthost().empty()) {
      auto relayed = std::make_shared<mail::SenderProfile>(*added.sends);
      relayed->queue.smarthost = draft.world.dns.names.intern(declared.sends().smarthost());
      added.sends = std::move(relayed);
    }
    if (!declared.has_receives() || declared.receives().resolver().empty())
      added.resolvers = draft.group_index(declared.sends().resolver());
    added.signs = declared.sends().signs();
    added.seals = declared.sends().seals();
    added.spreads_sources = declared.sends().spreads_sources();
    added.security = read_security(draft, declared.sends(), path + ".sends");
  }
  check_roles(draft, declared, path);
  draft.mail_machines.push_back(std::move(added));
}

/// The stub of a host that sends or checks, at its nearest resolver.
dns::StubResolver host_stub(Draft& draft, const MailMachine& machine, net::HostId id) {
  const net::Host& host = draft.network().hosts[id];
  dns::StubResolver stub(id, host.reaches_ipv4 ? host.ipv4 : host.ipv6,
                         sim::make_stream(draft.seed(), host.path_hash, "stub"),
                         dns::StubOptions{.caches = machine.caches_names});
  const std::string name = draft.world.dns.names.text(machine.name);
  if (draft.groups.empty()) {
    draft.problems.add("resolvers", fmt::format("{} asks DNS, but nobody resolves names", name),
                       "Add a group of resolvers");
    return stub;
  }
  const net::AddressId address =
      nearest_member(draft.network(), host, draft.groups[machine.resolvers]);
  if (address == net::kNone)
    draft.problems.add("resolvers", fmt::format("\"{}\" has no address that {} can ask",
                                                draft.groups[machine.resolvers].name, name));
  else
    stub.add_server(address);
  return stub;
}

std::vector<net::AddressId> addresses_of(const Draft& draft,
                                         const std::vector<std::string>& hosts) {
  std::vector<net::AddressId> found;
  for (const MailMachine& machine : draft.mail_machines) {
    const std::string name = draft.world.dns.names.text(machine.name);
    for (const std::string& wanted : hosts) {
      if (wanted + "." != name && wanted != name) continue;
      for (const net::HostId id : machine.machine.hosts) {
        const net::Host& host = draft.world.network.hosts[id];
        for (const net::AddressId address : {host.ipv4, host.ipv6})
          if (address != net::kNone) found.push_back(address);
      }
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

void build_mail_host(Draft& draft, MailMachine& machine, net::HostId id) {
  mail::Mail& mail = draft.world.mail;
  if (machine.sends) machine.receives.received_limit = machine.sends->received_limit;
  const dns::NameTable& names = draft.world.dns.names;
  machine.receives.administration = names.hash(names.parent(machine.name));
  const mail::MailHostId made = mail::add_mail_host(mail, draft.world.engine, draft.network(), id,
                                                    machine.sends, machine.receives);
  machine.hosts.push_back(made);
  mail::MailHost& host = mail.hosts[made];
  for (const auto& [domain, served] : machine.domains) host.domains.set(domain, served);
  if (machine.sends || machine.receives.checks) host.stub = host_stub(draft, machine, id);
  host.name = machine.name;
  for (const auto* family : {&machine.machine.ipv4, &machine.machine.ipv6})
    for (const net::AddressId address : *family)
      if (std::find(host.own_addresses.begin(), host.own_addresses.end(), address) ==
          host.own_addresses.end())
        host.own_addresses.push_back(address);
  host.signs = machine.signs;
  host.seals = machine.seals;
  host.spreads_sources = machine.spreads_sources;
  host.security = machine.security;
  host.lists = machine.lists;
  host.receives.relays_for = addresses_of(draft, machine.relays_for);
  auto& ports = draft.network().hosts[id].ports;
  ports[static_cast<std::size_t>(net::Service::smtp)] = machine.port;
  ports[static_cast<std::size_t>(net::Service::dns)] = net::PortState::refused;
}

}  // namespace

void add_mail_machines(Draft& draft) {
  for (int i = 0; i < draft.scenario.mail_hosts_size(); ++i)
    add_mail_machine(draft, draft.scenario.mail_hosts(i), fmt::format("mail_hosts[{}]", i));
}

void build_mail_hosts(Draft& draft) {
  for (MailMachine& machine : draft.mail_machines)
    for (const net::HostId id : machine.machine.hosts) build_mail_host(draft, machine, id);
}

MailMachineId find_mail_machine(const Draft& draft, dns::Name name) {
  for (MailMachineId i = 0; i < draft.mail_machines.size(); ++i)
    if (draft.mail_machines[i].name == name) return i;
  return net::kNone;
}

}  // namespace waypost::scenarios
