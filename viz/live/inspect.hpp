// SPDX-License-Identifier: Apache-2.0
// Looks closely at one thing of a world.
#pragma once

#include "scenarios/results/world_words.hpp"
#include "viz/live/inspection.hpp"
#include "viz/live/scene.hpp"

namespace waypost::viz {

/// Everything about `subject` now. `search`: only cache entries and records whose name holds it.
Inspection inspect(const world::World& world, const Scene& scene, const WatchState& watch,
                   const scenarios::WorldWords& words, Subject subject, const std::string& search);

}  // namespace waypost::viz
