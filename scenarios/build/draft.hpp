// SPDX-License-Identifier: Apache-2.0
// The world in the making: what the parts of build share while they turn a checked scenario into a
// World, in the order of build.cpp. Lists keep the order of the scenario; maps are only looked up.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "scenarios/build/access.hpp"
#include "scenarios/build/build.hpp"
#include "scenarios/build/domain_sets.hpp"
#include "scenarios/build/groups.hpp"
#include "scenarios/build/mail_machines.hpp"
#include "scenarios/build/name_servers.hpp"
#include "scenarios/build/places.hpp"
#include "scenarios/build/populations.hpp"
#include "scenarios/build/problems.hpp"
#include "scenarios/build/root_world.hpp"
#include "scenarios/build/zone_drafts.hpp"
#include "scenarios/load/calendar.hpp"
#include "scenarios/schema/scenario.pb.h"

namespace waypost::scenarios {

struct Draft {
  Draft(const Loaded& loaded, const BuildOptions& build_options, Built& result);

  const schema::Scenario& scenario;
  const Locations& locations;
  const BuildOptions& options;
  Built& built;
  world::World& world;
  std::string file;    ///< the scenario's own, for messages
  std::string folder;  ///< the scenario's own; file names in it are relative to this
  Problems problems;
  Calendar calendar;
  CoreLine core;
  float stray_share;  ///< of sites that anycast does not serve at their nearest instance
  sim::Time horizon;
  Places places;
  std::set<std::string>
      withdrawn;  ///< machines whose routes a plan withdraws: they must be anycast

  NameServers name_servers;
  ZoneDrafts zones;
  dns::NameIndex declared_apexes;                 ///< of Scenario::zones
  std::vector<ZoneDrafts::Index> declared_zones;  ///< by index in Scenario::zones
  std::vector<dns::Name> asked;                   ///< by people, senders, the command line
  std::vector<ResolverGroup> groups;              ///< resolvers, then forwarders
  std::vector<MailMachine> mail_machines;  ///< mail_hosts, then those of providers and domains
  std::vector<MailProvider> providers;
  std::vector<DomainSet> domain_sets;
  std::optional<RootWorld> real_root;  ///< absent with a mini root
  std::vector<dns::Name> root_tlds;    ///< of the real root; empty with a mini one
  std::vector<Population> populations;

  /// Indices of entries that the loader has found to exist.
  std::uint32_t group_index(const std::string& name) const;
  const Population& population(const std::string& name) const;
  const DomainSet& domain_set(const std::string& name) const;

  net::Network& network() { return world.network; }
  std::uint64_t seed() const { return world.engine.seed(); }
  void assume(std::string sentence) { built.assumptions.push_back(std::move(sentence)); }
  void note(std::string subject, std::string text) {
    built.findings.push_back({"", "note", std::move(subject), std::move(text)});
  }
};

/// Claims the declared addresses of an entry; a taken one is a mistake of the field.
template <class Texts>
void claim_declared(Draft& draft, Machine& machine, const Texts& addresses,
                    const std::string& path) {
  for (int i = 0; i < addresses.size(); ++i) {
    const auto address = net::parse_address(addresses[i]);
    if (!address) continue;
    const std::string owner = claim(draft.world.network, machine, *address);
    if (!owner.empty())
      draft.problems.add(path + "[" + std::to_string(i) + "]",
                         addresses[i] + " already belongs to " + owner,
                         "For anycast write one entry with several sites");
  }
}

}  // namespace waypost::scenarios
