// SPDX-License-Identifier: Apache-2.0
// The marked range of time: how it is marked, told and let go of, and what the figures within it
// are. One range serves all panels.
#pragma once

#include <optional>
#include <string>

#include "viz/live/snapshot.hpp"
#include "viz/view/ui_state.hpp"

namespace waypost::viz {

/// "02:00:00 to 02:30:00, 30 min".
std::string range_text(const TimeRange& range);

/// Marks `range`, put in order and at least a millisecond long; nothing: the whole run. A loop that
/// is being played follows.
void mark_range(std::optional<TimeRange> range, const Snapshot& snapshot, UiState& ui,
                CommandList& commands);

/// The range begins, or ends, at the present instant; its other end stays where it was.
void begin_range_here(const Snapshot& snapshot, UiState& ui, CommandList& commands);
void end_range_here(const Snapshot& snapshot, UiState& ui, CommandList& commands);

/// Plays the marked range again and again, from its start; once more: runs on.
void toggle_loop(const Snapshot& snapshot, UiState& ui, CommandList& commands);

/// "1,204 lookups, 0.10 % failed, 50 % in 12 ms, 95 % in 48 ms, 99 % in 130 ms": of the range's
/// windows; empty without a range.
std::string range_sentence(const Snapshot& snapshot);

}  // namespace waypost::viz
