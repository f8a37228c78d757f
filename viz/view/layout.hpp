// SPDX-License-Identifier: Apache-2.0
// How the window is divided among the areas of panels: shares that the splitters move, and the
// presets for those who teach, plan and migrate.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace waypost::viz {

/// Where a panel lives; panels of one area are its tabs.
enum class Area : std::uint8_t { top, map, side, below_left, below_right, timeline };

struct Layout {
  float side = 0.30f;   ///< of the width: the inspector's side
  float below = 0.31f;  ///< of the height between transport and timeline: the lower row
  float left = 0.5f;    ///< of the lower row's width: its left half
  bool operator==(const Layout&) const = default;
};

/// A window's size in pixels, and how many of them a length of 1 has.
struct Extent {
  float width = 0, height = 0, scale = 1;
};

struct Room {
  float x = 0, y = 0, width = 0, height = 0;
};
Room room_of(Area area, const Layout& layout, const Extent& window);

/// The gaps that can be dragged.
enum class Splitter : std::uint8_t { side, below, left };
inline constexpr std::array kSplitters{Splitter::side, Splitter::below, Splitter::left};
std::string_view name_of(Splitter splitter);
Room room_of(Splitter splitter, const Layout& layout, const Extent& window);
/// Moves it by so many pixels, as far as every panel keeps some room.
void drag(Splitter splitter, float dx, float dy, const Extent& window, Layout& layout);

struct LayoutPreset {
  std::string_view name, what;
  Layout layout;
  std::array<std::string_view, 3> in_front;  ///< panels whose tabs come to the front
};
const std::array<LayoutPreset, 4>& layout_presets();
/// Null when there is none of this name.
const LayoutPreset* find_preset(std::string_view name);

}  // namespace waypost::viz
