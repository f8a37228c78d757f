// SPDX-License-Identifier: Apache-2.0
// The map's contents as shapes on the screen: one mark per site and role, or, above 5,000 servers
// in view, cells of a few pixels that tell shares. What a colour means is decided here; which
// pixels it becomes, in the panel.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "viz/live/snapshot.hpp"
#include "viz/view/ui_state.hpp"

namespace waypost::viz {

/// The second cue beside colour.
enum class MarkShape : std::uint8_t {
  circle,
  square,
  triangle,
  diamond,
  pentagon,
  hexagon,
  ring,
  cross
};

struct MapMark {
  ScreenPoint at;
  MarkShape shape = MarkShape::circle;
  float radius = 4;
  Rgb fill;
  std::uint32_t site = 0;
  std::uint32_t server = 0;   ///< one of those it stands for
  std::uint32_t servers = 1;  ///< how many
  bool down = false;
};

struct MapCell {
  float x = 0, y = 0, size = 6;
  Rgb fill;
  std::uint32_t servers = 0;
};

struct MapView {
  std::vector<MapMark> marks;
  std::vector<MapCell> cells;  ///< instead of marks, when there are very many servers
  std::uint32_t servers_in_view = 0;
  MapColour colour = MapColour::role;  ///< what was really used
  float heat_full = 1;                 ///< what the hot end of the ramp stands for
};

inline constexpr std::uint32_t kMostMarks = 5000;

/// What `automatic` means for this snapshot: values when something is watched, else load.
MapColour map_colour(const Snapshot& snapshot, MapColour chosen);

MapView make_map_view(const Snapshot& snapshot, const UiState& ui);

/// The mark that stands for `subject`: of a server, the one of its site and role; of a site, its
/// first; nullptr: none.
const MapMark* mark_of(const MapView& view, const Scene& scene, const Subject& subject);

/// The mark nearest to `p` within `reach` pixels; nullptr: none.
const MapMark* mark_at(const MapView& view, ScreenPoint p, float reach);

/// The link that passes nearest to `p`, within `reach` pixels.
std::optional<std::uint32_t> link_at(const Scene& scene, const Camera& camera, ScreenPoint p,
                                     float reach);

/// "value", "load", "errors", "queue", "rtt", "role", "auto".
const char* to_text(MapColour colour);

MarkShape role_shape(ServerRole role);
MarkShape value_shape(HeldValue held);

/// Where the scenario's servers and users are, for the first look.
std::vector<GeoPoint> places_of_interest(const Scene& scene);

}  // namespace waypost::viz
