// SPDX-License-Identifier: Apache-2.0
// Adds one column to the series at each window's end.
#pragma once

#include "models/world/world.hpp"
#include "sim/histogram.hpp"
#include "sim/trace.hpp"
#include "viz/live/series.hpp"

namespace waypost::viz {

class SeriesObserver {
 public:
  explicit SeriesObserver(sim::Duration window) { series_.window = window; }

  void take(const sim::TraceRecord& record);
  /// A window ends now. `watch`: shares of old, new and no value among resolvers.
  void end_window(const world::World& world, std::array<float, 3> watch);
  const Series& series() const { return series_; }
  sim::Duration window() const { return series_.window; }

 private:
  static constexpr std::size_t kCounters = 12;
  static std::array<double, kCounters> counters(const world::World& world);

  Series series_;
  sim::Histogram latency_, delay_;  ///< of the present window
  std::array<double, kCounters> before_{};
};

}  // namespace waypost::viz
