// SPDX-License-Identifier: Apache-2.0
// The event log: a filter line that includes and excludes, how many match, and the last of them.
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <cmath>

#include "viz/draw/shapes.hpp"
#include "viz/draw/theme.hpp"
#include "viz/panels/make.hpp"
#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

class Events final : public Panel {
 public:
  void draw(Frame& frame) override;

 private:
  void draw_filter(Frame& frame);
  void draw_rows(Frame& frame);
  void draw_row(Frame& frame, const EventRow& row);
  void draw_menu(Frame& frame, const EventRow& row);
};

void Events::draw(Frame& frame) {
  draw_filter(frame);
  if (frame.snapshot.events.rows.empty())
    return draw_empty(frame.snapshot.events.seen == 0 ? "No events yet."
                                                      : "No event matches the filter.");
  draw_rows(frame);
}

void Events::draw_filter(Frame& frame) {
  const EventPage& page = frame.snapshot.events;
  const std::string shown =
      fmt::format("{} of {} match", count_text(page.matching), count_text(page.kept));
  const std::string& note = page.filter_fault.empty() ? shown : page.filter_fault;
  const float note_width = text_size(note).x + frame.px(12);
  ImGui::SetNextItemWidth(std::max(frame.px(120), ImGui::GetContentRegionAvail().x - note_width));
  ImGui::InputTextWithHint(
      "##filter", fmt::format("{} kind:timeout site:Tokyo* -type:A lat>200", kIconSearch).c_str(),
      &frame.ui.event_filter);
  ImGui::SameLine();
  ImGui::TextColored(
      colour4(page.filter_fault.empty() ? frame.colours().quiet : frame.colours().bad), "%s",
      note.c_str());
}

void Events::draw_menu(Frame& frame, const EventRow& row) {
  if (!ImGui::BeginPopupContextItem("row")) return;
  std::string kind = row.kind;
  for (char& c : kind)
    if (c == ' ') c = '?';
  if (ImGui::MenuItem("Show only this kind")) frame.ui.event_filter = "kind:" + kind;
  if (ImGui::MenuItem("Hide this kind")) frame.ui.event_filter += " -kind:" + kind;
  if (ImGui::MenuItem("Only this lookup or message"))
    frame.ui.event_filter = fmt::format("id:{}", row.object);
  if (ImGui::MenuItem("Go to this instant")) frame.commands.send(Seek{row.time});
  ImGui::EndPopup();
}

void Events::draw_row(Frame& frame, const EventRow& row) {
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  ImGui::PushID(static_cast<int>(row.number));
  ImGui::Selectable(clock_text(row.time).c_str(), false, ImGuiSelectableFlags_SpanAllColumns);
  draw_menu(frame, row);
  ImGui::PopID();
  const auto cell = [](const std::string& text) {
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(fitted(text, ImGui::GetContentRegionAvail().x).c_str());
  };
  if (row.bad) ImGui::PushStyleColor(ImGuiCol_Text, colour(frame.colours().bad));
  cell(row.bad ? "! " + row.kind : row.kind);
  if (row.bad) ImGui::PopStyleColor();
  cell(row.server);
  if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s in %s", row.server.c_str(), row.site.c_str());
  cell(row.type.empty() ? row.name : row.name + " " + row.type);
  cell(std::isnan(row.latency_ms) ? "" : fmt::format("{:.1f}", row.latency_ms));
  cell(row.detail);
}

void Events::draw_rows(Frame& frame) {
  const auto& rows = frame.snapshot.events.rows;
  ImGui::PushFont(frame.fonts.mono);
  constexpr ImGuiTableFlags kFlags = ImGuiTableFlags_ScrollY | ImGuiTableFlags_RowBg |
                                     ImGuiTableFlags_BordersInnerV | ImGuiTableFlags_Resizable;
  if (ImGui::BeginTable("events", 6, kFlags)) {
    ImGui::TableSetupScrollFreeze(0, 1);
    ImGui::TableSetupColumn("time", ImGuiTableColumnFlags_WidthFixed,
                            text_size("0d 00:00:00.000").x);
    ImGui::TableSetupColumn("event", ImGuiTableColumnFlags_WidthStretch, 1.5f);
    ImGui::TableSetupColumn("server", ImGuiTableColumnFlags_WidthStretch, 1.7f);
    ImGui::TableSetupColumn("name", ImGuiTableColumnFlags_WidthStretch, 2.0f);
    ImGui::TableSetupColumn("ms", ImGuiTableColumnFlags_WidthFixed, text_size("00000.0").x);
    ImGui::TableSetupColumn("detail", ImGuiTableColumnFlags_WidthStretch, 1.6f);
    ImGui::TableHeadersRow();
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(rows.size()));
    while (clipper.Step())
      for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i)
        draw_row(frame, rows[rows.size() - 1 - static_cast<std::size_t>(i)]);  // newest first
    ImGui::EndTable();
  }
  ImGui::PopFont();
}

}  // namespace

std::unique_ptr<Panel> make_events() { return std::make_unique<Events>(); }

}  // namespace waypost::viz
