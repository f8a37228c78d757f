// SPDX-License-Identifier: Apache-2.0
// Finds what a plan changes, and who holds which value of it.
#pragma once

#include "scenarios/build/build.hpp"
#include "scenarios/results/world_words.hpp"
#include "viz/live/watch.hpp"

namespace waypost::viz {

/// The changes of data that the plan makes, in order of time.
std::vector<WatchedChange> find_changes(const scenarios::Built& built);

/// What the resolver with this cache holds of the watched set.
HeldValue held_value(const world::World& world, const dns::Cache& cache,
                     const WatchedChange& change, const scenarios::WorldWords& words);

/// The set's data, sorted, joined by ", ": what makes two values differ. TTLs do not.
std::string value_text(const world::World& world, dns::RecordSetId set,
                       const scenarios::WorldWords& words);

}  // namespace waypost::viz
