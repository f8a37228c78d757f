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

/// Something to draw of thinned values: a column's own values, or (`jump`) the way to them from
/// those of the column before, at the border of both. Nothing slants, so each value that is pointed
/// at was counted there.
struct PlotStroke {
  std::size_t column = 0;
  float low = 0, high = 0;
  bool jump = false;
};
std::vector<PlotStroke> strokes(std::span<const ColumnRange> columns);

/// Where a line's name stands in a plot's legend, its swatch before it.
struct LegendPlace {
  int row = 0;
  float x = 0;      ///< of the swatch, from the plot's left
  float width = 0;  ///< for the name: less than it needs when there is no room
};
inline constexpr float kLegendSwatch = 16, kLegendGap = 12;

/// Behind a title of that width, and in rows below it: a place for every name, whatever it costs
/// the long ones.
std::vector<LegendPlace> place_legend(float title, std::span<const float> names, float width,
                                      int most_rows);

/// Round values from `low` to `high`, about `wanted` of them: 1, 2 or 5 times a power of ten apart.
std::vector<double> ticks(double low, double high, int wanted);

/// The same for times: 1, 5, 15 or 30 seconds or minutes, 1, 3, 6 or 12 hours, days.
std::vector<sim::Time> time_ticks(sim::Time from, sim::Time to, int wanted);
sim::Duration time_step(sim::Duration length, int wanted);

/// The least and greatest finite value of all lines; {0, 1} when there is none. Zero is included.
ColumnRange extent(std::span<const std::span<const float>> lines);

/// Where the word of a vertical line at `x` begins: right of it, or left where the border is near;
/// past the line of the present when that would go through it.
float mark_label_x(float x, float width, float now, float low, float high);

/// The index of the window that holds `t`; -1 when it was not counted, or not yet.
std::ptrdiff_t window_at(sim::Time t, sim::Duration window, std::size_t windows);

}  // namespace waypost::viz
