// SPDX-License-Identifier: Apache-2.0
// What the map's marks stand on: sea, graticule, land, borders, links between places.
#pragma once

#include <imgui.h>

#include "viz/panels/panel.hpp"

namespace waypost::viz {

void draw_ground(const Frame& frame, ImDrawList* list);

/// Links as great circles; those that are down or faulty stand out, by colour and by a dashed line.
void draw_links(const Frame& frame, ImDrawList* list);

/// A line from each site of the inspected anycast instance's catchment to it.
void draw_catchment(const Frame& frame, ImDrawList* list);

/// How many labels a map of this size bears.
int camera_room(const Frame& frame);

}  // namespace waypost::viz
