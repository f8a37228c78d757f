// SPDX-License-Identifier: Apache-2.0
// The timeline without a screen: bars of load, ticks, markers with labels that neither
// overlap nor pass another marker.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "viz/live/snapshot.hpp"
#include "viz/map/projection.hpp"

namespace waypost::viz {

struct TimelineBar {
  float x = 0, width = 1, height = 0;  ///< height 0..1 of the busiest
};
struct TimelineTick {
  float x = 0, label_x = 0;
  std::string label;
};
struct TimelineMarker {
  float x = 0, label_x = 0;
  std::string label;  ///< empty: no room
  std::string full;
  sim::Time at{};
  bool injected = false;
};

struct TimelineView {
  ScreenRect bars;  ///< where the bars stand; labels above, tick labels below
  float label_y = 0;
  sim::Time horizon{};
  std::vector<TimelineBar> busy;
  std::vector<TimelineTick> ticks;
  std::vector<TimelineMarker> markers;
  std::vector<float> forks;         ///< x of where a branch begins
  std::optional<ScreenRect> range;  ///< the marked one, over the bars

  float x_of(sim::Time t) const;
  sim::Time time_at(float x) const;
};

/// `width_of`: the pixels that a text takes.
TimelineView make_timeline_view(const Snapshot& snapshot, const ScreenRect& room, float line_height,
                                const std::function<float(const std::string&)>& width_of,
                                const std::optional<TimeRange>& range = {});

}  // namespace waypost::viz
