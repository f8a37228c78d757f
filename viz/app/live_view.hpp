// SPDX-License-Identifier: Apache-2.0
// The loop behind the window: input, a snapshot, a frame; no frame when nothing has changed.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "scenarios/session/session_file.hpp"
#include "viz/app/open_run.hpp"
#include "viz/app/picture_size.hpp"
#include "viz/view/layout.hpp"
#include "viz/view/lesson.hpp"
#include "viz/view/palette.hpp"

namespace waypost::viz {

struct LiveViewOptions {
  OpenedRun run;
  std::optional<OpenedRun> with;  ///< compared with
  std::shared_ptr<const Lesson> lesson;
  PictureSize size{1600, 900};
  float scale = 1;  ///< beside the monitor's own
  ThemeName theme = ThemeName::dark;
  std::size_t rewind_octets = kCheckpointBudget;
  bool play = false;
  std::uint64_t close_after_frames = 0;  ///< 0: stays
  std::string session_file;              ///< of Ctrl+S; empty: the scenario's name, here
  std::string ui_map_file;               ///< for scripts: where the widgets are; empty: none
  std::string only_panel;                ///< empty: all
  const LayoutPreset* layout = nullptr;  ///< null: the lesson's, else the standard one
};

/// "NAME.session.textproto" in the current folder, or the first of NAME-2, NAME-3, ... that is not
/// there: an older session is never written over by chance.
std::string free_session_name(const std::string& name);

/// Returns when the window is closed, with what was done to the world. Throws BadScenario, or
/// std::runtime_error when there is no display or its OpenGL is too old.
scenarios::SessionRecord run_live_view(const LiveViewOptions& options);

}  // namespace waypost::viz
