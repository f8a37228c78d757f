// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/overload.hpp"

#include <fmt/format.h>

#include "scenarios/build/draft.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

using Kind = plan::ServerRef::Kind;

void watch(Draft& draft, const schema::Overload& declared, const std::string& name,
           const Machine& machine, Kind kind, const std::vector<std::uint32_t>& servers,
           const std::string& path) {
  if (machine.anycast == net::kNone)
    return draft.problems.add(path, "nothing can spill over: this is no anycast address",
                              "Give it several sites, or leave `overload` out");
  plan::SiteWatch watch{.name = name, .group = machine.anycast};
  if (const auto share = parse_share(declared.withdraw_at())) watch.withdraw_at = *share;
  const auto set = [](const std::string& text, sim::Duration& duration) {
    const auto read = parse_duration(text);
    if (!text.empty() && read) duration = *read;
  };
  set(declared.look_every(), watch.look_every);
  set(declared.stay_away(), watch.stay_away);
  const net::Network& network = draft.network();
  for (std::size_t i = 0; i < machine.hosts.size(); ++i)
    watch.sites.push_back({machine.hosts[i],
                           {kind, servers[i]},
                           network.sites[network.hosts[machine.hosts[i]].site].path});
  draft.world.plan.watches.push_back(std::move(watch));
}

}  // namespace

void watch_sites(Draft& draft) {
  const schema::Scenario& scenario = draft.scenario;
  for (int i = 0; i < scenario.name_servers_size(); ++i) {
    const schema::NameServer& declared = scenario.name_servers(i);
    if (!declared.has_overload()) continue;
    const NameServerId id = draft.name_servers.find(draft.world.dns.names.intern(declared.name()));
    const NameServer& server = draft.name_servers[id];
    watch(draft, declared.overload(), declared.name(), server.machine, Kind::authoritative,
          server.servers, fmt::format("name_servers[{}].overload", i));
  }
  for (int i = 0; i < scenario.resolvers_size(); ++i) {
    const schema::ResolverGroup& declared = scenario.resolvers(i);
    if (!declared.has_overload()) continue;
    const ResolverGroup& group = draft.groups[static_cast<std::size_t>(i)];
    watch(draft, declared.overload(), declared.name(), group.machines.front(), Kind::resolver,
          group.servers, fmt::format("resolvers[{}].overload", i));
  }
}

}  // namespace waypost::scenarios
