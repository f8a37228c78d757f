// SPDX-License-Identifier: Apache-2.0
// Plots without a screen: ticks at round numbers, and lines thinned to one least and one greatest
// value per pixel column, so that no spike is lost however long the run.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/time.hpp"

namespace waypost::viz {

struct ColumnRange {
  float low = 0, high = 0;  ///< NaN both: nothing was counted here
};

/// `values` over `columns` columns; a column that no value falls into gets the value before it.
std::vector<ColumnRange> thin(std::span<const float> values, std::size_t columns);

/// Round values from `low` to `high`, about `wanted` of them: 1, 2 or 5 times a power of ten apart.
std::vector<double> ticks(double low, double high, int wanted);

/// The same for times: 1, 5, 15 or 30 seconds or minutes, 1, 3, 6 or 12 hours, days.
std::vector<sim::Time> time_ticks(sim::Time from, sim::Time to, int wanted);
sim::Duration time_step(sim::Duration length, int wanted);

/// The least and greatest finite value of all lines; {0, 1} when there is none. Zero is included.
ColumnRange extent(std::span<const std::span<const float>> lines);

/// The index of the window that holds `t`, clamped to what exists; -1 when there is none.
std::ptrdiff_t window_at(sim::Time t, sim::Duration window, std::size_t windows);

}  // namespace waypost::viz
