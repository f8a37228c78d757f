// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/extras.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "scenarios/build/draft.hpp"
#include "scenarios/load/suggest.hpp"

namespace waypost::scenarios {
namespace {

net::SiteId site_of_client(Draft& draft, const ExtraClient& client) {
  if (!client.place.empty()) return draft.places.find(client.place, "--from");
  const auto& machines = draft.groups[draft.group_index(client.resolvers)].machines;
  return draft.network().hosts[machines.front().hosts.front()].site;
}

void add_client(Draft& draft) {
  const ExtraClient& client = *draft.options.client;
  const Cell cell{.site = site_of_client(draft, client),
                  .users = 1,
                  .groups = {draft.group_index(client.resolvers)},
                  .path = "command line/client"};
  draft.built.client = add_clients(draft, cell, access_profile("fibre"), net::kNone, "");
}

void add_checker(Draft& draft, const ResolverGroup& group, const Machine& machine,
                 net::HostId resolver) {
  const net::Network& network = draft.network();
  const net::SiteId site = network.hosts[resolver].site;
  const Cell cell{
      .site = site, .users = 1, .path = "command line/checker/" + network.host_paths[resolver]};
  const std::uint32_t clients =
      add_clients(draft, cell, access_profile("datacentre"), net::kNone, "");
  const net::Host& host = network.hosts[draft.world.workload.clients[clients].host];
  draft.world.workload.clients[clients].stub.add_server(address_for(host, machine));
  draft.built.checkers.push_back({clients, group.name, network.sites[site].path});
}

}  // namespace

void add_extra_client_site(Draft& draft) {
  if (!draft.options.client) return;
  const ExtraClient& client = *draft.options.client;
  std::vector<std::string> groups;
  for (const ResolverGroup& group : draft.groups) groups.push_back(group.name);
  if (groups.empty())
    draft.problems.add("resolvers", "there is nobody to ask", "Add a group of resolvers");
  else if (!client.resolvers.empty() &&
           std::find(groups.begin(), groups.end(), client.resolvers) == groups.end())
    draft.problems.add("--resolver", fmt::format("no resolvers are named \"{}\"", client.resolvers),
                       did_you_mean(client.resolvers, groups));
  if (!client.place.empty()) draft.places.find(client.place, "--from");
}

void add_extra_clients(Draft& draft) {
  if (draft.options.client) add_client(draft);
  if (!draft.options.checkers) return;
  for (const ResolverGroup& group : draft.groups)
    for (const Machine& machine : group.machines)
      for (const net::HostId host : machine.hosts) add_checker(draft, group, machine, host);
}

}  // namespace waypost::scenarios
