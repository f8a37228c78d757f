// SPDX-License-Identifier: Apache-2.0
// Small drawings on a draw list: marks of the map and legends, text with care for its place.
#pragma once

#include <imgui.h>

#include <string_view>

#include "viz/view/map_view.hpp"

namespace waypost::viz {

/// A mark of `radius` around `at` with a thin outline; `ring` is hollow.
void draw_mark(ImDrawList* list, ImVec2 at, float radius, MarkShape shape, Rgb fill, Rgb outline);

/// A cross through `at`: what is down.
void draw_cross(ImDrawList* list, ImVec2 at, float radius, Rgb ink, Rgb halo);

/// Text on a soft ground of its own.
void draw_tag(ImDrawList* list, ImVec2 at, std::string_view text, Rgb ink, Rgb ground);

void draw_text(ImDrawList* list, ImVec2 at, Rgb ink, std::string_view text);
/// Centred on `x`, between `low` and `high`.
void draw_centred(ImDrawList* list, float x, float y, float low, float high, Rgb ink,
                  std::string_view text);

ImVec2 text_size(std::string_view text);

/// `text`, with its end replaced by an ellipsis when it is wider than `width`.
std::string fitted(std::string_view text, float width);

/// A centred sentence where a panel has nothing to show.
void draw_empty(const char* sentence);

}  // namespace waypost::viz
