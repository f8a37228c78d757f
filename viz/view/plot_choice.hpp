// SPDX-License-Identifier: Apache-2.0
// Which plots a run deserves: lines that never counted anything are left out.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "viz/live/snapshot.hpp"

namespace waypost::viz {

struct PlotChoice {
  struct Entry {
    std::string name;
    std::span<const float> values;  ///< of the snapshot
    std::size_t colour;             ///< into Palette::series
    sim::Duration window{};         ///< of its run: two runs of other lengths have other windows
    bool filled = false;
    bool other = false;  ///< of the run that this one is compared with: dashed
  };
  std::string title;
  std::vector<Entry> lines;
  bool percent = false;
};

/// The most telling first. When two runs are compared, each line has the other's beside it.
std::vector<PlotChoice> choose_plots(const Snapshot& snapshot);

/// Whether any value is neither zero nor NaN.
bool has_content(std::span<const float> values);

}  // namespace waypost::viz
