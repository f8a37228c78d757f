// SPDX-License-Identifier: Apache-2.0
#include "viz/view/timeline_view.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "viz/view/plot_view.hpp"
#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

constexpr float kMargin = 8, kBar = 4, kLabelGap = 10;

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
    if (same) {
      view.markers.back().full += "\n" + marker.text;
      view.markers.back().injected |= marker.injected;
      continue;
    }
    view.markers.push_back({view.x_of(marker.at), 0, "", marker.text, marker.at, marker.injected});
  }
}

/// Names by their first label: "mx1.example.org goes down" is "mx1 goes down".
std::string with_short_names(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    const std::size_t dot = word.find('.');
    const bool name = dot != std::string::npos && dot > 0 && dot + 1 < word.size() &&
                      std::isdigit(static_cast<unsigned char>(word[0])) == 0;
    out += name ? word.substr(0, dot) + (word.back() == ',' ? "," : "") : word;
    if (end < text.size()) out += ' ';
    at = end + 1;
  }
  return out;
}

/// The most of a marker's text that `room` holds, cut between words; empty: not one word.
std::string label_of(const TimelineMarker& m, float room,
                     const std::function<float(const std::string&)>& width_of) {
  const auto lines = static_cast<std::size_t>(std::count(m.full.begin(), m.full.end(), '\n'));
  const std::string more = lines > 0 ? " +" + std::to_string(lines) : "";
  std::string text = m.full.substr(0, m.full.find('\n'));
  if (width_of(text + more) <= room) return text + more;
  text = with_short_names(text);
  if (width_of(text + more) <= room) return text + more;
  for (std::size_t end = text.rfind(' '); end != std::string::npos && end > 0;
       end = text.rfind(' ', end - 1)) {
    std::string some = text.substr(0, end);
    if (some.back() == ',') some.pop_back();
    some += "…" + more;
    if (width_of(some) <= room) return some;
  }
  return "";
}

/// Room for words between two markers; what is placed there takes from it.
struct Gap {
  float left = 0, right = 0;
  float room() const { return right - left; }
};

/// Beside its marker, in the gap that holds more of its words: no label passes another marker.
void label_marker(TimelineMarker& m, Gap& before, Gap& after,
                  const std::function<float(const std::string&)>& width_of) {
  std::string left = label_of(m, before.room(), width_of);
  std::string right = label_of(m, after.room(), width_of);
  if (!right.empty() && right.size() >= left.size()) {
    m.label = std::move(right);
    m.label_x = after.left;
    after.left += width_of(m.label) + kLabelGap;
  } else if (!left.empty()) {
    m.label = std::move(left);
    m.label_x = before.right - width_of(m.label);
    before.right = m.label_x - kLabelGap;
  }
}

/// Commands first: what a person did is looked for; then from left to right.
void label_markers(TimelineView& view, const std::function<float(const std::string&)>& width_of) {
  std::vector<Gap> gaps{{view.bars.x, view.bars.x + view.bars.width}};
  for (const TimelineMarker& m : view.markers) {
    const Gap after{m.x + kMargin, gaps.back().right};
    gaps.back().right = m.x - kMargin;
    gaps.push_back(after);
  }
  for (const bool injected : {true, false})
    for (std::size_t i = 0; i < view.markers.size(); ++i)
      if (view.markers[i].injected == injected)
        label_marker(view.markers[i], gaps[i], gaps[i + 1], width_of);
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
