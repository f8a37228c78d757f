// SPDX-License-Identifier: Apache-2.0
// One plot over time: lines from windows of equal length, a shared crosshair, dragging to mark a
// range. The axis is the whole run, or the marked range.
#pragma once

#include <imgui.h>

#include <span>
#include <string>
#include <vector>

#include "viz/panels/panel.hpp"
#include "viz/view/plot_view.hpp"

namespace waypost::viz {

struct PlotLine {
  std::string name;
  std::span<const float> values;
  Rgb colour;
  bool filled = false;  ///< the area below it too
  bool dashed = false;
  sim::Duration window{};  ///< 0: the plot's
};

/// An instant of its own: a vertical line with a word.
struct PlotMark {
  sim::Time at;
  std::string label;
  Rgb colour;
};

struct PlotSpec {
  std::string title;  ///< with the unit: "Latency, ms"
  std::vector<PlotLine> lines;
  sim::Duration window{};
  float least_top = 0;   ///< the axis reaches at least this high
  bool percent = false;  ///< values are shares: the axis is 0 to 100 %
  bool stacked = false;  ///< each line stands on the one before
  std::vector<PlotMark> marks;

  sim::Duration window_of(const PlotLine& line) const {
    return line.window.ns > 0 ? line.window : window;
  }
};

/// Fills `size`, at the cursor.
void draw_plot(Frame& frame, const PlotSpec& spec, ImVec2 size);

}  // namespace waypost::viz
