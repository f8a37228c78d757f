// SPDX-License-Identifier: Apache-2.0
// What the keyboard does: one table of actions, each with its keys and a sentence for the sheet
// that
// `?` shows; the command palette lists the same.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "viz/live/snapshot.hpp"
#include "viz/view/ui_state.hpp"

namespace waypost::viz {

/// A key by its unshifted character ('a' to 'z', '0' to '9', ' ', '.', '[', ...) or one of these.
enum SpecialKey : int {
  kKeyEscape = 1000,
  kKeyBackspace,
  kKeyUp,
  kKeyDown,
  kKeyLeft,
  kKeyRight,
  kKeyF12,
  kKeyEnter
};

struct KeyChord {
  int key = 0;
  bool shift = false, control = false;
  bool operator==(const KeyChord&) const = default;
};

enum class ActionId : std::uint8_t {
  play_or_pause,
  step_event,
  step_second,
  slower,
  faster,
  express,
  preset_teach,
  preset_plan,
  preset_migrate,
  preset_standard,
  zoom_in,
  zoom_out,
  pan_left,
  pan_right,
  whole_map,
  back,
  forward,
  pin,
  configuration,
  kill_or_restore,
  inject,
  theme,
  key_sheet,
  command_palette,
  breakpoint,
  follow_lookup,
  follow_message,
  next_change,
  order_or_time,
  lesson_next,
  lesson_back,
  range_begin,
  range_end,
  loop_range,
  clear_range,
  next_colour,
  save_session,
  screenshot,
  close,
};

struct KeyAction {
  ActionId id;
  const char* what;
  std::vector<KeyChord> keys;
};

const std::vector<KeyAction>& key_actions();

/// The action of a chord; null: none.
const KeyAction* action_of(KeyChord chord);

/// Does it: changes `ui` or sends a command. A picture is left to the caller.
void perform(ActionId id, const Snapshot& snapshot, UiState& ui, CommandList& commands);

/// "Ctrl+I", "Space".
std::string chord_text(KeyChord chord);

/// "Left or [": all that do the same.
std::string chords_text(const std::vector<KeyChord>& chords);

/// The step that kills the selected thing, or brings it back; empty when nothing is selected.
std::string kill_or_restore_step(const Snapshot& snapshot, Subject subject);

}  // namespace waypost::viz
