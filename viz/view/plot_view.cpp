// SPDX-License-Identifier: Apache-2.0
#include "viz/view/plot_view.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace waypost::viz {

std::vector<ColumnRange> thin(std::span<const float> values, std::size_t columns) {
  constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
  std::vector<ColumnRange> out(columns, {kNone, kNone});
  if (values.empty()) return out;
  for (std::size_t c = 0; c < columns; ++c) {
    const std::size_t first = c * values.size() / columns;
    const std::size_t last = std::max(first + 1, (c + 1) * values.size() / columns);
    for (std::size_t i = first; i < last && i < values.size(); ++i) {
      if (!std::isfinite(values[i])) continue;
      out[c].low = std::isnan(out[c].low) ? values[i] : std::min(out[c].low, values[i]);
      out[c].high = std::isnan(out[c].high) ? values[i] : std::max(out[c].high, values[i]);
    }
  }
  return out;
}

std::vector<PlotStroke> strokes(std::span<const ColumnRange> columns) {
  std::vector<PlotStroke> out;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const ColumnRange here = columns[c];
    if (std::isnan(here.low)) continue;
    if (c > 0 && columns[c - 1].high < here.low)
      out.push_back({c, columns[c - 1].high, here.low, true});
    if (c > 0 && columns[c - 1].low > here.high)
      out.push_back({c, here.high, columns[c - 1].low, true});
    out.push_back({c, here.low, here.high, false});
  }
  return out;
}

namespace {

std::vector<LegendPlace> place_names(float title, std::span<const float> names, float width,
                                     float longest) {
  std::vector<LegendPlace> out;
  int row = 0;
  float x = title > 0 ? title + kLegendGap : 0;
  for (const float name : names) {
    const float shown = std::min(name, longest);
    if (x > 0 && x + kLegendSwatch + shown > width) {
      ++row;
      x = 0;
    }
    out.push_back({row, x, shown});
    x += kLegendSwatch + shown + kLegendGap;
  }
  return out;
}

}  // namespace

std::vector<LegendPlace> place_legend(float title, std::span<const float> names, float width,
                                      int most_rows) {
  if (names.empty()) return {};
  constexpr float kStep = 6;
  float longest = std::min(*std::max_element(names.begin(), names.end()), width - kLegendSwatch);
  std::vector<LegendPlace> out = place_names(title, names, width, std::max(0.0f, longest));
  while (longest > 0 && out.back().row >= most_rows) {
    longest = std::max(0.0f, longest - kStep);
    out = place_names(title, names, width, longest);
  }
  return out;
}

std::vector<double> ticks(double low, double high, int wanted) {
  if (!(high > low) || !std::isfinite(high - low) || wanted < 1) return {};
  const double raw = (high - low) / wanted;
  const double power = std::pow(10, std::floor(std::log10(raw)));
  double step = power;
  for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
    step = factor * power;
    if (step >= raw * 0.999) break;
  }
  std::vector<double> out;
  for (double i = std::ceil(low / step - 1e-9); i * step <= high + step * 1e-9 && out.size() < 100;
       ++i)
    out.push_back(i * step + 0.0);  // never -0
  return out;
}

sim::Duration time_step(sim::Duration length, int wanted) {
  static constexpr std::array<std::int64_t, 22> kSeconds{
      1,    2,    5,     10,    15,    30,    60,     120,    300,    600,     900,
      1800, 3600, 10800, 21600, 43200, 86400, 172800, 345600, 604800, 1209600, 2592000};
  for (const std::int64_t s : kSeconds)
    if (length.ns / std::max(wanted, 1) <= s * 1'000'000'000) return sim::seconds(s);
  return sim::seconds(31'536'000);
}

std::vector<sim::Time> time_ticks(sim::Time from, sim::Time to, int wanted) {
  if (to <= from) return {};
  const sim::Duration step = time_step(to - from, wanted);
  std::vector<sim::Time> out;
  sim::Time t{(from.ns + step.ns - 1) / step.ns * step.ns};
  for (; t <= to && out.size() < 200; t += step) out.push_back(t);
  return out;
}

ColumnRange extent(std::span<const std::span<const float>> lines) {
  ColumnRange range{0, 0};
  for (const auto& line : lines)
    for (const float v : line) {
      if (!std::isfinite(v)) continue;
      range.low = std::min(range.low, v);
      range.high = std::max(range.high, v);
    }
  if (range.high == range.low) range.high = range.low + 1;
  return range;
}

float mark_label_x(float x, float width, float now, float low, float high) {
  constexpr float kGap = 4;
  const float right = x + kGap, left = x - kGap - width, past = now + kGap;
  const auto fits = [&](float from) {
    const bool through_now = now > from - kGap && now < from + width + kGap && now != x;
    return from >= low && from + width <= high && !through_now;
  };
  if (fits(right)) return right;
  if (fits(left)) return left;
  if (now >= x && past + width <= high) return past;
  return right + width > high ? std::max(low, left) : right;
}

std::ptrdiff_t window_at(sim::Time t, sim::Duration window, std::size_t windows) {
  if (t.ns < 0 || window.ns <= 0) return -1;
  const std::ptrdiff_t index = t.ns / window.ns;
  return index < static_cast<std::ptrdiff_t>(windows) ? index : -1;
}

}  // namespace waypost::viz
