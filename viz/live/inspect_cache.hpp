// SPDX-License-Identifier: Apache-2.0
// Record sets as an inspector lists them: those of a cache with the time that they have left, those
// of a zone.
#pragma once

#include "scenarios/results/world_words.hpp"
#include "viz/live/inspection.hpp"

namespace waypost::viz {

/// Soonest to expire first; the watched set before all others.
std::vector<CacheRow> cache_rows(const world::World& world, const dns::Cache& cache,
                                 const WatchState& watch, const scenarios::WorldWords& words,
                                 const std::string& search);

/// In the order of the zone, at most kInspectionRows.
std::vector<RecordRow> zone_records(const world::World& world, const dns::Zone& zone,
                                    const scenarios::WorldWords& words);

}  // namespace waypost::viz
