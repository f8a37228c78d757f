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

constexpr float kThick = 2;  // of a line

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
  return spec.percent && std::isfinite(value) ? fmt::format("{:.3g} %", 100 * value)
                                              : short_number(value);
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

Axes make_axes(const Frame& frame, const PlotSpec& spec, ImVec2 size, int legend_rows) {
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
  axes.low = {at.x + text_size("0000.0").x + 4,
              at.y + line * (static_cast<float>(legend_rows) + 0.5f)};
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

/// Dashes lie on one grid for the whole plot, so that a level line of many columns is one dashed
/// line; what is tall is dashed along its height, and no spike falls into a gap.
void fill(ImDrawList* list, ImVec2 low, ImVec2 high, Rgb ink, bool dashed) {
  if (!dashed) return list->AddRectFilled(low, high, colour(ink));
  constexpr float kDash = 6, kPeriod = 10;
  const bool tall = high.y - low.y > kThick + 1;
  const float from = tall ? low.y : low.x, to = tall ? high.y : high.x;
  for (float at = std::floor(from / kPeriod) * kPeriod; at < to; at += kPeriod) {
    const float a = std::max(at, from), b = std::min(at + kDash, to);
    if (a >= b) continue;
    list->AddRectFilled(tall ? ImVec2{low.x, a} : ImVec2{a, low.y},
                        tall ? ImVec2{high.x, b} : ImVec2{b, high.y}, colour(ink));
  }
}

/// Columns of at least a pixel; one covers a whole number of windows, or part of one.
void draw_line(const PlotLine& line, sim::Duration window, const Axes& axes, ImDrawList* list) {
  if (line.values.empty() || window.ns <= 0) return;
  const auto size = static_cast<std::int64_t>(line.values.size());
  const std::int64_t first = std::clamp<std::int64_t>(axes.from.ns / window.ns, 0, size);
  const std::int64_t last = std::clamp<std::int64_t>(axes.to.ns / window.ns + 1, first, size);
  const auto seen =
      line.values.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(last - first));
  const float covered = axes.x({last * window.ns}) - axes.x({first * window.ns});
  const auto pixels = static_cast<std::size_t>(std::max(1.0f, covered));
  const std::size_t columns = std::min(pixels, seen.size());
  const std::vector<ColumnRange> thinned = thin(seen, columns);
  const auto left = [&](std::size_t column) {
    return std::round(axes.x({first * window.ns}) +
                      covered * static_cast<float>(column) / static_cast<float>(columns));
  };
  for (const PlotStroke& s : strokes(thinned)) {
    const std::size_t c = s.column;
    const float x = left(c), end = std::max(left(c + 1), x + 1);
    const float top = std::round(axes.y(s.high)), bottom = std::round(axes.y(s.low));
    if (s.jump) {
      fill(list, {x, top}, {x + 1, bottom}, line.colour, line.dashed);
      continue;
    }
    if (line.filled)
      list->AddRectFilled({x, top}, {end, axes.high.y}, colour(line.colour.with_alpha(60)));
    const bool alone = (c == 0 || std::isnan(thinned[c - 1].low)) &&
                       (c + 1 == columns || std::isnan(thinned[c + 1].low));
    const float wider = alone ? 1 : 0;  // a single window stays visible
    fill(list, {x - wider, top - kThick / 2}, {end + wider, bottom + kThick / 2}, line.colour,
         line.dashed && !alone);
  }
}

/// The first of the spec lies on top; dashes over all, for they hide little.
void draw_lines(const PlotSpec& spec, const Axes& axes, ImDrawList* list) {
  for (const bool dashed : {false, true})
    for (auto line = spec.lines.rbegin(); line != spec.lines.rend(); ++line)
      if (line->dashed == dashed) draw_line(*line, spec.window_of(*line), axes, list);
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
      const float high = axes.y(sum + value), low = axes.y(sum);
      const float edge = low - high > 3 ? 1 : 0;  // between bands, for eyes that see no colours
      list->AddRectFilled({x, high + edge}, {x + kColumn, low},
                          colour(line.colour.with_alpha(190)));
      sum += value;
    }
  }
}

/// Each word where it does not run into the one before, nor over the present; the line is there in
/// any case.
void draw_marks(const Frame& frame, const PlotSpec& spec, const Axes& axes, ImDrawList* list) {
  const float now = std::floor(axes.x(frame.snapshot.transport.now));
  list->AddLine({now, axes.low.y}, {now, axes.high.y}, colour(frame.colours().text), 1);
  float free_from = axes.low.x, y = axes.low.y + 2;
  for (const PlotMark& m : spec.marks) {
    const float x = std::floor(axes.x(m.at));
    if (x < axes.low.x || x > axes.high.x) continue;
    for (float dash = axes.low.y; dash < axes.high.y; dash += 6)
      list->AddLine({x, dash}, {x, dash + 3}, colour(m.colour), 1.4f);
    const float width = text_size(m.label).x;
    const float left = mark_label_x(x, width, now, axes.low.x, axes.high.x);
    if (left < free_from) y += ImGui::GetTextLineHeight() + 2;
    draw_tag(list, {left, y}, m.label, m.colour, frame.colours().panel.with_alpha(200));
    free_from = left + width + 6;
  }
}

/// A line's name, with its value where one was counted at the pointed instant.
struct LegendText {
  std::string name, value;
};

std::vector<LegendText> legend_texts(const Frame& frame, const PlotSpec& spec) {
  std::vector<LegendText> out;
  for (const PlotLine& line : spec.lines) {
    LegendText text{line.name, ""};
    if (frame.ui.pointed_at) {
      const auto w = window_at(*frame.ui.pointed_at, spec.window_of(line), line.values.size());
      text.value = " " + (w < 0 ? "-" : value_text(spec, line.values[static_cast<std::size_t>(w)]));
    }
    out.push_back(std::move(text));
  }
  return out;
}

std::vector<LegendPlace> legend_places(const PlotSpec& spec, std::span<const LegendText> texts,
                                       float width, int most_rows) {
  std::vector<float> widths;
  for (const LegendText& text : texts) widths.push_back(text_size(text.name + text.value).x);
  return place_legend(text_size(spec.title).x, widths, width, most_rows);
}

/// As many as the names need without their values, so that pointing moves nothing.
int legend_rows(const PlotSpec& spec, ImVec2 size) {
  std::vector<LegendText> names;
  for (const PlotLine& line : spec.lines) names.push_back({line.name, ""});
  const int most = std::max(1, static_cast<int>(size.y * 0.4f / ImGui::GetTextLineHeight()));
  const auto places = legend_places(spec, names, size.x, most);
  return places.empty() ? 1 : std::min(places.back().row + 1, most);
}

void draw_swatch(const PlotSpec& spec, const PlotLine& line, ImVec2 at, ImDrawList* list) {
  const float half = spec.stacked ? 4.5f : 1.25f;
  const Rgb ink = spec.stacked ? line.colour.with_alpha(190) : line.colour;
  const float first = line.dashed ? 5 : 12;
  list->AddRectFilled({at.x, at.y - half}, {at.x + first, at.y + half}, colour(ink));
  if (line.dashed)
    list->AddRectFilled({at.x + 7, at.y - half}, {at.x + 12, at.y + half}, colour(ink));
}

/// Title on the left, then the names of the lines, each with its value at the pointed instant.
void draw_legend(const Frame& frame, const PlotSpec& spec, ImVec2 at, float width, int rows,
                 ImDrawList* list) {
  const Palette& p = frame.colours();
  draw_text(list, at, p.text, fitted(spec.title, width));
  const std::vector<LegendText> texts = legend_texts(frame, spec);
  const std::vector<LegendPlace> places = legend_places(spec, texts, width, rows);
  const float height = ImGui::GetTextLineHeight();
  for (std::size_t i = 0; i < places.size(); ++i) {
    const LegendPlace& place = places[i];
    const ImVec2 corner{at.x + place.x, at.y + static_cast<float>(place.row) * height};
    draw_swatch(spec, spec.lines[i], {corner.x, corner.y + height / 2}, list);
    const std::string whole = texts[i].name + texts[i].value;
    const float room = place.width - text_size(texts[i].value).x;
    const std::string shown = text_size(whole).x <= place.width ? whole
                              : room > 0 ? fitted(texts[i].name, room) + texts[i].value
                                         : fitted(whole, place.width);
    if (place.width > 0) draw_text(list, {corner.x + kLegendSwatch, corner.y}, p.quiet, shown);
    const ImVec2 end{corner.x + kLegendSwatch + place.width, corner.y + height};
    if (shown != whole && ImGui::IsMouseHoveringRect(corner, end))
      ImGui::SetTooltip("%s", whole.c_str());
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
  const int rows = legend_rows(spec, size);
  const Axes axes = make_axes(frame, spec, size, rows);
  ImGui::PushID(spec.title.c_str());
  ImGui::InvisibleButton("plot", {std::max(1.0f, size.x), std::max(1.0f, size.y)});
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (axes.high.x - axes.low.x > 20 && axes.high.y - axes.low.y > 10) {
    draw_grid(frame, spec, axes, list);
    list->PushClipRect(axes.low, axes.high, true);
    if (spec.stacked)
      draw_stack(spec, axes, list);
    else
      draw_lines(spec, axes, list);
    draw_marks(frame, spec, axes, list);
    list->PopClipRect();
    draw_legend(frame, spec, at, size.x, rows, list);
    handle_mouse(frame, axes, list, ImGui::GetID("drag"));
  }
  ImGui::PopID();
}

}  // namespace waypost::viz
