// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "viz/view/layout.hpp"
#include "viz/view/ui_state.hpp"

using namespace waypost::viz;

namespace {

constexpr Extent kWindow{1600, 900, 1};

bool apart(const Room& a, const Room& b) {
  return a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y ||
         b.y + b.height <= a.y;
}

constexpr Area kAll[] = {Area::top,        Area::map,         Area::side,
                         Area::below_left, Area::below_right, Area::timeline};

}  // namespace

TEST_CASE("no two areas overlap, in any preset and window", "[viz][layout]") {
  for (const LayoutPreset& preset : layout_presets())
    for (const Extent window : {kWindow, Extent{1280, 720, 1}, Extent{2560, 1440, 2}})
      for (const Area a : kAll)
        for (const Area b : kAll) {
          const Room x = room_of(a, preset.layout, window), y = room_of(b, preset.layout, window);
          CAPTURE(preset.name, static_cast<int>(a), static_cast<int>(b));
          if (a != b) CHECK(apart(x, y));
          CHECK(x.x + x.width <= window.width);
          CHECK(x.y + x.height <= window.height);
          CHECK(x.width > 100 * window.scale);
        }
}

TEST_CASE("a splitter follows the mouse, as far as every panel keeps room", "[viz][layout]") {
  Layout layout;
  const float before = room_of(Splitter::below, layout, kWindow).y;
  drag(Splitter::below, 0, -50, kWindow, layout);
  CHECK(room_of(Splitter::below, layout, kWindow).y == Approx(before - 50).margin(1));
  const float side = room_of(Splitter::side, layout, kWindow).x;
  drag(Splitter::side, -40, 0, kWindow, layout);
  CHECK(room_of(Splitter::side, layout, kWindow).x == Approx(side - 40).margin(1));
  const float left = room_of(Splitter::left, layout, kWindow).x;
  drag(Splitter::left, 25, 0, kWindow, layout);
  CHECK(room_of(Splitter::left, layout, kWindow).x == Approx(left + 25).margin(1));
  for (const Splitter splitter : kSplitters)
    for (const float far : {-5000.0f, 5000.0f}) {
      drag(splitter, far, far, kWindow, layout);
      for (const Area area : kAll) {
        CHECK(room_of(area, layout, kWindow).width > 50);
        CHECK(room_of(area, layout, kWindow).height > 30);
      }
    }
}

TEST_CASE("a preset divides the window and brings what it is for to the front", "[viz][layout]") {
  UiState ui;
  ui.use(*find_preset("migrate"));
  CHECK(ui.wanted_panels.front() == "propagation");
  CHECK_FALSE(ui.layout == Layout{});
  ui.use(*find_preset("standard"));
  CHECK(ui.layout == Layout{});
  CHECK(find_preset("nothing") == nullptr);
}
