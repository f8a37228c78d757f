// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/build.hpp"

#include <algorithm>
#include <filesystem>

#include "scenarios/build/answers.hpp"
#include "scenarios/build/asked_names.hpp"
#include "scenarios/build/checks.hpp"
#include "scenarios/build/directory.hpp"
#include "scenarios/build/draft.hpp"
#include "scenarios/build/extras.hpp"
#include "scenarios/build/plan_steps.hpp"
#include "scenarios/build/providers.hpp"
#include "scenarios/build/queries.hpp"
#include "scenarios/build/resolvers.hpp"
#include "scenarios/build/root.hpp"
#include "scenarios/build/secondaries.hpp"
#include "scenarios/build/senders.hpp"
#include "scenarios/build/signing.hpp"
#include "scenarios/build/sts_policies.hpp"
#include "scenarios/build/tlds.hpp"
#include "scenarios/build/topology.hpp"
#include "scenarios/build/zones.hpp"
#include "scenarios/load/units.hpp"
#include "sim/expect.hpp"

namespace waypost::scenarios {
namespace {

constexpr std::uint64_t kSeed = 1;
constexpr float kNotNearest = 0.25f;
constexpr std::size_t kMostSites = 2000;  // of the network's matrix

std::uint64_t seed_of(const schema::Scenario& scenario, const BuildOptions& options) {
  return options.seed.value_or(scenario.has_seed() ? scenario.seed() : kSeed);
}

sim::Time horizon_of(const schema::Scenario& scenario, const BuildOptions& options) {
  const auto declared = parse_duration(scenario.horizon());
  return sim::Time{} + options.horizon.value_or(declared ? *declared : sim::Duration{});
}

float stray_share_of(const schema::Network& network) {
  const auto share = parse_share(network.not_nearest());
  return network.not_nearest().empty() || !share ? kNotNearest : static_cast<float>(*share);
}

/// Machines, sites and names: everything that has to be known before addresses are made up.
void place_everything(Draft& draft) {
  draft.places.declare(draft.scenario);
  build_topology(draft);
  build_name_servers(draft);
  add_resolver_machines(draft);
  add_mail_machines(draft);
  build_providers(draft);
  lay_out_populations(draft);
  add_extra_client_site(draft);
  draft.problems.throw_if_any();
  build_root(draft);
  build_root_servers(draft);
  build_domain_sets(draft);
  read_zones(draft);
  collect_asked_names(draft);
  build_tlds(draft);
  draft.problems.throw_if_any();
}

void make_addresses_up(Draft& draft) {
  for (NameServer& server : draft.name_servers.all())
    claim_automatic(draft.network(), server.machine);
  for (ResolverGroup& group : draft.groups)
    for (Machine& machine : group.machines) {
      claim_automatic(draft.network(), machine);
      // Members of an anycast group ask upstream from addresses of their own: answers to the
      // group's would go to whichever member is nearest to the server.
      if (machine.anycast != net::kNone) claim_own_addresses(draft.network(), machine);
    }
  for (MailMachine& host : draft.mail_machines) claim_automatic(draft.network(), host.machine);
}

/// Everything that depends on routes: who is nearest to whom.
void populate(Draft& draft) {
  if (draft.network().sites.size() > kMostSites) {
    draft.problems.add("", "the world has over 2,000 sites", "Let cities share sites");
    draft.problems.throw_if_any();
  }
  net::publish(draft.network());
  build_resolvers(draft);
  build_mail_hosts(draft);
  build_clients(draft);
  build_queries(draft);
  build_senders(draft);
  add_extra_clients(draft);
}

/// Addresses that zones of the scenario publish and nobody owns (lint rule L04 says the rest).
void tell_unowned(Draft& draft) {
  const net::AddressBook& book = draft.network().addresses;
  for (const ZoneDrafts::Index zone : draft.declared_zones) {
    if (zone == ZoneDrafts::kNone) continue;
    for (const dns::RecordSetId id : draft.zones[zone].sets) {
      const dns::RecordSet& set = draft.world.dns.records.set(id);
      for (const dns::Rdata& data : draft.world.dns.records.data(id))
        if (data.address != net::kNone && !book.owned(data.address))
          draft.built.findings.push_back(
              {"", "warning", draft.world.dns.names.text(set.owner),
               net::to_text(book.address(data.address)) + " belongs to no host of this scenario"});
    }
  }
}

}  // namespace

Built build(const Loaded& loaded, const BuildOptions& options) {
  WAYPOST_EXPECT(loaded.ok() && loaded.scenario, "only a scenario without errors is built");
  Built built{.world = world::World(seed_of(*loaded.scenario, options))};
  Draft draft(loaded, options, built);
  place_everything(draft);
  make_addresses_up(draft);
  connect_zones(draft);
  close_over_aliases(draft);
  sign_zones(draft);
  publish_zones(draft);
  populate(draft);
  build_secondaries(draft);
  read_sts_policies(draft);
  build_plan(draft);
  const auto published = std::make_shared<mail::Published>();
  published->read(built.world.dns.names, built.world.dns.records, built.world.network.addresses);
  built.world.mail.published = published;
  refuse_spf_macros(draft, *published);
  mail::finish_build(built.world.mail, built.world.dns.names, built.world.network.addresses);
  net::publish(built.world.network);
  write_directory(draft);
  tell_unowned(draft);
  built.start_unix_seconds = draft.calendar.start_unix_seconds();
  draft.problems.throw_if_any();
  return built;
}

Draft::Draft(const Loaded& loaded, const BuildOptions& build_options, Built& result)
    : scenario(*loaded.scenario),
      locations(*loaded.locations),
      options(build_options),
      built(result),
      world(result.world),
      file(loaded.file),
      folder(std::filesystem::path(loaded.file).parent_path().string()),
      problems(*loaded.locations),
      calendar(*Calendar::from(loaded.scenario->start())),
      core(core_line(loaded.scenario->network())),
      stray_share(stray_share_of(loaded.scenario->network())),
      horizon(horizon_of(*loaded.scenario, build_options)),
      places(result.world.network, problems),
      zones({result.world.dns.names, result.world.dns.records, result.world.network.addresses}) {
  if (folder.empty()) folder.assign(1, '.');  // not = ".": GCC bug 105651
  if (scenario.network().unowned_address() == schema::Network::UNREACHABLE)
    world.network.addresses = net::AddressBook(net::Binding::Kind::unreachable);
  for (const schema::Zone& zone : scenario.zones())
    declared_apexes.put(world.dns.names.intern(zone.origin()), 0);
  for (const schema::Step& step : scenario.plan())
    if (step.down().how() == schema::Down::WITHDRAWN)
      for (const std::string& name : step.down().names()) withdrawn.insert(name);
  for (const schema::Failures& failures : scenario.failures())
    if (failures.how() == schema::Down::WITHDRAWN)
      for (const std::string& name : failures.names()) withdrawn.insert(name);
  world.workload.horizon = horizon;
}

std::uint32_t Draft::group_index(const std::string& name) const {
  for (std::uint32_t i = 0; i < groups.size(); ++i)
    if (groups[i].name == name) return i;
  return 0;  // left out: the first group
}

const Population& Draft::population(const std::string& name) const {
  const auto found = std::find_if(populations.begin(), populations.end(),
                                  [&](const Population& p) { return p.name == name; });
  WAYPOST_EXPECT(found != populations.end(), "a population that the loader let pass");
  return *found;
}

const DomainSet& Draft::domain_set(const std::string& name) const {
  const auto found = std::find_if(domain_sets.begin(), domain_sets.end(),
                                  [&](const DomainSet& set) { return set.name == name; });
  WAYPOST_EXPECT(found != domain_sets.end(), "a domain set that the loader let pass");
  return *found;
}

}  // namespace waypost::scenarios
