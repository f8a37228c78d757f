// SPDX-License-Identifier: Apache-2.0
// Where named widgets are on the screen: for scripts that move a real pointer (tests/ui).
#pragma once

#include <map>
#include <string>

#include "viz/live/snapshot.hpp"
#include "viz/view/ui_state.hpp"

namespace waypost::viz {

struct UiMap {
  std::map<std::string, ScreenRect> widgets;  ///< of the frame being drawn; only what can be seen
  std::uint64_t inputs = 0;  ///< keys and buttons pressed or let go, moves of the pointer, so far
  bool settled = false;      ///< the last of them has been drawn, and what follows from it
  bool typing = false;       ///< a text field takes the keys
};

/// Widgets with their rectangles and a few fields of the model, as JSON.
std::string ui_map_json(const UiMap& map, const Snapshot& snapshot, const UiState& ui,
                        std::uint64_t frame);

}  // namespace waypost::viz
