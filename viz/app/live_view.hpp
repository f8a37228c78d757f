// SPDX-License-Identifier: Apache-2.0
// The loop behind the window: input, a snapshot, a frame; no frame when nothing has changed.
#pragma once

#include <string>

#include "scenarios/session/session_file.hpp"
#include "viz/app/picture_size.hpp"
#include "viz/live/simulation.hpp"
#include "viz/view/palette.hpp"

namespace waypost::viz {

struct LiveViewOptions {
  scenarios::BuildOptions build;
  PictureSize size{1600, 900};
  ThemeName theme = ThemeName::dark;
  std::size_t rewind_octets = kCheckpointBudget;
  bool play = false;
  std::uint64_t close_after_frames = 0;  ///< 0: stays
  std::string session_file;              ///< of Ctrl+S; empty: the scenario's name, here
};

/// Returns when the window is closed, with what was done to the world. Throws BadScenario, or
/// std::runtime_error when there is no display or its OpenGL is too old.
scenarios::SessionRecord run_live_view(const scenarios::Loaded& loaded,
                                       const LiveViewOptions& options);

}  // namespace waypost::viz
