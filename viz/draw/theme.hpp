// SPDX-License-Identifier: Apache-2.0
// The palette in ImGui's terms.
#pragma once

#include <imgui.h>

#include "viz/map/projection.hpp"
#include "viz/view/palette.hpp"

namespace waypost::viz {

constexpr ImU32 colour(Rgb c) { return IM_COL32(c.r, c.g, c.b, c.a); }
ImVec4 colour4(Rgb c);
inline ImVec2 vec(ScreenPoint p) { return {p.x, p.y}; }

/// Sets the current context's style: colours of `theme`, distances times `scale`.
void apply_theme(ThemeName theme, float scale);

}  // namespace waypost::viz
