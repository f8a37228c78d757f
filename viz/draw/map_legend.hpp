// SPDX-License-Identifier: Apache-2.0
// The map's legend, and the notes in its corners: what is shown, slowed and sampled how.
#pragma once

#include <imgui.h>

#include "viz/panels/panel.hpp"
#include "viz/view/map_view.hpp"

namespace waypost::viz {

/// Where the legend goes; labels keep clear of it.
ScreenRect legend_box(const Frame& frame, const MapView& view);
void draw_legend_box(const Frame& frame, const MapView& view, const ScreenRect& box,
                     ImDrawList* list);

/// The scenario's question, and what the packets on the map are.
void draw_notes(const Frame& frame, const MapView& view, ImDrawList* list);

}  // namespace waypost::viz
