// SPDX-License-Identifier: Apache-2.0
// The whole run as one bar: how busy it was, the plan's steps and the commands given, where it
// stands. Clicking or dragging seeks; Shift and dragging marks a range.
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "viz/draw/shapes.hpp"
#include "viz/draw/theme.hpp"
#include "viz/panels/make.hpp"
#include "viz/view/range_view.hpp"
#include "viz/view/timeline_view.hpp"
#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

class Timeline final : public Panel {
 public:
  void draw(Frame& frame) override;

 private:
  void draw_bars(const Frame& frame, const TimelineView& view, ImDrawList* list) const;
  void draw_markers(Frame& frame, const TimelineView& view, ImDrawList* list) const;
  void draw_range(const Frame& frame, const TimelineView& view, ImDrawList* list) const;
  void handle_mouse(Frame& frame, const TimelineView& view, ImDrawList* list);

  float marking_from_ = -1;  ///< x where a range was begun; < 0: none is being marked
};

void Timeline::draw(Frame& frame) {
  const ImVec2 at = ImGui::GetCursorScreenPos(), size = ImGui::GetContentRegionAvail();
  if (size.x < 40 || size.y < 10) return;
  const auto width = [](const std::string& text) { return text_size(text).x; };
  const TimelineView view = make_timeline_view(frame.snapshot, {at.x, at.y, size.x, size.y},
                                               ImGui::GetTextLineHeight(), width, frame.ui.brush);
  ImGui::InvisibleButton("timeline", size);
  frame.mark("timeline");
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->PushClipRect(at, {at.x + size.x, at.y + size.y}, true);
  draw_bars(frame, view, list);
  const float now = view.x_of(frame.snapshot.transport.now);
  // Between the labels above and those below, so that it covers none.
  const float top = view.bars.y - frame.px(2), end = view.bars.y + view.bars.height + frame.px(2);
  list->AddRectFilled({now - frame.px(1.5f), top}, {now + frame.px(1.5f), end},
                      colour(frame.colours().text), 1);
  draw_range(frame, view, list);
  draw_markers(frame, view, list);
  handle_mouse(frame, view, list);
  list->PopClipRect();
}

void Timeline::draw_bars(const Frame& frame, const TimelineView& view, ImDrawList* list) const {
  const Palette& p = frame.colours();
  const ScreenRect& b = view.bars;
  list->AddRectFilled({b.x, b.y}, {b.x + b.width, b.y + b.height},
                      colour(p.raised.with_alpha(120)));
  for (const TimelineBar& bar : view.busy)
    list->AddRectFilled({bar.x, b.y + b.height * (1 - bar.height)},
                        {bar.x + bar.width, b.y + b.height}, colour(p.accent_strong));
  for (const TimelineTick& tick : view.ticks) {
    list->AddLine({tick.x, b.y + b.height - 4}, {tick.x, b.y + b.height}, colour(p.quiet));
    draw_text(list, {tick.label_x, b.y + b.height + 1}, p.quiet, tick.label);
  }
}

void Timeline::draw_markers(Frame& frame, const TimelineView& view, ImDrawList* list) const {
  const Palette& p = frame.colours();
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const float r = frame.px(5);
  const TimelineMarker* hovered = nullptr;
  for (const TimelineMarker& m : view.markers) {
    const Rgb ink = m.injected ? p.series[3] : p.series[1];
    const float top = view.bars.y;
    list->AddLine({m.x, top}, {m.x, view.bars.y + view.bars.height}, colour(ink.with_alpha(150)));
    list->AddTriangleFilled({m.x - r, top - r * 1.6f}, {m.x + r, top - r * 1.6f}, {m.x, top},
                            colour(ink));
    if (!m.label.empty()) draw_text(list, {m.label_x, view.label_y}, p.text, m.label);
    if (std::abs(mouse.x - m.x) < r && ImGui::IsItemHovered()) hovered = &m;
  }
  for (const float x : view.forks) {  // the branch that was left bends away
    const float y = view.bars.y + view.bars.height / 2, step = frame.px(7);
    list->AddLine({x, y}, {x + step, y - step}, colour(p.series[3]), frame.px(2));
    list->AddLine({x, y}, {x + 2 * step, y}, colour(p.series[3]), frame.px(2));
    list->AddCircleFilled({x, y}, frame.px(3), colour(p.series[3]));
    if (std::abs(mouse.x - x) < r && ImGui::IsItemHovered())
      ImGui::SetTooltip("A branch begins here: the past was changed.");
  }
  if (hovered != nullptr)
    ImGui::SetTooltip("%s\n%s", clock_text(hovered->at).c_str(), hovered->full.c_str());
}

void Timeline::draw_range(const Frame& frame, const TimelineView& view, ImDrawList* list) const {
  if (!view.range) return;
  const Palette& p = frame.colours();
  const ImVec2 low{view.range->x, view.range->y},
      high{low.x + view.range->width, low.y + view.range->height};
  list->AddRectFilled(low, high, colour(p.accent_strong.with_alpha(60)));
  list->AddRect(low, high, colour(p.accent_strong), 0, ImDrawFlags_None, frame.px(1.5f));
}

/// A click goes there, dragging scrubs; with Shift, dragging marks a range.
void Timeline::handle_mouse(Frame& frame, const TimelineView& view, ImDrawList* list) {
  const ImGuiIO& io = ImGui::GetIO();
  const float x = io.MousePos.x;
  if (ImGui::IsItemClicked() && io.KeyShift) marking_from_ = x;
  if (marking_from_ < 0) {
    const bool dragged = ImGui::IsItemActive() && ImGui::IsMouseDragging(0, 1);
    if (ImGui::IsItemClicked() || dragged) frame.commands.send(Seek{view.time_at(x)});
    return;
  }
  const ScreenRect& b = view.bars;
  list->AddRectFilled({marking_from_, b.y}, {x, b.y + b.height},
                      colour(frame.colours().accent_strong.with_alpha(90)));
  if (!ImGui::IsMouseReleased(0)) return;
  if (std::abs(x - marking_from_) > 3)
    mark_range(TimeRange{view.time_at(marking_from_), view.time_at(x)}, frame.snapshot, frame.ui,
               frame.commands);
  marking_from_ = -1;
}

}  // namespace

std::unique_ptr<Panel> make_timeline() { return std::make_unique<Timeline>(); }

}  // namespace waypost::viz
