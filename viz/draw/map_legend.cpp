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

/// Where the legend may stand: between the notes above and below.
ScreenRect room_of_legend(const Frame& frame) {
  const ScreenRect& v = frame.ui.map.camera.view;
  const float gap = frame.px(10), strip = frame.px(34);
  return {v.x + gap, v.y + strip, std::max(1.0f, v.width - 2 * gap),
          std::max(1.0f, v.height - 2 * strip)};
}

std::size_t heading_rows(const Legend& legend) { return legend.ramp ? 2 : 1; }

struct LegendSize {
  LegendRows rows;
  float column = 0, width = 0, height = 0;
};

LegendSize size_of(const Frame& frame, const Legend& legend) {
  const ScreenRect room = room_of_legend(frame);
  const float row = frame.px(kRow), pad = frame.px(2 * kPad);
  LegendSize size;
  ImGui::PushFont(frame.fonts.small);
  for (const LegendEntry& entry : legend.entries)
    size.column = std::max(size.column, frame.px(kMark) + text_size(entry.text).x);
  const float title = text_size(legend.title).x;
  ImGui::PopFont();
  size.column += frame.px(kMark / 2);  // between columns
  const auto fit = [](float whole, float part) {
    return static_cast<std::size_t>(std::max(1.0f, whole / std::max(1.0f, part)));
  };
  size.rows = arrange_legend(legend.entries.size(), heading_rows(legend),
                             fit(room.height - frame.px(kPad * 1.3f), row),
                             fit(room.width - pad, size.column));
  const auto columns = static_cast<float>(size.rows.columns);
  size.width = pad + std::max(title, columns * size.column - frame.px(kMark / 2));
  size.height =
      static_cast<float>(heading_rows(legend) + size.rows.per_column) * row + frame.px(kPad * 1.3f);
  return size;
}

void draw_entry(const Frame& frame, const LegendEntry& entry, ImVec2 corner, ImDrawList* list) {
  const Palette& p = frame.colours();
  const ImVec2 at{corner.x + frame.px(8), corner.y + ImGui::GetTextLineHeight() / 2};
  if (entry.is_packet)
    draw_packet(frame, at, entry.packet, list);
  else if (entry.shape == MarkShape::cross)
    draw_cross(list, at, frame.px(4.5f), p.text, p.ground);
  else if (entry.has_mark)
    draw_mark(list, at, frame.px(5), entry.shape, entry.fill, p.outline);
  draw_text(list, {entry.has_mark ? corner.x + frame.px(kMark) : corner.x, corner.y}, p.quiet,
            entry.text);
}

}  // namespace

ScreenRect legend_box(const Frame& frame, const MapView& view) {
  const LegendSize size = size_of(frame, make_legend(frame.snapshot, frame.ui, view));
  return place_legend_box(room_of_legend(frame), size.width, size.height, frame.px(10),
                          legend_obstacles(frame.snapshot, frame.ui, view));
}

void draw_legend_box(const Frame& frame, const MapView& view, const ScreenRect& box,
                     ImDrawList* list) {
  const Palette& p = frame.colours();
  const Legend legend = make_legend(frame.snapshot, frame.ui, view);
  const LegendSize size = size_of(frame, legend);
  list->AddRectFilled({box.x, box.y}, {box.x + box.width, box.y + box.height},
                      colour(p.panel.with_alpha(225)), frame.px(5));
  list->AddRect({box.x, box.y}, {box.x + box.width, box.y + box.height}, colour(p.edge),
                frame.px(5));
  ImGui::PushFont(frame.fonts.small);
  const float x = box.x + frame.px(kPad), row = frame.px(kRow);
  float y = box.y + frame.px(kPad * 0.7f);
  draw_text(list, {x, y}, p.text, legend.title);
  y += row;
  if (legend.ramp) {
    draw_ramp(frame, {x, y + frame.px(4)}, box.width - frame.px(2 * kPad), list);
    y += row;
  }
  const std::size_t shown =
      std::min(legend.entries.size(), size.rows.per_column * size.rows.columns);
  for (std::size_t i = 0; i < shown; ++i)
    draw_entry(frame, legend.entries[i],
               {x + static_cast<float>(i / size.rows.per_column) * size.column,
                y + static_cast<float>(i % size.rows.per_column) * row},
               list);
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
