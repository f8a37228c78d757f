// SPDX-License-Identifier: Apache-2.0
// A line that says which range of time a panel is limited to, and lets go of it.
#pragma once

#include <string>

#include "viz/panels/panel.hpp"

namespace waypost::viz {

/// Nothing without a marked range; else a line of its own: the range, a button that clears it, and
/// `sentence` where there is room.
void draw_range(Frame& frame, const std::string& sentence = "");

}  // namespace waypost::viz
