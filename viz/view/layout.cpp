// SPDX-License-Identifier: Apache-2.0
#include "viz/view/layout.hpp"

#include <algorithm>
#include <cmath>

namespace waypost::viz {
namespace {

constexpr float kGap = 6, kTop = 44, kTimeline = 74, kNarrowestSide = 320;
constexpr Layout kLeast{0.15f, 0.12f, 0.2f}, kMost{0.6f, 0.75f, 0.8f};

constexpr std::array<LayoutPreset, 4> kPresets{{
    {"teach",
     "for teaching: the followed query or message, and its events",
     {0.30f, 0.46f, 0.5f},
     {"follow", "events", "plots"}},
    {"plan", "for planning: plots large", {0.26f, 0.56f, 0.62f}, {"plots", "inspector", "events"}},
    {"migrate",
     "for migrating: how the change spreads",
     {0.30f, 0.42f, 0.62f},
     {"propagation", "inspector", "events"}},
    {"standard", "as it was first", {}, {"inspector", "plots", "events"}},
}};

/// The lines that divide the window, in pixels.
struct Lines {
  float gap, middle;                ///< between two panels; where the areas below transport begin
  float side, side_width;           ///< where the side begins, and its width
  float lower, lower_height, left;  ///< where the lower row begins; its left half's width
};

Lines lines_of(const Layout& layout, const Extent& window) {
  Lines l{};
  l.gap = window.scale * kGap;
  l.middle = window.scale * kTop + l.gap;
  const float room =
      window.height - window.scale * (kTop + kTimeline) - 3 * l.gap;  // and the map's height
  l.side_width = std::floor(std::max(window.scale * kNarrowestSide, window.width * layout.side));
  l.side = window.width - l.gap - l.side_width;
  l.lower_height = std::floor(room * layout.below);
  l.lower = l.middle + room - l.lower_height;
  l.left = std::floor((window.width - 3 * l.gap) * layout.left);
  return l;
}

}  // namespace

Room room_of(Area area, const Layout& layout, const Extent& window) {
  const Lines l = lines_of(layout, window);
  const float map_height = l.lower - l.gap - l.middle, line = window.scale * kTimeline;
  switch (area) {
    case Area::top: return {l.gap, l.gap, window.width - 2 * l.gap, l.middle - 2 * l.gap};
    case Area::map: return {l.gap, l.middle, l.side - 2 * l.gap, map_height};
    case Area::side: return {l.side, l.middle, l.side_width, map_height};
    case Area::below_left: return {l.gap, l.lower, l.left, l.lower_height};
    case Area::below_right:
      return {2 * l.gap + l.left, l.lower, window.width - 3 * l.gap - l.left, l.lower_height};
    case Area::timeline:
      return {l.gap, window.height - line - l.gap, window.width - 2 * l.gap, line};
  }
  return {};
}

std::string_view name_of(Splitter splitter) {
  constexpr std::array<std::string_view, 3> kNames{"side", "below", "left"};
  return kNames[static_cast<std::size_t>(splitter)];
}

Room room_of(Splitter splitter, const Layout& layout, const Extent& window) {
  const Lines l = lines_of(layout, window);
  switch (splitter) {
    case Splitter::side: return {l.side - l.gap, l.middle, l.gap, l.lower - l.gap - l.middle};
    case Splitter::below: return {l.gap, l.lower - l.gap, window.width - 2 * l.gap, l.gap};
    case Splitter::left: return {l.gap + l.left, l.lower, l.gap, l.lower_height};
  }
  return {};
}

void drag(Splitter splitter, float dx, float dy, const Extent& window, Layout& layout) {
  const auto move = [](float& share, float by, float whole, float least, float most) {
    share = std::clamp(share + by / std::max(whole, 1.0f), least, most);
  };
  switch (splitter) {
    case Splitter::side: return move(layout.side, -dx, window.width, kLeast.side, kMost.side);
    case Splitter::below:
      return move(layout.below, -dy, window.height - window.scale * (kTop + kTimeline + 3 * kGap),
                  kLeast.below, kMost.below);
    case Splitter::left: return move(layout.left, dx, window.width, kLeast.left, kMost.left);
  }
}

const std::array<LayoutPreset, 4>& layout_presets() { return kPresets; }

const LayoutPreset* find_preset(std::string_view name) {
  const auto found = std::find_if(kPresets.begin(), kPresets.end(),
                                  [&](const LayoutPreset& p) { return p.name == name; });
  return found == kPresets.end() ? nullptr : &*found;
}

}  // namespace waypost::viz
