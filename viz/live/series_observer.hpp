// SPDX-License-Identifier: Apache-2.0
// Adds one column to the series at each window's end.
#pragma once

#include "models/world/world.hpp"
#include "sim/histogram.hpp"
#include "sim/trace.hpp"
#include "viz/live/comparison.hpp"
#include "viz/live/series.hpp"

namespace waypost::viz {

class SeriesObserver {
 public:
  explicit SeriesObserver(sim::Duration window) { series_.window = window; }

  void take(const sim::TraceRecord& record);
  /// A window ends now.
  void end_window(const world::World& world);
  /// Of the whole run, or of what the counters have counted since the warm-up.
  Figures figures(const world::World& world) const;
  const Series& series() const { return series_; }
  sim::Duration window() const { return series_.window; }

 private:
  static constexpr std::size_t kCounters = 12;
  static std::array<double, kCounters> counters(const world::World& world);

  Series series_;
  sim::Histogram latency_, delay_;          ///< of the present window
  sim::Histogram all_latency_, all_delay_;  ///< of the windows before
  std::array<double, kCounters> before_{};
};

}  // namespace waypost::viz
