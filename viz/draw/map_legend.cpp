// SPDX-License-Identifier: Apache-2.0
#include "viz/draw/map_legend.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "viz/draw/shapes.hpp"
#include "viz/draw/theme.hpp"
#include "viz/view/legend.hpp"
#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

constexpr float kRow = 19, kMark = 24, kPad = 9;

float content_width(const Legend& legend, float mark) {
  float width = text_size(legend.title).x;
  for (const LegendEntry& entry : legend.entries)
    width = std::max(width, mark + text_size(entry.text).x);
  return width;
}

void draw_ramp(const Frame& frame, ImVec2 at, float width, ImDrawList* list) {
  const int steps = 24;
  const float step = width / steps;
  for (int i = 0; i < steps; ++i)
    list->AddRectFilled(
        {at.x + static_cast<float>(i) * step, at.y},
        {at.x + static_cast<float>(i + 1) * step, at.y + frame.px(8)},
        colour(heat_colour(frame.colours(), (static_cast<float>(i) + 0.5f) / steps)));
}

void draw_packet(const Frame& frame, ImVec2 at, Trip::Kind kind, ImDrawList* list) {
  const Palette& p = frame.colours();
  const float r = frame.px(2.6f);
  if (kind == Trip::Kind::mail)
    list->AddQuadFilled({at.x, at.y - r * 1.5f}, {at.x + r * 1.5f, at.y}, {at.x, at.y + r * 1.5f},
                        {at.x - r * 1.5f, at.y}, colour(p.mail));
  else
    list->AddCircleFilled(at, r,
                          colour(kind == Trip::Kind::question ? p.question
                                 : kind == Trip::Kind::answer ? p.answer
                                                              : p.lost));
}

/// The corner where it covers the fewest marks; of equals the lower left.
ScreenRect emptiest_corner(const Frame& frame, const MapView& view, float width, float height) {
  const ScreenRect& v = frame.ui.map.camera.view;
  const float gap = frame.px(10), strip = frame.px(34);  // strip: of the notes
  const float left = v.x + gap, right = v.x + v.width - width - gap;
  const float top = v.y + strip, bottom = v.y + v.height - height;
  ScreenRect best{};
  std::ptrdiff_t fewest = PTRDIFF_MAX;
  for (const ScreenRect& box :
       {ScreenRect{left, bottom - strip, width, height},
        ScreenRect{right, bottom - strip, width, height}, ScreenRect{left, top, width, height},
        ScreenRect{right, top, width, height}}) {
    const ScreenRect around{box.x - gap, box.y - gap, box.width + 2 * gap, box.height + 2 * gap};
    const auto covered = std::count_if(view.marks.begin(), view.marks.end(),
                                       [&](const MapMark& m) { return around.contains(m.at); }) +
                         std::count_if(view.cells.begin(), view.cells.end(), [&](const MapCell& c) {
                           return around.contains({c.x, c.y});
                         });
    if (covered >= fewest) continue;
    fewest = covered;
    best = box;
  }
  return best;
}

}  // namespace

ScreenRect legend_box(const Frame& frame, const MapView& view) {
  const Legend legend = make_legend(frame.snapshot, frame.ui, view);
  ImGui::PushFont(frame.fonts.small);
  const float width = content_width(legend, frame.px(kMark)) + frame.px(2 * kPad);
  ImGui::PopFont();
  const auto rows = static_cast<float>(legend.entries.size() + 1 + (legend.ramp ? 1 : 0));
  const float height = rows * frame.px(kRow) + frame.px(kPad * 1.3f);
  return emptiest_corner(frame, view, width, height);
}

void draw_legend_box(const Frame& frame, const MapView& view, const ScreenRect& box,
                     ImDrawList* list) {
  const Palette& p = frame.colours();
  const Legend legend = make_legend(frame.snapshot, frame.ui, view);
  list->AddRectFilled({box.x, box.y}, {box.x + box.width, box.y + box.height},
                      colour(p.panel.with_alpha(225)), frame.px(5));
  list->AddRect({box.x, box.y}, {box.x + box.width, box.y + box.height}, colour(p.edge),
                frame.px(5));
  ImGui::PushFont(frame.fonts.small);
  const float x = box.x + frame.px(kPad), row = frame.px(kRow);
  const float middle = ImGui::GetTextLineHeight() / 2;
  float y = box.y + frame.px(kPad * 0.7f);
  draw_text(list, {x, y}, p.text, legend.title);
  y += row;
  if (legend.ramp) {
    draw_ramp(frame, {x, y + frame.px(4)}, box.width - frame.px(2 * kPad), list);
    y += row;
  }
  for (const LegendEntry& entry : legend.entries) {
    const ImVec2 at{x + frame.px(8), y + middle};
    if (entry.is_packet)
      draw_packet(frame, at, entry.packet, list);
    else if (entry.shape == MarkShape::cross)
      draw_cross(list, at, frame.px(4.5f), p.text, p.ground);
    else if (entry.has_mark)
      draw_mark(list, at, frame.px(5), entry.shape, entry.fill, p.outline);
    draw_text(list, {entry.has_mark ? x + frame.px(kMark) : x, y}, p.quiet, entry.text);
    y += row;
  }
  ImGui::PopFont();
}

void draw_notes(const Frame& frame, const MapView& view, ImDrawList* list) {
  const Palette& p = frame.colours();
  const ScreenRect& v = frame.ui.map.camera.view;
  const float pad = frame.px(12);
  if (!frame.snapshot.scene->question.empty())
    draw_tag(list, {v.x + pad, v.y + frame.px(9)},
             fitted(frame.snapshot.scene->question, v.width - 2 * pad), p.text,
             p.panel.with_alpha(190));
  ImGui::PushFont(frame.fonts.small);
  const std::string note = packet_note(frame.snapshot, view);
  const ImVec2 size = text_size(note);
  draw_tag(list, {v.x + v.width - size.x - pad, v.y + v.height - size.y - frame.px(8)}, note,
           p.quiet, p.panel.with_alpha(190));
  ImGui::PopFont();
}

}  // namespace waypost::viz
