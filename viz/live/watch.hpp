// SPDX-License-Identifier: Apache-2.0
// The old and the new value of one record set, and who holds which: a resolver's cache shows it
// before anybody asks. What can be watched are the sets that the plan changes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/time.hpp"

namespace waypost::viz {

enum class HeldValue : std::uint8_t { none, old_value, new_value, other_value };

/// A record set that changes once or more often; old and new are those of its first change of data.
struct WatchedChange {
  std::uint32_t name = 0;  ///< node of the world's name table
  std::uint16_t type = 0;  ///< record type
  sim::Time at{};          ///< published at the primary
  std::string title;       ///< "example.org. MX"
  std::string old_value, new_value;
  std::uint32_t old_ttl = 0;  ///< seconds, of the old set just before the change
};

struct WatchState {
  std::vector<WatchedChange> changes;     ///< all that can be watched, in order of time
  std::uint32_t chosen = 0;               ///< index into `changes`; meaningless when there are none
  std::vector<HeldValue> held;            ///< by Scene::servers; none for all but resolvers
  std::array<std::uint32_t, 4> counts{};  ///< resolvers, by HeldValue
  bool any() const { return !changes.empty(); }
  const WatchedChange& change() const { return changes[chosen]; }
};

}  // namespace waypost::viz
