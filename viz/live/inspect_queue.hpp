// SPDX-License-Identifier: Apache-2.0
// A mail queue as an inspector lists it: one row per recipient's domain.
#pragma once

#include "scenarios/results/world_words.hpp"
#include "viz/live/inspection.hpp"

namespace waypost::viz {

/// Most recipients first, at most kInspectionRows.
std::vector<QueueRow> queue_rows(const mail::Queue& queue, sim::Time now,
                                 const scenarios::WorldWords& words);

/// "450 4.2.0", "no reply".
std::string reply_text(const mail::Reply& reply);

}  // namespace waypost::viz
