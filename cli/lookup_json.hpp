// SPDX-License-Identifier: Apache-2.0
// What dig prints with --json; lengths in integer nanoseconds.
#pragma once

#include <string>

#include "scenarios/results/checker_view.hpp"
#include "scenarios/results/lookup.hpp"

namespace waypost::cli {

std::string lookup_json(const scenarios::Built& built, const scenarios::Lookup& lookup,
                        const std::string& asker);
/// Latency, queries by layer and steps alone.
std::string walk_json(const scenarios::Built& built, const scenarios::LookupWalk& walk,
                      const scenarios::WorldWords& words);
std::string checker_json(const scenarios::CheckerView& view, const scenarios::WorldWords& words);

}  // namespace waypost::cli
