// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/dashboard.hpp"

#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "viz/draw/shapes.hpp"

namespace waypost::viz {
namespace {

constexpr float kGap = 6, kTop = 44, kTimeline = 74;
constexpr float kSideShare = 0.30f, kBelowShare = 0.31f, kBelowInLesson = 0.46f, kPlotsShare = 0.5f;

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

Dashboard::Room Dashboard::room_of(const Frame& frame, Area area) const {
  const ImVec2 size = ImGui::GetIO().DisplaySize;
  const float gap = frame.px(kGap), top = frame.px(kTop), line = frame.px(kTimeline);
  const float side = std::floor(std::max(frame.px(320), size.x * kSideShare));
  const float middle = size.y - top - line - 3 * gap;
  const float below =
      std::floor(middle * (frame.ui.lesson.active() ? kBelowInLesson : kBelowShare));
  const float left = size.x - side - 3 * gap;
  const float map_high = middle - below - gap;
  const float plots = std::floor((size.x - 3 * gap) * kPlotsShare);
  const float lower = top + gap + map_high + gap;
  switch (area) {
    case Area::top: return {gap, gap, size.x - 2 * gap, top - gap};
    case Area::map: return {gap, top + gap, left, map_high};
    case Area::side: return {2 * gap + left, top + gap, side, map_high};
    case Area::below_left: return {gap, lower, plots, below};
    case Area::below_right: return {2 * gap + plots, lower, size.x - 3 * gap - plots, below};
    case Area::timeline: return {gap, size.y - line - gap, size.x - 2 * gap, line};
  }
  return {};
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
    const bool wanted = frame.ui.wanted_panel == entry.id;
    if (wanted) frame.ui.wanted_panel.clear();
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
  for (const Area area :
       {Area::top, Area::map, Area::side, Area::below_left, Area::below_right, Area::timeline})
    draw_area(frame, area, room_of(frame, area));
  overlays_.draw(frame);
  frame.ui.wanted_panel.clear();
}

}  // namespace waypost::viz
