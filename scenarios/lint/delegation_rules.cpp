// SPDX-License-Identifier: Apache-2.0
// D: what the parent and the zone itself say about its name servers, and what these then answer.
#include <fmt/format.h>

#include <algorithm>

#include "scenarios/lint/rule_check.hpp"

namespace waypost::scenarios {
namespace {

/// NS as the parent and the apex have them.
struct NameServerSets {
  Delegation parent;
  dns::RecordSetId child = dns::kNoRecordSet;
  bool child_known = false;  ///< some server has the zone
};

NameServerSets sets_of(const ServedView& view, dns::Name apex) {
  NameServerSets sets{.parent = view.delegation(apex)};
  const dns::Zone* zone = view.zone(apex);
  if (zone == nullptr) return sets;
  sets.child_known = true;
  sets.child = dns::find_set(view.records(), *zone, apex, dns::RecordType::ns);
  return sets;
}

std::vector<dns::Name> targets(const ServedView& view, dns::RecordSetId set) {
  std::vector<dns::Name> names;
  if (set == dns::kNoRecordSet) return names;
  for (const dns::Rdata& data : view.records().data(set))
    if (std::find(names.begin(), names.end(), data.name) == names.end()) names.push_back(data.name);
  return names;
}

/// RFC 1034 section 4.1, RFC 2182 section 5: at least two servers.
void d01_fewer_than_two_servers(LintRun& run) {
  const ServedView& view = run.view();
  for (const ZoneSource& source : run.sources()) {
    const dns::Name apex = run.apex(source);
    const NameServerSets sets = sets_of(view, apex);
    const auto check = [&](const char* where, dns::RecordSetId set) {
      const std::vector<dns::Name> servers = targets(view, set);
      if (servers.size() >= 2) return false;
      run.fire(fmt::format("zones[{}].name_servers", source.index()),
               {view.text(apex),
                servers.empty()
                    ? fmt::format("{} names no server for it: nobody finds the zone", where)
                    : fmt::format("{} names one server only, {}: when it is down, nobody finds the "
                                  "zone",
                                  where, view.text(servers[0])),
                "Add a second one, elsewhere"});
      return true;
    };
    if (sets.parent.parent != nullptr && check("its parent", sets.parent.ns)) continue;
    if (sets.child_known) check("the zone", sets.child);
  }
}

/// RFC 9471 section 3: the addresses of servers below the cut have to come with the referral.
void d04_no_glue(LintRun& run) {
  const ServedView& view = run.view();
  for (const ZoneSource& source : run.sources()) {
    const dns::Name apex = run.apex(source);
    const Delegation delegation = view.delegation(apex);
    for (const dns::Name server : targets(view, delegation.ns)) {
      if (!view.names().is_at_or_below(server, apex)) continue;
      if (!view.addresses_in(*delegation.parent, server).empty()) continue;
      run.fire(fmt::format("zones[{}].delegation.records", source.index()),
               {view.text(apex),
                fmt::format("its parent names {}, inside the zone, without an address: nobody can "
                            "reach it to ask for it",
                            view.text(server)),
                fmt::format("Add \"{}. A <address>\" to the delegation", view.text(server))});
    }
  }
}

/// Addresses of a server as a resolver gets them: with the referral, else by asking.
std::vector<net::AddressId> addresses_of(const ServedView& view, const dns::Zone* parent,
                                         dns::Name server) {
  std::vector<net::AddressId> addresses;
  if (parent != nullptr) addresses = view.addresses_in(*parent, server);
  return addresses.empty() ? view.addresses(server) : addresses;
}

/// What is wrong with the server of `apex` at `address`; empty: nothing.
std::string lameness(const ServedView& view, net::AddressId address, dns::Name apex) {
  const std::optional<dns::ZoneId> held = view.held_at(address, apex);
  if (!held) return "no name server answers there";
  if (*held == dns::kNoZone) return "the server there does not hold the zone";
  if (*held == dns::kNotLoaded && view.zone(apex) != nullptr)
    return "the server there has no usable copy of the zone";
  return {};  // a zone refused for its records is told by them
}

/// RFC 1912 section 2.8.
void d06_lame(LintRun& run) {
  const ServedView& view = run.view();
  for (const ZoneSource& source : run.sources()) {
    const dns::Name apex = run.apex(source);
    const NameServerSets sets = sets_of(view, apex);
    std::vector<dns::Name> servers = targets(view, sets.parent.ns);
    for (const dns::Name server : targets(view, sets.child))
      if (std::find(servers.begin(), servers.end(), server) == servers.end())
        servers.push_back(server);
    for (const dns::Name server : servers)
      for (const net::AddressId address : addresses_of(view, sets.parent.parent, server)) {
        const std::string fault = lameness(view, address, apex);
        if (fault.empty()) continue;
        run.fire(fmt::format("zones[{}].name_servers", source.index()),
                 {view.text(apex),
                  fmt::format("{} ({}) is listed for the zone, but {}", view.text(server),
                              net::to_text(run.world.network.addresses.address(address)), fault),
                  "List only servers that hold the zone, or give it to this one"});
        break;
      }
  }
}

}  // namespace

std::vector<RuleCheck> delegation_rules() {
  return {{"D01", d01_fewer_than_two_servers}, {"D04", d04_no_glue}, {"D06", d06_lame}};
}

}  // namespace waypost::scenarios
