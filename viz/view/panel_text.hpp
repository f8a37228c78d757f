// SPDX-License-Identifier: Apache-2.0
// What each panel shows, as text: for screen readers, scripts and copying. Tables are CSV where a
// spreadsheet would want them.
#pragma once

#include <string>

#include "viz/live/snapshot.hpp"
#include "viz/view/ui_state.hpp"

namespace waypost::viz {

/// Of the panel with this id; a sentence when there is nothing to tell.
std::string panel_text(const std::string& panel, const Snapshot& snapshot, const UiState& ui);

}  // namespace waypost::viz
