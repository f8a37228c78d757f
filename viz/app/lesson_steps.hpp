// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "cli/verb.hpp"
#include "viz/live/snapshot.hpp"
#include "viz/view/ui_state.hpp"

namespace waypost::viz {

/// Sets the instant, selection, filter, ... of the lesson's step, when it has just been entered.
void enter_lesson_step(UiState& ui, const Snapshot& snapshot, CommandList& commands);

/// The lesson beside a scenario; null when there is none, or it was complained about (`bad`).
std::shared_ptr<const Lesson> find_lesson(const std::string& scenario_file,
                                          const cli::Console& console, bool& bad);

}  // namespace waypost::viz
