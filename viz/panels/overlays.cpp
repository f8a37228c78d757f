// SPDX-License-Identifier: Apache-2.0
// What lies over the panels: the sheet of keys, and the dialogue that changes the world.
#include "viz/panels/overlays.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include "viz/draw/shapes.hpp"
#include "viz/draw/theme.hpp"
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
  if (frame.ui.show_inject) draw_inject(frame);
}

void Overlays::draw_keys(Frame& frame) {
  centre_next_window();
  if (ImGui::Begin("Keys", &frame.ui.show_keys, kFlags) &&
      ImGui::BeginTable("keys", 2, ImGuiTableFlags_SizingFixedFit)) {
    for (const KeyAction& action : key_actions()) {
      std::string chords;
      for (const KeyChord chord : action.keys)
        chords += (chords.empty() ? "" : ", ") + chord_text(chord);
      ImGui::TableNextRow();
      ImGui::TableNextColumn();
      ImGui::TextUnformatted(chords.c_str());
      ImGui::TableNextColumn();
      ImGui::TextDisabled("%s", action.what);
    }
    ImGui::EndTable();
  }
  ImGui::End();
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
        if (ImGui::Button(choices[i].title.c_str())) step_ = choices[i].step;
        if (i % 3 != 2 && i + 1 < choices.size()) ImGui::SameLine();
      }
    }
    ImGui::Separator();
    ImGui::PushFont(frame.fonts.mono);
    ImGui::SetNextItemWidth(frame.px(560));
    ImGui::InputTextWithHint("##step", "a step of a plan: down { names: \"mx1.example.org\" }",
                             &step_);
    ImGui::PopFont();
    ImGui::TextDisabled("takes effect at %s", clock_text(s.transport.now).c_str());
    if (ImGui::Button("Do it") && !step_.empty()) {
      frame.commands.send(Inject{step_});
      frame.ui.show_inject = false;
    }
    ImGui::SameLine();
    if (ImGui::Button("Cancel")) frame.ui.show_inject = false;
  }
  ImGui::End();
}

}  // namespace waypost::viz
