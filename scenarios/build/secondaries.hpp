// SPDX-License-Identifier: Apache-2.0
// Which servers of a zone follow which: the first is the primary, the others are its secondaries,
// each host of an anycast machine for itself, from an address of its own.
#pragma once

#include <span>
#include <vector>

#include "models/plan/action.hpp"
#include "scenarios/build/zone_drafts.hpp"

namespace waypost::scenarios {

struct Draft;

/// True when copies of the zone follow its primary by its SOA: the zones of the scenario. Others
/// (TLDs, zones of domain sets) change at all servers at once, as at registries and large
/// providers.
bool is_followed(const Draft& draft, ZoneDrafts::Index zone);

/// What makes the first of `servers` the primary of the zone and the others its secondaries.
struct Following {
  plan::SetAudience audience;
  std::vector<plan::FollowPrimary> copies;
};
Following following(Draft& draft, ZoneDrafts::Index zone, std::span<const NameServerId> servers);

/// Starts the upkeep of every followed zone. After all addresses are known.
void build_secondaries(Draft& draft);

}  // namespace waypost::scenarios
