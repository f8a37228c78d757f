// SPDX-License-Identifier: Apache-2.0
// What the map's shapes and colours mean, for the snapshot at hand.
#pragma once

#include <span>
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

/// How the legend's entries stand: in as many columns as the height asks for.
struct LegendRows {
  std::size_t per_column = 1, columns = 1;
};
/// Of `entries` below `heading` rows, when `rows` fit above each other and `most_columns` beside
/// each other; what is left over is not shown.
LegendRows arrange_legend(std::size_t entries, std::size_t heading, std::size_t rows,
                          std::size_t most_columns);

/// What the legend should not cover, and how much that would matter.
struct LegendObstacle {
  ScreenPoint at;
  float radius = 0;
  int weight = 1;
};
/// The marks; above all those that are selected, then those that are down.
std::vector<LegendObstacle> legend_obstacles(const Snapshot& snapshot, const UiState& ui,
                                             const MapView& view);

/// Within `room`, along its borders, where it covers the least; of equals the lower left. Never
/// above the room's top.
ScreenRect place_legend_box(const ScreenRect& room, float width, float height, float gap,
                            std::span<const LegendObstacle> obstacles);

/// "Trips of the last 10 s, one in 4 of 8,120 shown; 1,204 within a city".
std::string packet_note(const Snapshot& snapshot, const MapView& view);

}  // namespace waypost::viz
