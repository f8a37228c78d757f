// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/dashboard.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "viz/draw/shapes.hpp"

namespace waypost::viz {
namespace {

constexpr std::array kAreas{Area::top,        Area::map,         Area::side,
                            Area::below_left, Area::below_right, Area::timeline};

bool take(std::vector<std::string>& wanted, const std::string& panel) {
  return std::erase(wanted, panel) > 0;
}

}  // namespace

Dashboard::Dashboard(std::string only) : only_(std::move(only)), panels_(all_panels()) {}

std::string Dashboard::known_panels() {
  std::string all;
  for (const PanelEntry& entry : all_panels()) all += (all.empty() ? "" : ", ") + entry.id;
  return all;
}

bool Dashboard::is_panel(const std::string& id) {
  const auto all = all_panels();
  return std::any_of(all.begin(), all.end(), [&](const PanelEntry& e) { return e.id == id; });
}

Extent Dashboard::window_of(const Frame& frame) {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  return {size.x, size.y, frame.ui.scale};
}

void Dashboard::draw_tabs(Frame& frame, Area area) {
  const auto here = [&](const PanelEntry& e) { return area_of(frame, e) == area && e.fits(frame); };
  const auto count = std::count_if(panels_.begin(), panels_.end(), here);
  if (count == 1) {
    draw_panel(frame, *std::find_if(panels_.begin(), panels_.end(), here));
    return;
  }
  if (!ImGui::BeginTabBar("tabs")) return;
  for (PanelEntry& entry : panels_) {
    if (!here(entry)) continue;
    const bool wanted = take(frame.ui.wanted_panels, entry.id);
    const bool open =
        ImGui::BeginTabItem(entry.title.c_str(), nullptr,
                            wanted ? ImGuiTabItemFlags_SetSelected : ImGuiTabItemFlags_None);
    frame.mark("tab " + entry.id);
    if (!open) continue;
    ImGui::BeginChild(entry.id.c_str());
    draw_panel(frame, entry);
    ImGui::EndChild();
    ImGui::EndTabItem();
  }
  ImGui::EndTabBar();
}

/// A lesson has the side for itself, so that it can be read beside what it speaks of.
Area Dashboard::area_of(const Frame& frame, const PanelEntry& entry) {
  const bool makes_room =
      frame.ui.lesson.active() && entry.area == Area::side && entry.id != "lesson";
  return makes_room ? Area::below_right : entry.area;
}

/// What a lesson hides is covered, not taken away: its place stays.
void Dashboard::draw_panel(Frame& frame, PanelEntry& entry) {
  if (!frame.ui.lesson.hides(entry.id)) return entry.panel->draw(frame);
  ImGui::PushID(entry.id.c_str());
  draw_empty("Hidden by the lesson until you have answered.");
  ImGui::PopID();
}

void Dashboard::draw_area(Frame& frame, Area area, const Room& room) {
  constexpr const char* kNames[] = {"top", "map", "side", "below left", "below right", "timeline"};
  ImGui::SetNextWindowPos({room.x, room.y});
  ImGui::SetNextWindowSize({std::max(1.0f, room.width), std::max(1.0f, room.height)});
  const bool flush = area == Area::map;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding,
                      flush ? ImVec2{1, 1} : ImVec2{frame.px(8), frame.px(5)});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, area == Area::top ? 0.0f : 1.0f);
  ImGui::PushStyleColor(
      ImGuiCol_WindowBg,
      ImGui::GetStyleColorVec4(area == Area::top ? ImGuiCol_WindowBg : ImGuiCol_ChildBg));
  ImGui::Begin(kNames[static_cast<std::size_t>(area)], nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                   ImGuiWindowFlags_NoScrollWithMouse);
  ImGui::PopStyleColor();
  ImGui::PopStyleVar(2);
  draw_tabs(frame, area);
  ImGui::End();
}

/// The gap itself: it shows where it can be taken, and follows the mouse.
void Dashboard::draw_splitter(Frame& frame, Splitter splitter) {
  const Extent window = window_of(frame);
  const Room room = room_of(splitter, frame.ui.layout, window);
  const std::string name = "split " + std::string(name_of(splitter));
  ImGui::SetNextWindowPos({room.x, room.y});
  ImGui::SetNextWindowSize({std::max(1.0f, room.width), std::max(1.0f, room.height)});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, {1, 1});
  ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0f);
  ImGui::Begin(name.c_str(), nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBackground |
                   ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoNav);
  ImGui::PopStyleVar(3);
  ImGui::InvisibleButton("gap", {std::max(1.0f, room.width), std::max(1.0f, room.height)});
  frame.mark(name);
  if (ImGui::IsItemHovered() || ImGui::IsItemActive()) {
    ImGui::SetMouseCursor(splitter == Splitter::below ? ImGuiMouseCursor_ResizeNS
                                                      : ImGuiMouseCursor_ResizeEW);
    ImGui::GetWindowDrawList()->AddRectFilled({room.x, room.y},
                                              {room.x + room.width, room.y + room.height},
                                              ImGui::GetColorU32(ImGuiCol_SeparatorHovered));
  }
  if (ImGui::IsItemActive()) {
    const ImVec2 moved = ImGui::GetIO().MouseDelta;
    drag(splitter, moved.x, moved.y, window, frame.ui.layout);
  }
  ImGui::End();
}

void Dashboard::draw(Frame& frame) {
  frame.ui.pointed_at.reset();
  if (!only_.empty()) {
    const auto found = std::find_if(panels_.begin(), panels_.end(),
                                    [&](const PanelEntry& e) { return e.id == only_; });
    if (found == panels_.end()) return;
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(size);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, ImGui::GetStyleColorVec4(ImGuiCol_ChildBg));
    ImGui::Begin(
        "only", nullptr,
        ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings);
    ImGui::PopStyleColor();
    draw_panel(frame, *found);
    ImGui::End();
    return;
  }
  for (const Area area : kAreas)
    draw_area(frame, area, room_of(area, frame.ui.layout, window_of(frame)));
  for (const Splitter splitter : kSplitters) draw_splitter(frame, splitter);
  overlays_.draw(frame);
  frame.ui.wanted_panels.clear();
}

}  // namespace waypost::viz
