// SPDX-License-Identifier: Apache-2.0
// What the map's shapes and colours mean, for the snapshot at hand.
#pragma once

#include <string>
#include <vector>

#include "viz/view/map_view.hpp"

namespace waypost::viz {

struct LegendEntry {
  std::string text;
  MarkShape shape = MarkShape::circle;
  Rgb fill;
  bool has_mark = true;
  bool is_packet = false;
  Trip::Kind packet = Trip::Kind::question;
};

struct Legend {
  std::string title;
  std::vector<LegendEntry> entries;
  bool ramp = false;  ///< a strip of the heat colours below the title
};

Legend make_legend(const Snapshot& snapshot, const UiState& ui, const MapView& view);

/// "Trips of the last 10 s, one in 4 of 8,120 shown; 1,204 within a city".
std::string packet_note(const Snapshot& snapshot, const MapView& view);

}  // namespace waypost::viz
