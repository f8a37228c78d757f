// SPDX-License-Identifier: Apache-2.0
#include "viz/view/timeline_view.hpp"

#include <algorithm>
#include <cmath>

#include "viz/view/plot_view.hpp"
#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

constexpr float kMargin = 8, kBar = 4, kLabelGap = 10;
constexpr float kSomeWords = 70;
constexpr std::size_t kLongestLabel = 34, kMostLetters = 120;

void add_bars(TimelineView& view, const Series& series) {
  const auto& events = series.line(Line::events);
  const auto columns = static_cast<std::size_t>(std::max(1.0f, view.bars.width / kBar));
  const float whole = static_cast<float>(view.horizon.ns) / static_cast<float>(series.window.ns);
  const auto used = static_cast<std::size_t>(
      std::clamp(std::ceil(static_cast<float>(events.size()) / whole * static_cast<float>(columns)),
                 1.0f, static_cast<float>(columns)));
  const std::vector<ColumnRange> thinned = thin(events, used);
  float most = 0;
  for (const ColumnRange& c : thinned)
    if (std::isfinite(c.high)) most = std::max(most, c.high);
  if (most <= 0) return;
  const float step = view.bars.width / static_cast<float>(columns);
  for (std::size_t i = 0; i < thinned.size(); ++i)
    if (std::isfinite(thinned[i].high))
      view.busy.push_back({view.bars.x + static_cast<float>(i) * step, step - 1,
                           std::max(0.04f, thinned[i].high / most)});
}

void add_ticks(TimelineView& view, float line_height,
               const std::function<float(const std::string&)>& width_of) {
  const int wanted = std::max(2, static_cast<int>(view.bars.width / (line_height * 7)));
  const sim::Duration step = time_step(view.horizon - sim::Time{}, wanted);
  for (const sim::Time t : time_ticks({}, view.horizon, wanted)) {
    TimelineTick tick{view.x_of(t), 0, axis_time_text(t, step)};
    const float width = width_of(tick.label);
    tick.label_x =
        std::clamp(tick.x - width / 2, view.bars.x, view.bars.x + view.bars.width - width);
    view.ticks.push_back(std::move(tick));
  }
}

void add_markers(TimelineView& view, const std::vector<PlanMarker>& plan) {
  for (const PlanMarker& marker : plan) {
    const bool same = !view.markers.empty() && view.markers.back().at == marker.at;
    if (same)
      view.markers.back().full += "\n" + marker.text;
    else
      view.markers.push_back(
          {view.x_of(marker.at), 0, "", marker.text, marker.at, marker.injected});
  }
}

/// From left to right, each where it does not run into the one before.
void label_markers(TimelineView& view, const std::function<float(const std::string&)>& width_of) {
  float free_from = view.bars.x;
  const float right = view.bars.x + view.bars.width;
  for (std::size_t i = 0; i < view.markers.size(); ++i) {
    TimelineMarker& m = view.markers[i];
    // Up to the next marker, when that leaves room for some words; else over it.
    const float next = i + 1 < view.markers.size() ? view.markers[i + 1].x : right;
    const float room = next - m.x - 2 * kMargin;
    const auto lines = static_cast<std::size_t>(std::count(m.full.begin(), m.full.end(), '\n'));
    std::string text = m.full.substr(0, m.full.find('\n'));
    const std::string more = lines > 0 ? " +" + std::to_string(lines) : "";
    if (room < kSomeWords)
      text = shortened(text, kLongestLabel);
    else
      for (std::size_t most = kMostLetters; width_of(text + more) > room && most > 4; --most)
        text = shortened(text, most);
    text += more;
    const float width = width_of(text);
    const float x = m.x + kMargin + width <= right ? m.x + kMargin : m.x - kMargin - width;
    if (x < free_from) continue;
    m.label = std::move(text);
    m.label_x = x;
    free_from = std::max(x + width, m.x) + kLabelGap;
  }
}

}  // namespace

float TimelineView::x_of(sim::Time t) const {
  if (horizon.ns <= 0) return bars.x;
  const double share =
      std::clamp(static_cast<double>(t.ns) / static_cast<double>(horizon.ns), 0.0, 1.0);
  return bars.x + static_cast<float>(share) * bars.width;
}

sim::Time TimelineView::time_at(float x) const {
  const double share =
      std::clamp(static_cast<double>((x - bars.x) / std::max(bars.width, 1.0f)), 0.0, 1.0);
  return {static_cast<std::int64_t>(share * static_cast<double>(horizon.ns))};
}

TimelineView make_timeline_view(const Snapshot& snapshot, const ScreenRect& room, float line_height,
                                const std::function<float(const std::string&)>& width_of,
                                const std::optional<TimeRange>& range) {
  TimelineView view;
  view.horizon = snapshot.transport.horizon;
  view.label_y = room.y;
  view.bars = {room.x, room.y + line_height + 2, room.width,
               std::max(6.0f, room.height - 2 * line_height - 4)};
  if (snapshot.series && snapshot.series->size() > 0) add_bars(view, *snapshot.series);
  add_ticks(view, line_height, width_of);
  std::vector<PlanMarker> all = snapshot.scene->plan;
  all.insert(all.end(), snapshot.injected.begin(), snapshot.injected.end());
  std::stable_sort(all.begin(), all.end(),
                   [](const PlanMarker& a, const PlanMarker& b) { return a.at < b.at; });
  add_markers(view, all);
  label_markers(view, width_of);
  for (const sim::Time t : snapshot.transport.forks) view.forks.push_back(view.x_of(t));
  if (range) {
    const float from = view.x_of(range->from), to = view.x_of(range->to);
    view.range = ScreenRect{from, view.bars.y, std::max(2.0f, to - from), view.bars.height};
  }
  return view;
}

}  // namespace waypost::viz
