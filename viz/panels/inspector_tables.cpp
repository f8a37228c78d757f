// SPDX-License-Identifier: Apache-2.0
#include "viz/panels/inspector_tables.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "viz/draw/shapes.hpp"
#include "viz/draw/theme.hpp"
#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

constexpr ImGuiTableFlags kFlags = ImGuiTableFlags_ScrollY | ImGuiTableFlags_RowBg |
                                   ImGuiTableFlags_BordersInnerV | ImGuiTableFlags_Resizable;

/// `brief`: shown in its place where there is little room; the whole when pointed at.
void cell(const std::string& text, const std::string& brief = "") {
  ImGui::TableNextColumn();
  const float room = ImGui::GetContentRegionAvail().x;
  const bool whole = brief.empty() || text_size(text).x <= room;
  ImGui::TextUnformatted(fitted(whole ? text : brief, room).c_str());
  if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s", text.c_str());
}

/// A bar as long as the share of its life that an entry has left, with the seconds on it.
void draw_ttl(const Frame& frame, const CacheRow& row) {
  ImGui::TableNextColumn();
  const Palette& p = frame.colours();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float width = ImGui::GetContentRegionAvail().x, height = ImGui::GetTextLineHeight();
  const float share =
      row.ttl > 0 ? static_cast<float>(std::clamp(row.ttl_left / row.ttl, 0.0, 1.0)) : 0;
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(at, {at.x + width, at.y + height}, colour(p.raised), 2);
  list->AddRectFilled(at, {at.x + width * share, at.y + height}, colour(p.accent), 2);
  const std::string text = fmt::format("{:.0f} s", row.ttl_left);
  draw_text(list, {at.x + width - text_size(text).x - 3, at.y}, p.text, text);
  ImGui::Dummy({width, height});
}

void draw_cache_row(const Frame& frame, const CacheRow& row) {
  const Palette& p = frame.colours();
  ImGui::TableNextRow();
  if (row.watched != HeldValue::none)
    ImGui::TableSetBgColor(ImGuiTableBgTarget_RowBg0,
                           colour(value_colour(p, row.watched).with_alpha(70)));
  cell(row.name);
  cell(row.type);
  if (row.negative) ImGui::PushStyleColor(ImGuiCol_Text, colour(p.quiet));
  cell(row.watched == HeldValue::old_value   ? "old: " + row.value
       : row.watched == HeldValue::new_value ? "new: " + row.value
                                             : row.value);
  if (row.negative) ImGui::PopStyleColor();
  draw_ttl(frame, row);
}

void draw_records(Frame& frame, const Inspection& page) {
  if (!ImGui::BeginTable("records", 4, kFlags)) return;
  ImGui::TableSetupScrollFreeze(0, 1);
  ImGui::TableSetupColumn("owner", ImGuiTableColumnFlags_WidthStretch, 2);
  ImGui::TableSetupColumn("TTL", ImGuiTableColumnFlags_WidthFixed, text_size("0000000").x);
  ImGui::TableSetupColumn("type", ImGuiTableColumnFlags_WidthFixed, text_size("DNSKEY").x);
  ImGui::TableSetupColumn("data", ImGuiTableColumnFlags_WidthStretch, 2.6f);
  ImGui::TableHeadersRow();
  for (const RecordRow& row : page.records) {
    ImGui::TableNextRow();
    cell(row.owner);
    cell(fmt::format("{}", row.ttl));
    cell(row.type);
    cell(row.value);
  }
  ImGui::EndTable();
  (void)frame;
}

}  // namespace

void draw_cache(Frame& frame, const Inspection& page) {
  ImGui::PushFont(frame.fonts.mono);
  if (ImGui::BeginTable("cache", 4, kFlags)) {
    ImGui::TableSetupScrollFreeze(0, 1);
    ImGui::TableSetupColumn("name", ImGuiTableColumnFlags_WidthStretch, 2);
    ImGui::TableSetupColumn("type", ImGuiTableColumnFlags_WidthFixed, text_size("CNAME").x);
    ImGui::TableSetupColumn("value", ImGuiTableColumnFlags_WidthStretch, 2.2f);
    ImGui::TableSetupColumn("TTL left", ImGuiTableColumnFlags_WidthStretch, 1);
    ImGui::TableHeadersRow();
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(page.cache.size()));
    while (clipper.Step())
      for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i)
        draw_cache_row(frame, page.cache[static_cast<std::size_t>(i)]);
    ImGui::EndTable();
  }
  ImGui::PopFont();
}

void draw_zones(Frame& frame, const Inspection& page) {
  ImGui::PushFont(frame.fonts.mono);
  const float line = ImGui::GetTextLineHeightWithSpacing() + 2;
  const float rows = static_cast<float>(std::min<std::size_t>(page.zones.size(), 6));
  if (ImGui::BeginTable("zones", 3, kFlags, {0, line * (rows + 1.3f)})) {
    ImGui::TableSetupScrollFreeze(0, 1);
    ImGui::TableSetupColumn("zone", ImGuiTableColumnFlags_WidthStretch);
    ImGui::TableSetupColumn("serial", ImGuiTableColumnFlags_WidthFixed, text_size("0000000000").x);
    ImGui::TableSetupColumn("sets", ImGuiTableColumnFlags_WidthFixed, text_size("000000").x);
    ImGui::TableHeadersRow();
    for (const ZoneRow& row : page.zones) {
      ImGui::TableNextRow();
      cell(row.apex);
      cell(row.loaded ? fmt::format("{}", row.serial) : "not loaded");
      cell(count_text(row.sets));
    }
    ImGui::EndTable();
  }
  draw_records(frame, page);
  ImGui::PopFont();
}

void draw_configuration(Frame& frame, const Inspection& page) {
  const Palette& p = frame.colours();
  ImGui::PushFont(frame.fonts.small);
  if (ImGui::BeginTable("configuration", 3, kFlags)) {
    ImGui::TableSetupScrollFreeze(0, 1);
    ImGui::TableSetupColumn("setting", ImGuiTableColumnFlags_WidthStretch, 1.2f);
    ImGui::TableSetupColumn("value", ImGuiTableColumnFlags_WidthStretch, 1);
    ImGui::TableSetupColumn("from", ImGuiTableColumnFlags_WidthFixed,
                            text_size("profile unbound_2026").x);
    ImGui::TableHeadersRow();
    for (const ConfigurationRow& row : page.configuration) {
      ImGui::TableNextRow();
      cell(row.setting, row.setting.starts_with("settings.") ? row.setting.substr(9) : "");
      ImGui::PushStyleColor(ImGuiCol_Text, colour(row.written ? p.text : p.quiet));
      cell(row.value);
      cell(row.origin, row.brief);
      ImGui::PopStyleColor();
    }
    ImGui::EndTable();
  }
  ImGui::PopFont();
}

void draw_queue(Frame& frame, const Inspection& page) {
  ImGui::PushFont(frame.fonts.mono);
  if (ImGui::BeginTable("queue", 5, kFlags)) {
    ImGui::TableSetupScrollFreeze(0, 1);
    ImGui::TableSetupColumn("destination", ImGuiTableColumnFlags_WidthStretch, 2);
    ImGui::TableSetupColumn("waiting", ImGuiTableColumnFlags_WidthStretch, 0.8f);
    ImGui::TableSetupColumn("oldest", ImGuiTableColumnFlags_WidthStretch, 1);
    ImGui::TableSetupColumn("next try", ImGuiTableColumnFlags_WidthStretch, 1);
    ImGui::TableSetupColumn("reason", ImGuiTableColumnFlags_WidthStretch, 1.1f);
    ImGui::TableHeadersRow();
    for (const QueueRow& row : page.queue) {
      ImGui::TableNextRow();
      cell(row.domain);
      cell(count_text(row.recipients));
      cell(age_text(row.oldest_seconds));
      cell(row.next_try_seconds < 0 ? "now" : "in " + age_text(row.next_try_seconds));
      cell(row.reason);
    }
    ImGui::EndTable();
  }
  ImGui::PopFont();
}

}  // namespace waypost::viz
