// SPDX-License-Identifier: Apache-2.0
// The sums of all resolvers' counters, kept up with those that were busy.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "viz/live/activity.hpp"

namespace waypost::viz {

class ResolverTotals {
 public:
  /// queries, hits, upstream by layer (three), timeouts
  static constexpr std::size_t kFigures = 6;
  using Figures = std::array<std::uint64_t, kFigures>;

  void refresh(const world::World& world, const Scene& scene, const Activity& activity);
  const Figures& sum() const { return sum_; }

 private:
  void refresh_one(const world::World& world, std::uint32_t resolver);

  std::vector<Figures> of_;  ///< by resolver
  Figures sum_{};
  std::uint64_t shakes_ = 0;  ///< at the last look at all
};

}  // namespace waypost::viz
