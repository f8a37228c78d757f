// SPDX-License-Identifier: Apache-2.0
// The inspector's tables.
#pragma once

#include "viz/panels/panel.hpp"

namespace waypost::viz {

void draw_cache(Frame& frame, const Inspection& page);
void draw_zones(Frame& frame, const Inspection& page);
/// Settings with their values and where each comes from; what the scenario writes stands out.
void draw_configuration(Frame& frame, const Inspection& page);
void draw_queue(Frame& frame, const Inspection& page);

}  // namespace waypost::viz
