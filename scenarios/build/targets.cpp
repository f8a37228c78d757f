// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/targets.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "scenarios/build/draft.hpp"

namespace waypost::scenarios {
namespace {

using Kind = plan::ServerRef::Kind;

void add_machine_members(Target& target, const Machine& machine, Kind kind,
                         const std::vector<std::uint32_t>& servers) {
  for (std::size_t i = 0; i < machine.hosts.size(); ++i)
    target.members.push_back({machine.hosts[i], machine.anycast, {kind, servers[i]}});
}

/// Name servers and mail hosts, by host name.
bool add_host(const Draft& draft, const std::string& text, Target& target) {
  dns::Name name;
  if (!draft.world.dns.names.find(text, name)) return false;
  const NameServerId server = draft.name_servers.find(name);
  if (server != NameServers::kNone)
    add_machine_members(target, draft.name_servers[server].machine, Kind::authoritative,
                        draft.name_servers[server].servers);
  const MailMachineId mail = find_mail_machine(draft, name);
  if (mail != net::kNone && name != dns::kRoot)
    add_machine_members(target, draft.mail_machines[mail].machine, Kind::mail_host,
                        draft.mail_machines[mail].hosts);
  return !target.members.empty();
}

/// Groups of resolvers and operators of mail.
bool add_group(const Draft& draft, const std::string& name, Target& target) {
  for (const ResolverGroup& group : draft.groups) {
    if (group.name != name) continue;
    std::size_t next = 0;
    for (const Machine& machine : group.machines)
      for (const net::HostId host : machine.hosts)
        target.members.push_back({host, machine.anycast, {group.kind, group.servers[next++]}});
  }
  for (const MailProvider& provider : draft.providers) {
    if (provider.name != name) continue;
    std::vector<MailMachineId> all = provider.receivers;
    for (const MailMachineId id : provider.senders)
      if (std::find(all.begin(), all.end(), id) == all.end()) all.push_back(id);
    for (const MailMachineId id : all)
      add_machine_members(target, draft.mail_machines[id].machine, Kind::mail_host,
                          draft.mail_machines[id].hosts);
  }
  return !target.members.empty();
}

/// Sites, hubs, links and cities.
bool add_place(Draft& draft, const std::string& name, Target& target) {
  const net::Network& network = draft.network();
  const auto declared = [&](const auto& entries) {
    return std::any_of(entries.begin(), entries.end(),
                       [&](const auto& entry) { return entry.name() == name; });
  };
  const auto hub = network.topology.find_node(name);
  if (const auto link = network.topology.find_link(name)) {
    target.link = *link;
  } else if (hub && network.topology.graph[*hub].site == net::kNone &&
             !declared(draft.scenario.sites())) {
    target.hub = *hub;
  } else if (declared(draft.scenario.sites()) || Cities::shipped().find(name) != nullptr) {
    target.site = draft.places.find(name, "");
  } else {
    return false;
  }
  return true;
}

/// "Lyon, FR; Paris, FR; ..."
std::string list_of(std::vector<std::string> places) {
  constexpr std::size_t kMost = 10;
  places.erase(std::unique(places.begin(), places.end()), places.end());
  const bool cut = places.size() > kMost;
  if (cut) places.resize(kMost);
  return fmt::format("{}{}", fmt::join(places, "; "), cut ? "; ..." : "");
}

}  // namespace

std::optional<Target> find_target(Draft& draft, const std::string& name, const std::string& path) {
  Target target{.name = name};
  if (add_group(draft, name, target) || add_host(draft, name, target) ||
      add_place(draft, name, target))
    return target;
  draft.problems.add(path, fmt::format("\"{}\" is nothing of this world", name),
                     "Hosts, groups, providers, sites, cities, hubs and links have names");
  return std::nullopt;
}

bool keep_sites(Draft& draft, Target& target, const std::vector<net::SiteId>& sites,
                const std::string& path) {
  if (sites.empty()) return true;
  const net::Network& network = draft.network();
  std::vector<std::string> stands_at;
  std::erase_if(target.members, [&](const Target::Member& member) {
    const net::SiteId site = network.hosts[member.host].site;
    stands_at.push_back(network.sites[site].path);
    return std::find(sites.begin(), sites.end(), site) == sites.end();
  });
  if (!target.members.empty()) return true;
  if (stands_at.empty())
    draft.problems.add(path, fmt::format("\"{}\" is no host: it has no instances", target.name),
                       "Leave `sites` out");
  else
    draft.problems.add(path, fmt::format("\"{}\" has no instance at these sites", target.name),
                       fmt::format("It stands at {}", list_of(std::move(stands_at))));
  return false;
}

}  // namespace waypost::scenarios
