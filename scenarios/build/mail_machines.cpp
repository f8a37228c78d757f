// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/mail_machines.hpp"

#include <fmt/format.h>

#include "scenarios/build/draft.hpp"
#include "scenarios/build/laws.hpp"
#include "scenarios/build/profiles.hpp"
#include "scenarios/build/receiving.hpp"

namespace waypost::scenarios {
namespace {

void add_mail_machine(Draft& draft, const schema::MailHost& declared, const std::string& path) {
  MailMachine added{.name = draft.world.dns.names.intern(declared.name())};
  const MachineSpec spec{
      .path = "mail_hosts/" + declared.name(),
      .sites = draft.places.find_all(declared.sites(), path + ".sites"),
      .line = to_access(declared.access(), "datacentre", path + ".access", draft.problems),
      .anycast = draft.withdrawn.contains(declared.name())};
  if (spec.sites.empty()) return;
  added.machine = add_machine(draft.network(), spec, draft.core, draft.stray_share);
  claim_declared(draft, added.machine, declared.addresses(), path + ".addresses");
  if (declared.has_receives()) read_receiving(draft, declared.receives(), path + ".receives", added);
  if (declared.has_sends()) {
    added.sends = sender_profile(declared.sends(), path + ".sends", draft.problems);
    added.resolvers = draft.group_index(declared.sends().resolver());
  }
  draft.mail_machines.push_back(std::move(added));
}

/// The stub of a sending host, at its nearest resolver.
dns::StubResolver sender_stub(Draft& draft, const MailMachine& machine, net::HostId id) {
  const net::Host& host = draft.network().hosts[id];
  dns::StubResolver stub(id, host.reaches_ipv4 ? host.ipv4 : host.ipv6,
                         sim::make_stream(draft.seed(), host.path_hash, "stub"));
  const std::string name = draft.world.dns.names.text(machine.name);
  if (draft.groups.empty()) {
    draft.problems.add("resolvers", fmt::format("{} sends mail, but nobody resolves names", name),
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

void build_mail_host(Draft& draft, MailMachine& machine, net::HostId id) {
  mail::Mail& mail = draft.world.mail;
  if (machine.sends) machine.receives.received_limit = machine.sends->received_limit;
  const mail::MailHostId made =
      mail::add_mail_host(mail, draft.world.engine, draft.network(), id, machine.sends,
                          machine.receives);
  machine.hosts.push_back(made);
  mail::MailHost& host = mail.hosts[made];
  for (const auto& [domain, served] : machine.domains) host.domains.set(domain, served);
  if (machine.sends) host.stub = sender_stub(draft, machine, id);
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
