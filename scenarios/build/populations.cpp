// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/populations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "scenarios/build/draft.hpp"
#include "scenarios/build/encryption.hpp"
#include "scenarios/build/shares.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

/// Inhabitants of the sites; all alike when asked for, or when one of them is no city.
std::vector<double> site_weights(const Draft& draft, const std::vector<net::SiteId>& sites,
                                 schema::Population::Spread spread) {
  std::vector<double> weights;
  for (const net::SiteId site : sites)
    weights.push_back(static_cast<double>(draft.places.population(site)));
  const bool unknown = std::any_of(weights.begin(), weights.end(), [](double w) { return w <= 0; });
  if (unknown || spread == schema::Population::EVENLY)
    std::fill(weights.begin(), weights.end(), 1.0);
  return weights;
}

/// One way in which users of a population ask.
struct Choice {
  double share = 1;
  std::vector<std::uint32_t> groups;
  std::string suffix;  ///< of the path; empty unless there is a mix
};

std::vector<Choice> choices(const Draft& draft, const schema::Population& population) {
  if (population.resolver_mix_size() == 0) {
    Choice only;
    for (const std::string& name : population.resolvers())
      only.groups.push_back(draft.group_index(name));
    if (only.groups.empty() && !draft.groups.empty()) only.groups.push_back(0);
    return {only};
  }
  std::vector<Choice> mix;
  const std::vector<double> shares = read_shares(population.resolver_mix());
  for (int i = 0; i < population.resolver_mix_size(); ++i) {
    const std::string& name = population.resolver_mix(i).name();
    mix.push_back({shares[static_cast<std::size_t>(i)], {draft.group_index(name)}, "/" + name});
  }
  return mix;
}

/// "atlas": a measuring probe, which asks once and waits 5 s (RIPE Atlas).
dns::StubOptions stub_options(const schema::Population& population) {
  dns::StubOptions options;
  if (population.stub() == "atlas") options.attempts = 1;
  options.caches = population.caches_names();
  return options;
}

void lay_out(Draft& draft, const schema::Population& population, const std::string& path) {
  Population laid{.name = population.name(), .users = 1};
  if (!population.users().empty())
    if (const auto users = parse_count(population.users())) laid.users = *users;
  const std::vector<net::SiteId> sites = draft.places.of(population, path);
  const std::vector<Choice> mix = choices(draft, population);
  if (population.resolvers_size() > static_cast<int>(dns::kMaxStubServers))
    draft.problems.add(path + ".resolvers", "a stub asks three resolvers at most",
                       "Leave the others out (resolv.conf(5), MAXNS)");
  std::vector<double> shares;
  for (const Choice& choice : mix) shares.push_back(choice.share);
  const auto per_site = split(laid.users, site_weights(draft, sites, population.spread()));
  for (std::size_t s = 0; s < sites.size(); ++s) {
    const auto per_choice = split(per_site[s], shares);
    for (std::size_t c = 0; c < mix.size(); ++c) {
      if (per_choice[c] == 0) continue;
      laid.cells.push_back({sites[s], per_choice[c], mix[c].groups,
                            fmt::format("populations/{}@{}{}", laid.name,
                                        draft.world.network.sites[sites[s]].path, mix[c].suffix),
                            stub_options(population), to_encryption(population.encrypted())});
    }
  }
  draft.populations.push_back(std::move(laid));
}

net::HostId add_client_host(Draft& draft, const Cell& cell, const AccessLine& line) {
  Machine machine = add_machine(
      draft.world.network, {.path = cell.path, .sites = {cell.site}, .line = line}, draft.core, 0);
  claim_automatic(draft.world.network, machine);
  return machine.hosts.front();
}

dns::StubResolver make_stub(Draft& draft, net::HostId id, const Cell& cell,
                            const std::string& path) {
  const net::Network& network = draft.world.network;
  const net::Host& host = network.hosts[id];
  const bool v4 = host.reaches_ipv4;
  dns::StubResolver stub(id, v4 ? host.ipv4 : host.ipv6,
                         sim::make_stream(draft.world.engine.seed(), host.path_hash, "stub"),
                         cell.stub);
  std::size_t added = 0;
  for (const std::uint32_t group : cell.groups) {
    const net::AddressId address = nearest_member(network, host, draft.groups[group]);
    if (address == net::kNone)
      draft.problems.add(path,
                         fmt::format("its users share no address family with resolvers \"{}\"",
                                     draft.groups[group].name));
    else if (added++ < dns::kMaxStubServers)
      stub.add_server(address);
  }
  return stub;
}

}  // namespace

void lay_out_populations(Draft& draft) {
  const schema::Scenario& scenario = draft.scenario;
  for (int i = 0; i < scenario.populations_size(); ++i)
    lay_out(draft, scenario.populations(i), fmt::format("populations[{}]", i));
}

std::uint32_t add_clients(Draft& draft, const Cell& cell, const AccessLine& line,
                          std::uint32_t population, const std::string& path) {
  workload::Clients clients;
  clients.host = add_client_host(draft, cell, line);
  net::Host& host = draft.network().hosts[clients.host];
  host.ports.fill(net::PortState::refused);
  clients.path_hash = host.path_hash;
  clients.entity = host.entity = draft.world.engine.add_entity(host.path_hash);
  clients.population = population;
  clients.users = cell.users;
  clients.stub = make_stub(draft, clients.host, cell, path);
  clients.stub.set_subnets(dns::count_subnets(cell.users));
  if (cell.encrypted.transport != dns::Transport::udp)
    clients.stub.encrypt(cell.encrypted, cell.users);
  const auto index = static_cast<std::uint32_t>(draft.world.workload.clients.size());
  world::set_role(draft.world, clients.entity, {world::EntityRole::Kind::clients, index});
  draft.world.workload.clients.push_back(std::move(clients));
  return index;
}

void build_clients(Draft& draft) {
  for (std::uint32_t p = 0; p < draft.populations.size(); ++p) {
    const schema::Population& declared = draft.scenario.populations(static_cast<int>(p));
    const std::string path = fmt::format("populations[{}]", p);
    const AccessLine line = to_access(declared.access(), "fibre", path + ".access", draft.problems);
    for (Cell& cell : draft.populations[p].cells)
      cell.clients = add_clients(draft, cell, line, p, path);
  }
}

}  // namespace waypost::scenarios
