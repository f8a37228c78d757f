// SPDX-License-Identifier: Apache-2.0
// The whole screen: areas for the panels, tabs where several share one; or one panel alone.
#pragma once

#include <string>

#include "viz/panels/overlays.hpp"
#include "viz/panels/panel.hpp"

namespace waypost::viz {

class Dashboard {
 public:
  /// `only`: the id of the one panel to show; empty: all.
  explicit Dashboard(std::string only = "");

  /// One frame, between ImGui::NewFrame and Render.
  void draw(Frame& frame);

  /// Ids and titles, for help and errors.
  static std::string known_panels();
  static bool is_panel(const std::string& id);

 private:
  void draw_area(Frame& frame, Area area, const Room& room);
  void draw_tabs(Frame& frame, Area area);
  static Area area_of(const Frame& frame, const PanelEntry& entry);
  static void draw_panel(Frame& frame, PanelEntry& entry);
  static Extent window_of(const Frame& frame);
  static void draw_splitter(Frame& frame, Splitter splitter);

  std::string only_;
  std::vector<PanelEntry> panels_;
  Overlays overlays_;
};

}  // namespace waypost::viz
