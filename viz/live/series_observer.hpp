// SPDX-License-Identifier: Apache-2.0
// Adds one column to the series at each window's end.
#pragma once

#include <memory>

#include "models/world/world.hpp"
#include "sim/histogram.hpp"
#include "sim/trace.hpp"
#include "viz/live/comparison.hpp"
#include "viz/live/resolver_totals.hpp"
#include "viz/live/series.hpp"
#include "viz/live/time_range.hpp"

namespace waypost::viz {

class SeriesObserver {
 public:
  explicit SeriesObserver(sim::Duration window) { series_.window = window; }

  void take(const sim::TraceRecord& record);
  /// A window ends now.
  void end_window(const world::World& world, const Scene& scene, const Activity& activity);
  /// Of the whole run, or of what the counters have counted since the warm-up.
  Figures figures(const world::World& world, const Scene& scene, const Activity& activity);
  /// Of the windows that have a part in the range.
  Figures figures_in(const TimeRange& range) const;
  const Series& series() const { return series_; }
  sim::Duration window() const { return series_.window; }

 private:
  static constexpr std::size_t kCounters = 12;
  /// What one window has counted. Shared: checkpoints copy pointers.
  struct Window {
    std::array<double, kCounters> gained{};
    sim::Histogram latency, delay;
  };
  std::array<double, kCounters> counters(const world::World& world, const Scene& scene,
                                         const Activity& activity);

  Series series_;
  ResolverTotals resolvers_;
  sim::Histogram latency_, delay_;          ///< of the present window
  sim::Histogram all_latency_, all_delay_;  ///< of the windows before
  std::array<double, kCounters> before_{};
  std::vector<std::shared_ptr<const Window>> windows_;
  static Figures figures_of(const std::array<double, kCounters>& sum, const sim::Histogram& latency,
                            const sim::Histogram& delay, double queued);
};

}  // namespace waypost::viz
