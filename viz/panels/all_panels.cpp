// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/make.hpp"

namespace waypost::viz {

std::vector<PanelEntry> all_panels() {
  std::vector<PanelEntry> panels;
  const auto add = [&](const char* id, const char* title, Area area,
                       std::unique_ptr<Panel> (*make)()) {
    panels.push_back({id, title, area, make()});
  };
  add("transport", "Transport", Area::top, make_transport);
  add("map", "Map", Area::map, make_map);
  add("inspector", "Inspector", Area::side, make_inspector);
  add("plots", "Plots", Area::below_left, make_plots);
  add("events", "Events", Area::below_right, make_events);
  add("timeline", "Timeline", Area::timeline, make_timeline);
  return panels;
}

}  // namespace waypost::viz
