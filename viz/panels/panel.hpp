// SPDX-License-Identifier: Apache-2.0
// What a panel is: one class, one file, drawn from a snapshot. It keeps no state of the simulation;
// what the person chose is in UiState, what is asked of the simulation goes to `commands`. A new
// panel is a view model in viz/view, a file here, and a line in all_panels.cpp.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "viz/draw/fonts.hpp"
#include "viz/live/snapshot.hpp"
#include "viz/view/layout.hpp"
#include "viz/view/ui_state.hpp"

namespace waypost::viz {

struct UiMap;

/// Everything a panel is given to draw itself.
struct Frame {
  const Snapshot& snapshot;
  UiState& ui;
  CommandList& commands;
  const Fonts& fonts;
  UiMap* ui_map = nullptr;  ///< null: nobody wants to know where things are

  const Palette& colours() const { return palette(ui.theme); }
  /// Pixels of a length at scale 1.
  float px(float at_one) const { return at_one * ui.scale; }
  /// The widget just drawn is called so in the UI map.
  void mark(const std::string& widget) const;
};

class Panel {
 public:
  virtual ~Panel() = default;
  /// Within the current ImGui window, which is as large as the panel. The empty state comes first.
  virtual void draw(Frame& frame) = 0;
};

struct PanelEntry {
  std::string id;     ///< of --panel
  std::string title;  ///< of its tab
  Area area;
  std::unique_ptr<Panel> panel;
  bool (*fits)(const Frame&);  ///< whether this run has anything for it
};

/// Every panel there is, in the order of the tabs.
std::vector<PanelEntry> all_panels();

}  // namespace waypost::viz
