// SPDX-License-Identifier: Apache-2.0
#include "viz/draw/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viz/draw/shapes.hpp"
#include "viz/draw/theme.hpp"
#include "viz/view/range_view.hpp"
#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

/// Where a plot's values go on the screen.
struct Axes {
  ImVec2 low, high;  ///< corners of the drawing area: upper left, lower right
  sim::Time from, to;
  double bottom = 0, top = 1;

  float x(sim::Time t) const {
    const double share = static_cast<double>((t - from).ns) / static_cast<double>((to - from).ns);
    return low.x + static_cast<float>(share) * (high.x - low.x);
  }
  float y(double value) const {
    const double share = (value - bottom) / (top - bottom);
    return high.y - static_cast<float>(std::clamp(share, -0.05, 1.05)) * (high.y - low.y);
  }
  sim::Time time_at(float px) const {
    const double share = std::clamp(static_cast<double>((px - low.x) / (high.x - low.x)), 0.0, 1.0);
    return from +
           sim::Duration{static_cast<std::int64_t>(share * static_cast<double>((to - from).ns))};
  }
};

std::string value_text(const PlotSpec& spec, double value) {
  return spec.percent ? fmt::format("{:.3g} %", 100 * value) : short_number(value);
}

/// The greatest sum of all lines at one window.
float stack_top(const PlotSpec& spec) {
  float top = 0;
  const std::size_t windows = spec.lines.empty() ? 0 : spec.lines.front().values.size();
  for (std::size_t w = 0; w < windows; ++w) {
    float sum = 0;
    for (const PlotLine& line : spec.lines)
      if (w < line.values.size() && std::isfinite(line.values[w])) sum += line.values[w];
    top = std::max(top, sum);
  }
  return top;
}

Axes make_axes(const Frame& frame, const PlotSpec& spec, ImVec2 size) {
  Axes axes;
  const TimeRange range = frame.ui.brush.value_or(TimeRange{{}, frame.snapshot.transport.horizon});
  axes.from = range.from;
  axes.to = std::max(range.to, range.from + sim::milliseconds(1));
  std::vector<std::span<const float>> values;
  for (const PlotLine& line : spec.lines) values.push_back(line.values);
  ColumnRange all = extent(values);
  if (spec.stacked) all.high = std::max(1e-6f, stack_top(spec));
  axes.bottom = std::min(0.0f, all.low);
  axes.top = spec.percent ? 1.04 : std::max(all.high * 1.08f, spec.least_top);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float line = ImGui::GetTextLineHeight();
  axes.low = {at.x + text_size("0000.0").x + 4, at.y + line * 1.5f};
  axes.high = {at.x + size.x - 6, at.y + size.y - line * 1.35f};
  return axes;
}

void draw_grid(const Frame& frame, const PlotSpec& spec, const Axes& axes, ImDrawList* list) {
  const Palette& p = frame.colours();
  const float line = ImGui::GetTextLineHeight();
  const int rows = std::max(2, static_cast<int>((axes.high.y - axes.low.y) / (line * 2.2f)));
  for (const double value : ticks(axes.bottom, axes.top, rows)) {
    const float y = std::floor(axes.y(value));
    if (y < axes.low.y - 1) continue;
    list->AddLine({axes.low.x, y}, {axes.high.x, y}, colour(p.edge.with_alpha(130)));
    const std::string text = value_text(spec, value);
    draw_text(list, {axes.low.x - 6 - text_size(text).x, y - line / 2}, p.quiet, text);
  }
  const int columns = std::max(2, static_cast<int>((axes.high.x - axes.low.x) / (line * 4.5f)));
  const sim::Duration step = time_step(axes.to - axes.from, columns);
  float free_from = axes.low.x - line * 2;
  for (const sim::Time t : time_ticks(axes.from, axes.to, columns)) {
    const float x = std::floor(axes.x(t));
    list->AddLine({x, axes.high.y}, {x, axes.high.y + 3}, colour(p.faint));
    const float width = text_size(axis_time_text(t, step)).x;
    const float left = std::min(x - width / 2, axes.high.x + 6 - width);
    if (left < free_from) continue;
    free_from = left + width + line / 2;
    draw_centred(list, x, axes.high.y + 4, axes.low.x - line * 2, axes.high.x + 6, p.quiet,
                 axis_time_text(t, step));
  }
  list->AddRect(axes.low, axes.high, colour(p.edge));
}

void draw_line(const PlotLine& line, sim::Duration window, const Axes& axes, ImDrawList* list) {
  if (line.values.empty() || window.ns <= 0) return;
  const auto size = static_cast<std::int64_t>(line.values.size());
  const std::int64_t first = std::clamp<std::int64_t>(axes.from.ns / window.ns, 0, size);
  const std::int64_t last = std::clamp<std::int64_t>(axes.to.ns / window.ns + 1, first, size);
  const auto seen =
      line.values.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first));
  const auto pixels = static_cast<std::size_t>(std::max(1.0f, axes.high.x - axes.low.x));
  const std::size_t columns = std::min(pixels, seen.size());
  const std::vector<ColumnRange> thinned = thin(seen, columns);
  // Half of a column, in pixels; columns cover the windows there are, not the whole axis.
  const double column_ns = static_cast<double>(window.ns) * static_cast<double>(seen.size()) /
                           static_cast<double>(std::max<std::size_t>(columns, 1));
  const float half = 0.5f *
                     static_cast<float>(column_ns / static_cast<double>((axes.to - axes.from).ns)) *
                     (axes.high.x - axes.low.x);
  std::vector<ImVec2> points;
  const auto flush = [&] {
    if (points.size() == 1) points.push_back({points[0].x + 1.5f, points[0].y});
    if (points.size() > 1 && line.dashed)
      for (std::size_t i = 0; i + 1 < points.size(); i += 2)
        list->AddLine(points[i], points[i + 1], colour(line.colour), 1.6f);
    else if (points.size() > 1)
      list->AddPolyline(points.data(), static_cast<int>(points.size()), colour(line.colour),
                        ImDrawFlags_None, 1.6f);
    points.clear();
  };
  for (std::size_t c = 0; c < columns; ++c) {
    if (std::isnan(thinned[c].low)) {
      flush();
      continue;
    }
    const double windows = static_cast<double>(first) + (static_cast<double>(c) + 0.5) *
                                                            static_cast<double>(seen.size()) /
                                                            static_cast<double>(columns);
    const float x = axes.x({static_cast<std::int64_t>(windows * static_cast<double>(window.ns))});
    if (line.filled)
      list->AddRectFilled({x - half, axes.y(thinned[c].high)}, {x + half, axes.high.y},
                          colour(line.colour.with_alpha(60)));
    points.push_back({x, axes.y(thinned[c].high)});
    if (thinned[c].low != thinned[c].high) points.push_back({x, axes.y(thinned[c].low)});
  }
  flush();
}

/// Filled bands, one on the other. Columns of pixels show the window in their middle.
void draw_stack(const PlotSpec& spec, const Axes& axes, ImDrawList* list) {
  if (spec.lines.empty() || spec.window.ns <= 0) return;
  const std::size_t windows = spec.lines.front().values.size();
  constexpr float kColumn = 2;
  for (float x = axes.low.x; x < axes.high.x; x += kColumn) {
    const auto w = static_cast<std::size_t>(axes.time_at(x + kColumn / 2).ns / spec.window.ns);
    if (w >= windows) break;
    double sum = 0;
    for (const PlotLine& line : spec.lines) {
      const double value = w < line.values.size() && std::isfinite(line.values[w])
                               ? static_cast<double>(line.values[w])
                               : 0;
      if (value <= 0) continue;
      list->AddRectFilled({x, axes.y(sum + value)}, {x + kColumn, axes.y(sum)},
                          colour(line.colour.with_alpha(190)));
      sum += value;
    }
  }
}

/// Each word where it does not run into the one before; the line is there in any case.
void draw_marks(const PlotSpec& spec, const Axes& axes, ImDrawList* list) {
  float free_from = axes.low.x, y = axes.low.y + 2;
  for (const PlotMark& m : spec.marks) {
    const float x = std::floor(axes.x(m.at));
    if (x < axes.low.x || x > axes.high.x) continue;
    for (float dash = axes.low.y; dash < axes.high.y; dash += 6)
      list->AddLine({x, dash}, {x, dash + 3}, colour(m.colour), 1.4f);
    const float width = text_size(m.label).x;
    const float left = x + 4 + width > axes.high.x ? x - 4 - width : x + 4;
    if (left < free_from) y += ImGui::GetTextLineHeight() + 2;
    draw_tag(list, {left, y}, m.label, m.colour, {0, 0, 0, 0});
    free_from = left + width + 6;
  }
}

/// Title on the left, then the names of the lines, each with its value at the pointed instant.
void draw_legend(const Frame& frame, const PlotSpec& spec, ImVec2 at, float width,
                 ImDrawList* list) {
  const Palette& p = frame.colours();
  draw_text(list, at, p.text, spec.title);
  float x = at.x + text_size(spec.title).x + 16;
  const float right = at.x + width, mid = at.y + ImGui::GetTextLineHeight() / 2;
  for (const PlotLine& line : spec.lines) {
    std::string name = line.name;
    if (frame.ui.pointed_at) {
      const auto i = window_at(*frame.ui.pointed_at, spec.window, line.values.size());
      if (i >= 0) name += " " + value_text(spec, line.values[static_cast<std::size_t>(i)]);
    }
    const float needed = 18 + text_size(name).x;
    if (x + needed > right) break;
    list->AddLine({x, mid}, {x + 12, mid}, colour(line.colour), 2.5f);
    draw_text(list, {x + 16, at.y}, p.quiet, name);
    x += needed + 12;
  }
}

/// Crosshair of all plots, and a range marked by dragging.
void handle_mouse(Frame& frame, const Axes& axes, ImDrawList* list, ImGuiID id) {
  const Palette& p = frame.colours();
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) frame.ui.pointed_at = axes.time_at(mouse.x);
  ImGuiStorage* storage = ImGui::GetStateStorage();
  if (hovered && ImGui::IsMouseClicked(0)) storage->SetFloat(id, mouse.x);
  const float began = storage->GetFloat(id, -1);
  if (began >= 0 && ImGui::IsMouseDown(0) && std::abs(mouse.x - began) > 3)
    list->AddRectFilled({began, axes.low.y}, {mouse.x, axes.high.y},
                        colour(p.accent_strong.with_alpha(70)));
  if (began >= 0 && ImGui::IsMouseReleased(0)) {
    storage->SetFloat(id, -1);
    if (std::abs(mouse.x - began) > 3)
      mark_range(TimeRange{axes.time_at(began), axes.time_at(mouse.x)}, frame.snapshot, frame.ui,
                 frame.commands);
  }
  if (hovered && ImGui::IsMouseDoubleClicked(0))
    mark_range({}, frame.snapshot, frame.ui, frame.commands);
  if (frame.ui.pointed_at) {
    const float x = axes.x(*frame.ui.pointed_at);
    if (x >= axes.low.x && x <= axes.high.x)
      list->AddLine({x, axes.low.y}, {x, axes.high.y}, colour(p.faint));
  }
}

}  // namespace

void draw_plot(Frame& frame, const PlotSpec& spec, ImVec2 size) {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Axes axes = make_axes(frame, spec, size);
  ImGui::PushID(spec.title.c_str());
  ImGui::InvisibleButton("plot", {std::max(1.0f, size.x), std::max(1.0f, size.y)});
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (axes.high.x - axes.low.x > 20 && axes.high.y - axes.low.y > 10) {
    draw_grid(frame, spec, axes, list);
    list->PushClipRect(axes.low, axes.high, true);
    if (spec.stacked)
      draw_stack(spec, axes, list);
    else
      for (auto line = spec.lines.rbegin(); line != spec.lines.rend(); ++line)
        draw_line(*line, spec.window, axes, list);  // the first lies on top
    draw_marks(spec, axes, list);
    const float now = std::floor(axes.x(frame.snapshot.transport.now));
    list->AddLine({now, axes.low.y}, {now, axes.high.y}, colour(frame.colours().text), 1);
    list->PopClipRect();
    draw_legend(frame, spec, at, size.x, list);
    handle_mouse(frame, axes, list, ImGui::GetID("drag"));
  }
  ImGui::PopID();
}

}  // namespace waypost::viz
