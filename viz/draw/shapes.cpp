// SPDX-License-Identifier: Apache-2.0
#include "viz/draw/shapes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "viz/draw/theme.hpp"

namespace waypost::viz {
namespace {

/// A regular polygon, first corner upwards (turned by half a corner for the square).
void draw_polygon(ImDrawList* list, ImVec2 at, float radius, int corners, float turn, Rgb fill,
                  Rgb outline) {
  ImVec2 points[8];
  for (int i = 0; i < corners; ++i) {
    const float angle = (static_cast<float>(i) + turn) * 2 * std::numbers::pi_v<float> /
                            static_cast<float>(corners) -
                        std::numbers::pi_v<float> / 2;
    points[i] = {at.x + radius * std::cos(angle), at.y + radius * std::sin(angle)};
  }
  list->AddConvexPolyFilled(points, corners, colour(fill));
  list->AddPolyline(points, corners, colour(outline), ImDrawFlags_Closed, 1);
}

}  // namespace

void draw_mark(ImDrawList* list, ImVec2 at, float radius, MarkShape shape, Rgb fill, Rgb outline) {
  switch (shape) {
    case MarkShape::circle:
      list->AddCircleFilled(at, radius, colour(fill), 12);
      list->AddCircle(at, radius, colour(outline), 12);
      return;
    case MarkShape::ring: list->AddCircle(at, radius * 0.85f, colour(fill), 12, 1.6f); return;
    case MarkShape::square: return draw_polygon(list, at, radius * 1.2f, 4, 0.5f, fill, outline);
    case MarkShape::triangle:
      return draw_polygon(list, {at.x, at.y + radius * 0.15f}, radius * 1.25f, 3, 0, fill, outline);
    case MarkShape::diamond: return draw_polygon(list, at, radius * 1.2f, 4, 0, fill, outline);
    case MarkShape::pentagon: return draw_polygon(list, at, radius * 1.1f, 5, 0, fill, outline);
    case MarkShape::hexagon: return draw_polygon(list, at, radius * 1.1f, 6, 0, fill, outline);
    case MarkShape::cross: return draw_cross(list, at, radius, fill, outline);
  }
}

void draw_cross(ImDrawList* list, ImVec2 at, float radius, Rgb ink, Rgb halo) {
  const float r = radius * 0.95f;
  for (const auto& [c, width] : {std::pair{halo, 4.5f}, std::pair{ink, 2.0f}}) {
    list->AddLine({at.x - r, at.y - r}, {at.x + r, at.y + r}, colour(c), width);
    list->AddLine({at.x - r, at.y + r}, {at.x + r, at.y - r}, colour(c), width);
  }
}

ImVec2 text_size(std::string_view text) {
  return ImGui::CalcTextSize(text.data(), text.data() + text.size());
}

void draw_text(ImDrawList* list, ImVec2 at, Rgb ink, std::string_view text) {
  const ImVec2 whole{std::floor(at.x), std::floor(at.y)};
  list->AddText(whole, colour(ink), text.data(), text.data() + text.size());
}

void draw_tag(ImDrawList* list, ImVec2 at, std::string_view text, Rgb ink, Rgb ground) {
  const ImVec2 size = text_size(text);
  list->AddRectFilled({at.x - 3, at.y}, {at.x + size.x + 3, at.y + size.y}, colour(ground), 3);
  draw_text(list, at, ink, text);
}

void draw_centred(ImDrawList* list, float x, float y, float low, float high, Rgb ink,
                  std::string_view text) {
  const float width = text_size(text).x;
  draw_text(list, {std::clamp(x - width / 2, low, std::max(low, high - width)), y}, ink, text);
}

std::string fitted(std::string_view text, float width) {
  // Where a line of `room` pixels ends: looks at no more of the text than is seen.
  const auto end_of_line = [&](float room) {
    const char* rest = text.data();
    const float limit = std::floor(room) + 0.001f;  // the font stops at >=
    ImGui::GetFont()->CalcTextSizeA(ImGui::GetFontSize(), limit, 0, text.data(),
                                    text.data() + text.size(), &rest);
    return rest;
  };
  if (text.empty() || end_of_line(width) == text.data() + text.size()) return std::string(text);
  return std::string(text.data(), end_of_line(width - text_size("…").x)) + "…";
}

void draw_empty(const char* sentence) {
  const ImVec2 room = ImGui::GetContentRegionAvail(), start = ImGui::GetCursorPos();
  const ImVec2 size = ImGui::CalcTextSize(sentence, nullptr, false, room.x * 0.9f);
  ImGui::SetCursorPos({start.x + std::max(0.0f, (room.x - size.x) / 2),
                       start.y + std::max(0.0f, (room.y - size.y) / 2)});
  ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + room.x * 0.9f);
  ImGui::TextDisabled("%s", sentence);
  ImGui::PopTextWrapPos();
}

}  // namespace waypost::viz
