// SPDX-License-Identifier: Apache-2.0
// The values that a server of the running world works by, under the names of the scenario's schema.
#pragma once

#include <string>
#include <vector>

#include "models/world/world.hpp"
#include "viz/live/scene.hpp"

namespace waypost::viz {

struct EffectiveValue {
  std::string field;  ///< "settings.max_ttl"
  std::string value;
  std::string otherwise;  ///< where it comes from when the scenario does not say: "profile unbound"
};

std::vector<EffectiveValue> effective_values(const world::World& world, const SceneServer& server);

/// "1h30m", "250ms", "0.05ms": as a scenario would have it.
std::string duration_words(sim::Duration d);

}  // namespace waypost::viz
