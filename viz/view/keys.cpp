// SPDX-License-Identifier: Apache-2.0
#include "viz/view/keys.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "viz/view/injections.hpp"
#include "viz/view/range_view.hpp"

namespace waypost::viz {

const std::vector<KeyAction>& key_actions() {
  static const std::vector<KeyAction> kActions{
      {ActionId::play_or_pause, "play or pause", {{' '}}},
      {ActionId::step_event, "one event, then pause", {{'.'}}},
      {ActionId::step_second, "one second, then pause", {{'.', true}}},
      {ActionId::slower, "half the speed", {{'['}, {','}}},
      {ActionId::faster, "twice the speed", {{']'}}},
      {ActionId::express, "as fast as possible, and back", {{'e'}}},
      {ActionId::preset_teach, "windows for teaching", {{'1'}}},
      {ActionId::preset_plan, "windows for planning", {{'2'}}},
      {ActionId::preset_migrate, "windows for migrating", {{'3'}}},
      {ActionId::preset_standard, "windows as they were first", {{'4'}}},
      {ActionId::zoom_in, "zoom the map in", {{'w'}, {kKeyUp}}},
      {ActionId::zoom_out, "zoom the map out", {{'s'}, {kKeyDown}}},
      {ActionId::pan_left, "move the map west", {{'a'}, {kKeyLeft}}},
      {ActionId::pan_right, "move the map east", {{'d'}, {kKeyRight}}},
      {ActionId::whole_map, "the map as it was first", {{'0'}}},
      {ActionId::back, "inspect what was inspected before", {{kKeyBackspace}}},
      {ActionId::forward, "and forward again", {{kKeyBackspace, true}}},
      {ActionId::pin, "a second inspector: pin what is selected", {{'x'}}},
      {ActionId::configuration, "effective configuration, with its lines", {{'g'}}},
      {ActionId::kill_or_restore, "kill or restore what is selected", {{'k'}}},
      {ActionId::inject, "change something in the world", {{'i', false, true}}},
      {ActionId::theme, "dark or light", {{'l'}}},
      {ActionId::next_colour, "what the map's colours mean", {{'c'}}},
      {ActionId::range_begin, "the marked range begins here", {{'r'}}},
      {ActionId::range_end, "the marked range ends here", {{'r', true}}},
      {ActionId::loop_range, "play the marked range again and again", {{'j'}}},
      {ActionId::clear_range, "the whole run instead of a range", {{'f'}}},
      {ActionId::save_session, "save the session", {{'s', false, true}}},
      {ActionId::screenshot, "save a picture", {{kKeyF12}}},
      {ActionId::follow_lookup, "follow the slowest lookup so far", {{'t'}}},
      {ActionId::follow_message, "follow the slowest message so far", {{'m'}}},
      {ActionId::order_or_time, "the followed one in order, or to time scale", {{'o'}}},
      {ActionId::next_change, "watch the next change of the plan", {{'v'}}},
      {ActionId::breakpoint, "pause at the first event that matches", {{'b'}}},
      {ActionId::lesson_next, "the lesson's next step", {{'n'}}},
      {ActionId::lesson_back, "the lesson's step before", {{'p'}}},
      {ActionId::command_palette, "every command, by name", {{'k', false, true}}},
      {ActionId::key_sheet, "this sheet", {{'/', true}, {'?'}}},
      {ActionId::close, "close what is open, else let go of the range", {{kKeyEscape}}},
  };
  return kActions;
}

const KeyAction* action_of(KeyChord chord) {
  for (const KeyAction& action : key_actions())
    if (std::find(action.keys.begin(), action.keys.end(), chord) != action.keys.end())
      return &action;
  return nullptr;
}

std::string chord_text(KeyChord chord) {
  std::string text = chord.control ? "Ctrl+" : "";
  if (chord.shift) text += "Shift+";
  switch (chord.key) {
    case ' ': return text + "Space";
    case kKeyEscape: return text + "Esc";
    case kKeyBackspace: return text + "Backspace";
    case kKeyUp: return text + "Up";
    case kKeyDown: return text + "Down";
    case kKeyLeft: return text + "Left";
    case kKeyRight: return text + "Right";
    case kKeyF12: return text + "F12";
    case kKeyEnter: return text + "Enter";
    default: break;
  }
  const char c = static_cast<char>(chord.key);
  return text + static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

std::string chords_text(const std::vector<KeyChord>& chords) {
  std::string text;
  for (const KeyChord chord : chords) text += (text.empty() ? "" : " or ") + chord_text(chord);
  return text;
}

std::string kill_or_restore_step(const Snapshot& s, Subject subject) {
  const bool up = is_up(s, subject);
  const std::string name = name_in_plan(s, subject);
  if (name.empty()) return "";
  return up ? down_step(name) : up_step(name);
}

namespace {

/// What is open; when nothing is, the marked range.
void close(const Snapshot& s, UiState& ui, CommandList& commands) {
  if (!(ui.show_keys || ui.show_inject || ui.show_palette || ui.show_breakpoint))
    return mark_range({}, s, ui, commands);
  ui.show_keys = ui.show_inject = ui.show_palette = ui.show_breakpoint = false;
}

void follow(FollowTarget::What what, const Snapshot& s, UiState& ui) {
  ui.follow = {what, s.transport.events};  // now: asked later, it is another
  ui.show("follow");
}

}  // namespace

void perform(ActionId id, const Snapshot& s, UiState& ui, CommandList& commands) {
  const Transport& t = s.transport;
  Camera& camera = ui.map.camera;
  const ScreenPoint middle{camera.view.x + camera.view.width / 2,
                           camera.view.y + camera.view.height / 2};
  switch (id) {
    case ActionId::play_or_pause:
      if (t.playing) return commands.send(Pause{});
      return commands.send(Play{});
    case ActionId::step_event: return commands.send(StepEvents{1});
    case ActionId::step_second: return commands.send(StepTime{sim::seconds(1)});
    case ActionId::slower: return commands.send(SetSpeed{t.asked_speed / 2});
    case ActionId::faster: return commands.send(SetSpeed{t.asked_speed * 2});
    case ActionId::express: return commands.send(SetSpeed{t.express ? t.asked_speed : kExpress});
    case ActionId::preset_teach: return ui.use(*find_preset("teach"));
    case ActionId::preset_plan: return ui.use(*find_preset("plan"));
    case ActionId::preset_migrate: return ui.use(*find_preset("migrate"));
    case ActionId::preset_standard: return ui.use(*find_preset("standard"));
    case ActionId::zoom_in: return camera.zoom(1.25, middle);
    case ActionId::zoom_out: return camera.zoom(0.8, middle);
    case ActionId::pan_left: return camera.pan(camera.view.width / 10, 0);
    case ActionId::pan_right: return camera.pan(-camera.view.width / 10, 0);
    case ActionId::whole_map: ui.map.fitted = false; return;
    case ActionId::back: return ui.back();
    case ActionId::forward: return ui.forward();
    case ActionId::pin: return ui.pin();
    case ActionId::configuration:
      ui.shows_configuration = !ui.shows_configuration;
      ui.show("inspector");
      return;
    case ActionId::kill_or_restore:
      if (const std::string step = kill_or_restore_step(s, ui.subject); !step.empty())
        commands.send(Inject{step});
      return;
    case ActionId::inject: ui.show_inject = !ui.show_inject; return;
    case ActionId::theme:
      ui.theme = ui.theme == ThemeName::dark ? ThemeName::light : ThemeName::dark;
      return;
    case ActionId::next_colour:
      ui.map.colour = static_cast<MapColour>((static_cast<int>(ui.map.colour) + 1) % kMapColours);
      return;
    case ActionId::range_begin: return begin_range_here(s, ui, commands);
    case ActionId::range_end: return end_range_here(s, ui, commands);
    case ActionId::loop_range: return toggle_loop(s, ui, commands);
    case ActionId::clear_range: return mark_range({}, s, ui, commands);
    case ActionId::key_sheet: ui.show_keys = !ui.show_keys; return;
    case ActionId::close: return close(s, ui, commands);
    case ActionId::command_palette: ui.show_palette = !ui.show_palette; return;
    case ActionId::breakpoint: ui.show_breakpoint = !ui.show_breakpoint; return;
    case ActionId::follow_lookup: return follow(FollowTarget::What::slowest_lookup, s, ui);
    case ActionId::follow_message: return follow(FollowTarget::What::slowest_message, s, ui);
    case ActionId::order_or_time: ui.story_in_order = !ui.story_in_order; return;
    case ActionId::next_change:
      if (s.watch.any())
        ui.watched = (ui.watched + 1) % static_cast<std::uint32_t>(s.watch.changes.size());
      return;
    case ActionId::lesson_next: return ui.lesson.move(1);
    case ActionId::lesson_back: return ui.lesson.move(-1);
    case ActionId::save_session: return commands.send(SaveSession{ui.session_file});
    case ActionId::screenshot: ui.wants_picture = true; return;
  }
}

}  // namespace waypost::viz
