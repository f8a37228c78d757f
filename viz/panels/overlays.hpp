// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "viz/panels/panel.hpp"

namespace waypost::viz {

/// Windows over the panels, each shown while UiState says so.
class Overlays {
 public:
  void draw(Frame& frame);

 private:
  void draw_keys(Frame& frame);
  void draw_inject(Frame& frame);
  void draw_palette(Frame& frame);
  void draw_breakpoint(Frame& frame);

  std::string typed_;  ///< in the palette
  int chosen_ = 0;     ///< row of the palette
};

}  // namespace waypost::viz
