// SPDX-License-Identifier: Apache-2.0
// How far a change has come: the share that has the new value over time, and when it reached half,
// nine tenths and all but a hundredth.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "viz/live/snapshot.hpp"

namespace waypost::viz {

struct PropagationView {
  std::string title;               ///< "example.org. MX: 10 old -> 10 new"
  std::optional<sim::Time> bound;  ///< nothing when the old set had no TTL
  /// When the new value's share among those that hold any reached 50, 90 and 99 %.
  std::array<std::optional<sim::Time>, 3> reached;
  std::string sentence;  ///< where it stands now
  /// "new 12.1 % to 43.0 %, old 88 % to 57 %": from the range's begin to its end; empty without
  /// one.
  std::string range_sentence;
};
inline constexpr std::array<int, 3> kReachedPercent{50, 90, 99};

/// `by_users`: shares of users instead of resolvers. Meaningless when nothing is watched.
PropagationView make_propagation_view(const Snapshot& snapshot, bool by_users,
                                      const std::optional<TimeRange>& range = {});

}  // namespace waypost::viz
