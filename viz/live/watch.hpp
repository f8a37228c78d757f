// SPDX-License-Identifier: Apache-2.0
// The old and the new value of one record set, and who holds which: a resolver's cache shows it
// before anybody asks. What can be watched are the sets that the plan changes.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "sim/time.hpp"

namespace waypost::viz {

/// stale_value: nothing alive is kept, but the old value is, and the resolver gives out what is
/// past its life when it can get nothing better (RFC 8767).
enum class HeldValue : std::uint8_t { none, old_value, new_value, other_value, stale_value };
inline constexpr std::size_t kHeldValues = 5;
using HeldCounts = std::array<std::uint64_t, kHeldValues>;

/// A record set that changes once or more often; old and new are those of its first change of data.
struct WatchedChange {
  std::uint32_t name = 0;  ///< node of the world's name table
  std::uint16_t type = 0;  ///< record type
  sim::Time at{};          ///< published at the primary
  std::string title;       ///< "example.org. MX"
  std::string old_value, new_value;
  std::uint32_t old_ttl = 0;  ///< seconds, of the old set just before the change

  /// When the last cache that keeps to the TTL has forgotten the old value, if every server had the
  /// new one at once.
  sim::Time bound() const { return at + sim::seconds(old_ttl); }
};

/// A resolver that does not hold the new value though it is published.
struct LastHolder {
  std::uint32_t server = 0;  ///< of Scene::servers
  std::uint64_t users = 0;   ///< who ask it first
  double ttl_left = 0;       ///< seconds; negative: past its end
  bool late = false;         ///< still there after WatchedChange::bound
  std::string why;
};

/// Shares in 0..1 at the end of each window, by HeldValue.
struct HeldSeries {
  std::array<std::vector<float>, kHeldValues> resolvers, users;
};

struct WatchState {
  std::vector<WatchedChange> changes;  ///< all that can be watched, in order of time
  std::uint32_t chosen = 0;            ///< index into `changes`; meaningless when there are none
  std::vector<HeldValue> held;         ///< by Scene::servers; none for all but resolvers
  HeldCounts counts{};                 ///< resolvers, by HeldValue
  HeldCounts users{};                  ///< users by what the resolver that they ask first holds
  std::shared_ptr<const HeldSeries> series;  ///< of the chosen change; null before the first window
  std::vector<LastHolder> holders;           ///< most users first, at most kHolders
  std::uint64_t holder_count = 0;
  bool any() const { return !changes.empty(); }
  const WatchedChange& change() const { return changes[chosen]; }
};

inline constexpr std::size_t kHolders = 200;

}  // namespace waypost::viz
