// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/make.hpp"

namespace waypost::viz {
namespace {

bool always(const Frame&) { return true; }
bool has_change(const Frame& frame) { return frame.snapshot.watch.any(); }
bool has_mail(const Frame& frame) { return frame.snapshot.mail.any(); }
bool has_other(const Frame& frame) { return frame.snapshot.other != nullptr; }
bool has_lesson(const Frame& frame) { return frame.ui.lesson.active(); }

}  // namespace

std::vector<PanelEntry> all_panels() {
  std::vector<PanelEntry> panels;
  const auto add = [&](const char* id, const char* title, Area area,
                       std::unique_ptr<Panel> (*make)(), bool (*fits)(const Frame&) = always) {
    panels.push_back({id, title, area, make(), fits});
  };
  add("transport", "Transport", Area::top, make_transport);
  add("map", "Map", Area::map, make_map);
  add("lesson", "Lesson", Area::side, make_lesson, has_lesson);
  add("inspector", "Inspector", Area::side, make_inspector);
  add("follow", "Follow", Area::side, make_follow);
  add("compare", "Compare", Area::below_left, make_compare, has_other);
  add("plots", "Plots", Area::below_left, make_plots);
  add("propagation", "Propagation", Area::below_left, make_propagation, has_change);
  add("mail", "Mail", Area::below_left, make_mail, has_mail);
  add("events", "Events", Area::below_right, make_events);
  add("timeline", "Timeline", Area::timeline, make_timeline);
  return panels;
}

}  // namespace waypost::viz
