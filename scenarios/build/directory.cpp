// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/directory.hpp"

#include <fmt/format.h>

#include "scenarios/build/draft.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

std::string name_text(const Draft& draft, dns::Name name) {
  std::string text = draft.world.dns.names.text(name);
  if (text.size() > 1) text.pop_back();
  return text;
}

const char* kind_text(NameServerSpec::Kind kind) {
  switch (kind) {
    case NameServerSpec::Kind::root: return "root";
    case NameServerSpec::Kind::tld: return "tld";
    case NameServerSpec::Kind::name_server: return "name_server";
  }
  return "";
}

void add(Draft& draft, const std::string& name, const std::string& kind, plan::ServerRef server,
         net::HostId host) {
  const net::Network& network = draft.network();
  draft.built.directory.servers.push_back(
      {name, kind, network.sites[network.hosts[host].site].path, server, host});
}

/// What an encrypted connection takes at servers of these names.
template <class Entries>
void add_memory(Directory& directory, const Entries& entries, const std::string& kind) {
  for (const auto& entry : entries) {
    const auto octets = parse_octets(entry.encrypted().memory());
    if (entry.encrypted().memory().empty() || !octets) continue;
    for (DirectoryServer& server : directory.servers)
      if (server.kind == kind && server.name == entry.name())
        server.connection_octets = static_cast<double>(*octets);
  }
}

void add_servers(Draft& draft) {
  using Kind = plan::ServerRef::Kind;
  for (const NameServer& server : draft.name_servers.all())
    for (std::size_t i = 0; i < server.servers.size(); ++i)
      add(draft, name_text(draft, server.name), kind_text(server.kind),
          {Kind::authoritative, server.servers[i]}, server.machine.hosts[i]);
  for (const ResolverGroup& group : draft.groups) {
    std::size_t i = 0;
    for (const Machine& machine : group.machines)
      for (const net::HostId host : machine.hosts)
        add(draft, group.name, group.kind == Kind::resolver ? "resolver" : "forwarder",
            {group.kind, group.servers[i++]}, host);
  }
  for (const MailMachine& machine : draft.mail_machines)
    for (std::size_t i = 0; i < machine.hosts.size(); ++i)
      add(draft, machine.name == dns::kRoot ? machine.machine.path : name_text(draft, machine.name),
          "mail_host", {Kind::mail_host, machine.hosts[i]}, machine.machine.hosts[i]);
}

void add_clients(Draft& draft) {
  Directory& directory = draft.built.directory;
  for (const Population& population : draft.populations) {
    directory.populations.push_back(population.name);
    for (const Cell& cell : population.cells)
      directory.clients.push_back(
          {population.name, draft.network().sites[cell.site].path,
           cell.groups.empty() ? std::string() : draft.groups[cell.groups.front()].name});
  }
}

}  // namespace

void write_directory(Draft& draft) {
  add_servers(draft);
  add_clients(draft);
  Directory& directory = draft.built.directory;
  add_memory(directory, draft.scenario.name_servers(), "name_server");
  add_memory(directory, draft.scenario.resolvers(), "resolver");
  for (int i = 0; i < draft.scenario.queries_size(); ++i) {
    const std::string& name = draft.scenario.queries(i).name();
    directory.queries.push_back(name.empty() ? fmt::format("queries {}", i + 1) : name);
  }
  for (int i = 0; i < draft.scenario.messages_size(); ++i) {
    const std::string& name = draft.scenario.messages(i).name();
    directory.messages.push_back(name.empty() ? fmt::format("messages {}", i + 1) : name);
  }
}

}  // namespace waypost::scenarios
