// SPDX-License-Identifier: Apache-2.0
// Reads from the trace which packets are on their way.
#pragma once

#include <span>

#include "models/world/world.hpp"
#include "sim/trace.hpp"
#include "viz/live/scene.hpp"
#include "viz/live/trips.hpp"

namespace waypost::viz {

/// Of the records of a trace, in order of time, at `now`; `first`: the number of the oldest of them
/// in the run.
Trips observe_trips(const world::World& world, const Scene& scene,
                    std::span<const sim::TraceRecord> older,
                    std::span<const sim::TraceRecord> newer, std::uint64_t first, TripView view);

}  // namespace waypost::viz
