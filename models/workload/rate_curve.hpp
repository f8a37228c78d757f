// SPDX-License-Identifier: Apache-2.0
// How often something is asked for, over the day, the week and in bursts: a piecewise constant rate
// (quarter hours of local time), from which Poisson arrivals are drawn exactly, by spending an
// exponential amount of integrated rate (Cinlar 1975, section 4.7); no thinning, so no wasted
// draws.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/random.hpp"
#include "sim/time.hpp"

namespace waypost::workload {

inline constexpr int kQuartersPerDay = 96;

/// Relative demand by quarter hour of the local day, mean 1.
using DayShape = std::array<double, kQuartersPerDay>;

/// Constant demand.
DayShape flat_day();
/// 1 + a cos around `peak_hour`, with a chosen so that lowest/highest = trough_to_peak (0 < ratio
/// <= 1): a = (1 - r) / (1 + r), so r = 0.5 gives a = 1/3.
DayShape cosine_day(double peak_hour, double trough_to_peak);

/// From `at` on, local time is UTC + `offset` (one entry per change of daylight saving time).
struct UtcOffset {
  sim::Time at{};
  sim::Duration offset{};
};

/// Demand is multiplied by `factor` in [start, end).
struct Burst {
  sim::Time start{}, end{};
  double factor = 1;
};

struct RateCurve {
  double mean_per_second = 0;  ///< weekday mean, >= 0
  DayShape day = flat_day();
  double weekend_factor = 1;            ///< Saturday and Sunday, local time
  std::int64_t start_unix_seconds = 0;  ///< what simulated time 0 is, UTC
  std::vector<UtcOffset> offsets;       ///< in order of time; empty: UTC
  std::vector<Burst> bursts;

  /// Arrivals per second at `t`.
  double rate(sim::Time t) const;
  /// The first instant after `t` at which the rate may change.
  sim::Time next_change(sim::Time t) const;
};

/// The first arrival after `now`, or sim::kNever when none comes before `horizon`.
sim::Time next_arrival(const RateCurve& curve, sim::Time now, sim::Time horizon, sim::Draw& draw);

}  // namespace waypost::workload
