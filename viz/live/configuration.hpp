// SPDX-License-Identifier: Apache-2.0
// How a server is configured, in effect: its values as the running world has them, each with the
// line of the scenario that says so, or with what it is by default. What only the scenario tells
// (addresses, zones, checks) follows as it is written there.
#pragma once

#include <string>
#include <vector>

#include "models/world/world.hpp"
#include "scenarios/load/load.hpp"
#include "viz/live/scene.hpp"

namespace waypost::viz {

struct ConfigurationRow {
  std::string setting;  ///< as the scenario's schema has it: "settings.max_ttl"
  std::string value;
  std::string origin;    ///< "line 12 of first_lookup.textproto", "default of profile unbound"
  std::string brief;     ///< the same in a few letters: "line 12", "profile unbound"
  bool written = false;  ///< in the scenario
};

/// The rows of one server. `loaded`: the scenario that the world was built from.
std::vector<ConfigurationRow> configuration_of(const world::World& world, const SceneServer& server,
                                               const scenarios::Loaded& loaded);

}  // namespace waypost::viz
