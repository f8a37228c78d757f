// SPDX-License-Identifier: Apache-2.0
// Reads from the trace which packets are on their way.
#pragma once

#include <span>

#include "models/world/world.hpp"
#include "sim/trace.hpp"
#include "viz/live/scene.hpp"
#include "viz/live/trips.hpp"

namespace waypost::viz {

/// Of the records of a trace, in order of time, at `now`. Looks at the last 200,000 records at
/// most.
Trips observe_trips(const world::World& world, const Scene& scene,
                    std::span<const sim::TraceRecord> older,
                    std::span<const sim::TraceRecord> newer, TripView view);

}  // namespace waypost::viz
