// SPDX-License-Identifier: Apache-2.0
// D: delegations.
#include <fmt/format.h>

#include "scenarios/lint/rule_check.hpp"

namespace waypost::scenarios {
namespace {

/// RFC 1034 section 4.1, RFC 2182 section 5: a zone needs at least two servers.
void d01_fewer_than_two_servers(LintRun& run) {
  for (int i = 0; i < run.scenario.zones_size(); ++i) {
    const schema::Zone& zone = run.scenario.zones(i);
    if (zone.name_servers_size() >= 2) continue;
    run.fire(fmt::format("zones[{}].name_servers", i),
             fmt::format("{} has one name server: when it is down, nobody finds the zone",
                         zone.origin()),
             "Add a second one, elsewhere");
  }
}

}  // namespace

std::vector<RuleCheck> delegation_rules() {
  return {{"D01", d01_fewer_than_two_servers}};
}

}  // namespace waypost::scenarios
