// SPDX-License-Identifier: Apache-2.0
// The event log: a filter line that includes and excludes, how many match, and the last of them.
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <cmath>

#include "viz/draw/range_chip.hpp"
#include "viz/draw/shapes.hpp"
#include "viz/draw/theme.hpp"
#include "viz/panels/make.hpp"
#include "viz/view/events_view.hpp"
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
  static std::string row_clock(const Frame& frame, sim::Time t);
};

void Events::draw(Frame& frame) {
  draw_filter(frame);
  draw_range(frame);
  const EventPage& page = frame.snapshot.events;
  if (page.rows.empty()) return draw_empty(why_no_events(page).c_str());
  draw_rows(frame);
}

void Events::draw_filter(Frame& frame) {
  const EventPage& page = frame.snapshot.events;
  const std::string shown = matching_events(page);
  const std::string& note = page.filter_fault.empty() ? shown : page.filter_fault;
  const float note_width = text_size(note).x + frame.px(12);
  ImGui::SetNextItemWidth(std::max(frame.px(120), ImGui::GetContentRegionAvail().x - note_width));
  ImGui::InputTextWithHint(
      "##filter", fmt::format("{} kind:timeout site:Tokyo* -type:A lat>200", kIconSearch).c_str(),
      &frame.ui.event_filter);
  frame.mark("filter");
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
    frame.ui.event_filter = fmt::format("id:{:016x}", row.object);
  if (ImGui::MenuItem("Follow its lookup or message")) {
    frame.ui.follow = {FollowTarget::What::event, row.number};
    frame.ui.show("follow");
  }
  if (ImGui::MenuItem("Pause at the next of this kind"))
    frame.commands.send(SetBreakpoint{"kind:" + kind});
  if (ImGui::MenuItem("Go to this instant")) frame.commands.send(Seek{row.time});
  ImGui::EndPopup();
}

/// Without its layer, which the colour tells and the columns beside: "timeout", "recipient_reply".
std::string kind_words(const EventRow& row) {
  const std::size_t dot = row.kind.find('.');
  const std::string word = dot == std::string::npos ? row.kind : row.kind.substr(dot + 1);
  return row.bad ? "! " + word : word;
}

/// Milliseconds; what is longer than 100 s, with its unit.
std::string latency_words(double ms) {
  if (std::isnan(ms)) return "";
  if (ms < 99'999.95) return fmt::format("{:.1f}", ms);
  return ms < 1e8 ? fmt::format("{:.0f} s", ms / 1e3) : fmt::format("{:.1f} d", ms / 86.4e6);
}

void Events::draw_row(Frame& frame, const EventRow& row) {
  const Palette& p = frame.colours();
  ImGui::TableNextRow();
  ImGui::TableNextColumn();
  ImGui::PushID(static_cast<int>(row.number));
  ImGui::Selectable(row_clock(frame, row.time).c_str(), false, ImGuiSelectableFlags_SpanAllColumns);
  const bool hovered = ImGui::IsItemHovered();
  draw_menu(frame, row);
  ImGui::PopID();
  const auto cell = [](const std::string& text) {
    ImGui::TableNextColumn();
    ImGui::TextUnformatted(fitted(text, ImGui::GetContentRegionAvail().x).c_str());
  };
  const bool mail = row.kind.starts_with("mail.");
  ImGui::PushStyleColor(ImGuiCol_Text, colour(row.bad ? p.bad : mail ? p.mail_text : p.text));
  cell(kind_words(row));
  ImGui::PopStyleColor();
  cell(row.server);
  cell(row.type.empty() ? row.name : row.name + " " + row.type);
  cell(latency_words(row.latency_ms));
  if (ImGui::TableGetColumnCount() == 6) cell(row.detail);
  if (hovered)
    ImGui::SetTooltip("%s\n%s in %s\n%s %s\n%s", row.kind.c_str(), row.server.c_str(),
                      row.site.c_str(), row.name.c_str(), row.type.c_str(), row.detail.c_str());
}

/// Days only where a run has them.
std::string Events::row_clock(const Frame& frame, sim::Time t) {
  const bool days = frame.snapshot.transport.horizon >= sim::Time{} + sim::hours(24);
  return days ? clock_text(t) : clock_text(t).substr(0, 12);
}

void Events::draw_rows(Frame& frame) {
  const auto& rows = frame.snapshot.events.rows;
  ImGui::PushFont(frame.fonts.mono);
  constexpr ImGuiTableFlags kFlags = ImGuiTableFlags_ScrollY | ImGuiTableFlags_RowBg |
                                     ImGuiTableFlags_BordersInnerV | ImGuiTableFlags_Resizable;
  // A narrow table leaves out the detail, which a row tells when pointed at; names stay whole.
  const bool narrow = ImGui::GetContentRegionAvail().x < frame.px(760);
  if (ImGui::BeginTable(narrow ? "narrow" : "events", narrow ? 5 : 6, kFlags)) {
    const auto fixed = [](const char* title, const std::string& widest) {
      ImGui::TableSetupColumn(title, ImGuiTableColumnFlags_WidthFixed, text_size(widest).x);
    };
    ImGui::TableSetupScrollFreeze(0, 1);
    fixed("time", row_clock(frame, frame.snapshot.transport.horizon));
    fixed("event", "! recipient_reply");  // no word is longer
    ImGui::TableSetupColumn("server", ImGuiTableColumnFlags_WidthStretch, 1.7f);
    ImGui::TableSetupColumn("name", ImGuiTableColumnFlags_WidthStretch, 2.0f);
    fixed("ms", "00000.0");
    if (!narrow) ImGui::TableSetupColumn("detail", ImGuiTableColumnFlags_WidthStretch, 1.4f);
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
