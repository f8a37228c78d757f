// SPDX-License-Identifier: Apache-2.0
// Which plots a run deserves: lines that never counted anything are left out.
#pragma once

#include <string>
#include <vector>

#include "viz/live/series.hpp"

namespace waypost::viz {

struct PlotChoice {
  struct Entry {
    std::string name;
    Line line;
    std::size_t colour;  ///< into Palette::series
    bool filled = false;
  };
  std::string title;
  std::vector<Entry> lines;
  bool percent = false;
};

/// The most telling first. `watched`: old and new shares of a record are known.
std::vector<PlotChoice> choose_plots(const Series& series, bool watched);

/// Whether the line has any value but zero and NaN.
bool has_content(const Series& series, Line line);

}  // namespace waypost::viz
