// SPDX-License-Identifier: Apache-2.0
// What lies over the panels: the sheet of keys, and the dialogue that changes the world.
#include "viz/panels/overlays.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>

#include "viz/draw/shapes.hpp"
#include "viz/draw/theme.hpp"
#include "viz/view/command_list.hpp"
#include "viz/view/injections.hpp"
#include "viz/view/keys.hpp"
#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

constexpr ImGuiWindowFlags kFlags = ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings |
                                    ImGuiWindowFlags_AlwaysAutoResize;

void centre_next_window() {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({size.x / 2, size.y / 2}, ImGuiCond_Appearing, {0.5f, 0.5f});
}

}  // namespace

void Overlays::draw(Frame& frame) {
  if (frame.ui.show_keys) draw_keys(frame);
  if (frame.ui.show_inject)
    draw_inject(frame);
  else
    frame.ui.step.clear();  // it belongs to what was selected then
  if (frame.ui.show_breakpoint) draw_breakpoint(frame);
  if (frame.ui.show_palette)
    draw_palette(frame);
  else
    typed_.clear();
}

/// As many columns as it takes to show all keys without scrolling.
void Overlays::draw_keys(Frame& frame) {
  centre_next_window();
  const std::vector<KeyAction>& actions = key_actions();
  ImGui::PushFont(frame.fonts.small);
  const float row = ImGui::GetTextLineHeight() + 2 * ImGui::GetStyle().CellPadding.y;
  const float room = ImGui::GetIO().DisplaySize.y * 0.85f;
  const auto fit = static_cast<std::size_t>(std::max(1.0f, room / row));
  const std::size_t columns = (actions.size() + fit - 1) / fit;
  const std::size_t rows = (actions.size() + columns - 1) / columns;
  if (ImGui::Begin("Keys", &frame.ui.show_keys, kFlags) &&
      ImGui::BeginTable("keys", static_cast<int>(2 * columns), ImGuiTableFlags_SizingFixedFit)) {
    for (std::size_t r = 0; r < rows; ++r) {
      ImGui::TableNextRow();
      for (std::size_t i = r; i < actions.size(); i += rows) {
        ImGui::TableNextColumn();
        ImGui::TextUnformatted(chords_text(actions[i].keys).c_str());
        ImGui::TableNextColumn();
        ImGui::TextDisabled("%s", actions[i].what);
      }
    }
    ImGui::EndTable();
  }
  ImGui::End();
  ImGui::PopFont();
}

void Overlays::draw_inject(Frame& frame) {
  const Snapshot& s = frame.snapshot;
  const std::vector<Injection> choices = injections(s, frame.ui.subject);
  centre_next_window();
  if (ImGui::Begin("Change the world", &frame.ui.show_inject, kFlags)) {
    if (choices.empty()) {
      ImGui::TextDisabled("Select a server, site or link first: click it on the map.");
    } else {
      ImGui::Text("%s", name_in_plan(s, frame.ui.subject).c_str());
      for (std::size_t i = 0; i < choices.size(); ++i) {
        ImGui::PushID(static_cast<int>(i));
        if (ImGui::Button(choices[i].title.c_str())) frame.ui.step = choices[i].step;
        ImGui::PopID();
        frame.mark("inject " + choices[i].title);
        if (i % 3 != 2 && i + 1 < choices.size()) ImGui::SameLine();
      }
    }
    ImGui::Separator();
    ImGui::PushFont(frame.fonts.mono);
    ImGui::SetNextItemWidth(frame.px(560));
    ImGui::InputTextWithHint("##step", "a step of a plan: down { names: \"mx1.example.org\" }",
                             &frame.ui.step);
    frame.mark("step");
    ImGui::PopFont();
    ImGui::TextDisabled("takes effect at %s", clock_text(s.transport.now).c_str());
    const bool does = ImGui::Button("Do it");
    frame.mark("do it");
    if (does && !frame.ui.step.empty()) {
      frame.commands.send(Inject{frame.ui.step});
      frame.ui.show_inject = false;
    }
    ImGui::SameLine();
    if (ImGui::Button("Cancel")) frame.ui.show_inject = false;
  }
  ImGui::End();
}

/// Typing narrows the list; up, down and Enter choose.
void Overlays::draw_palette(Frame& frame) {
  std::vector<std::pair<std::string, std::string>> panels;
  for (const PanelEntry& e : all_panels())
    if (e.fits(frame)) panels.emplace_back(e.id, e.title);
  const std::vector<PaletteEntry> rows = palette_entries(frame.snapshot, frame.ui, panels, typed_);
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  ImGui::SetNextWindowPos({size.x / 2, size.y * 0.16f}, ImGuiCond_Always, {0.5f, 0});
  ImGui::SetNextWindowSize({std::min(frame.px(560), size.x * 0.9f), 0});
  if (ImGui::Begin("Commands", &frame.ui.show_palette,
                   kFlags & ~ImGuiWindowFlags_AlwaysAutoResize)) {
    if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
    ImGui::SetNextItemWidth(-1);
    bool enter = ImGui::InputTextWithHint("##typed", "a command, a server, an instant: 1h20m",
                                          &typed_, ImGuiInputTextFlags_EnterReturnsTrue);
    frame.mark("palette");
    const int last = std::max(0, static_cast<int>(rows.size()) - 1);
    if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_DownArrow))) ++chosen_;
    if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_UpArrow))) --chosen_;
    if (ImGui::IsItemEdited()) chosen_ = 0;
    chosen_ = std::clamp(chosen_, 0, last);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      ImGui::PushID(static_cast<int>(i));
      const float room = ImGui::GetContentRegionAvail().x;
      const bool here = static_cast<int>(i) == chosen_;
      if (ImGui::Selectable(fitted(rows[i].title, room - frame.px(110)).c_str(), here)) {
        chosen_ = static_cast<int>(i);
        enter = true;
      }
      if (!rows[i].keys.empty()) {
        ImGui::SameLine(room - text_size(rows[i].keys).x);
        ImGui::TextDisabled("%s", rows[i].keys.c_str());
      }
      ImGui::PopID();
    }
    if (rows.empty()) ImGui::TextDisabled("Nothing is called so.");
    if (enter && !rows.empty()) {
      frame.ui.show_palette = false;
      rows[static_cast<std::size_t>(chosen_)].act(frame.snapshot, frame.ui, frame.commands);
    }
  }
  ImGui::End();
}

void Overlays::draw_breakpoint(Frame& frame) {
  const Transport& t = frame.snapshot.transport;
  centre_next_window();
  if (ImGui::Begin("Pause at", &frame.ui.show_breakpoint, kFlags)) {
    ImGui::TextDisabled("The first event that matches, as in the event log:");
    ImGui::SetNextItemWidth(frame.px(460));
    const bool entered =
        ImGui::InputTextWithHint("##breakpoint", "kind:timeout server:ns1* lat>200",
                                 &frame.ui.breakpoint, ImGuiInputTextFlags_EnterReturnsTrue);
    frame.mark("breakpoint");
    if (!t.breakpoint_fault.empty())
      ImGui::TextColored(colour4(frame.colours().bad), "%s", t.breakpoint_fault.c_str());
    const bool set = ImGui::Button("Set, and run on");
    ImGui::SameLine();
    const bool clear = ImGui::Button("No breakpoint");
    if (set || entered) {
      frame.commands.send(SetBreakpoint{frame.ui.breakpoint});
      frame.commands.send(SetSpeed{kExpress});
      frame.commands.send(Play{});
    }
    if (clear) frame.commands.send(SetBreakpoint{});
    if (set || entered || clear) frame.ui.show_breakpoint = false;
  }
  ImGui::End();
}

}  // namespace waypost::viz
