// SPDX-License-Identifier: Apache-2.0
// How a changed record spreads: shares of resolvers or users with the old, the new, a stale or no
// value over time, the bound that the old TTL sets, and who is last, and why.
#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "viz/draw/plot.hpp"
#include "viz/draw/range_chip.hpp"
#include "viz/draw/shapes.hpp"
#include "viz/draw/theme.hpp"
#include "viz/panels/make.hpp"
#include "viz/view/plot_choice.hpp"
#include "viz/view/propagation_view.hpp"
#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

class Propagation final : public Panel {
 public:
  void draw(Frame& frame) override;

 private:
  void draw_choice(Frame& frame) const;
  void draw_heading(Frame& frame, const PropagationView& view) const;
  void draw_milestones(const PropagationView& view) const;
  void draw_shares(Frame& frame, const PropagationView& view, ImVec2 size) const;
  void draw_holders(Frame& frame, ImVec2 size) const;
};

void Propagation::draw(Frame& frame) {
  if (!frame.snapshot.watch.any())
    return draw_empty("The plan of this scenario changes no record: nothing spreads.");
  const PropagationView view =
      make_propagation_view(frame.snapshot, frame.ui.by_users, frame.ui.brush);
  const ImVec2 room = ImGui::GetContentRegionAvail();
  if (room.x < 50 || room.y < 30) return;
  if (room.x <= room.y * 1.4f) {
    draw_heading(frame, view);
    draw_shares(frame, view, {room.x, ImGui::GetContentRegionAvail().y * 0.55f});
    return draw_holders(frame, {room.x, 0});
  }
  // Words beside the plot, not above it: in a low panel they would leave it no height.
  const float gap = frame.px(10), half = std::floor((room.x - gap) / 2);
  draw_shares(frame, view, {half, room.y});
  ImGui::SameLine(0, gap);
  ImGui::BeginChild("told", {half, room.y});
  draw_heading(frame, view);
  draw_holders(frame, {half, std::max(1.0f, ImGui::GetContentRegionAvail().y)});
  ImGui::EndChild();
}

void Propagation::draw_heading(Frame& frame, const PropagationView& view) const {
  draw_choice(frame);
  draw_range(frame, view.range_sentence);
  draw_milestones(view);
}

void Propagation::draw_choice(Frame& frame) const {
  const WatchState& w = frame.snapshot.watch;
  ImGui::SetNextItemWidth(std::min(frame.px(260), ImGui::GetContentRegionAvail().x * 0.45f));
  if (ImGui::BeginCombo("##watched", w.change().title.c_str())) {
    for (std::uint32_t i = 0; i < w.changes.size(); ++i) {
      ImGui::PushID(static_cast<int>(i));
      if (ImGui::Selectable(w.changes[i].title.c_str(), i == w.chosen)) frame.ui.watched = i;
      ImGui::PopID();
    }
    ImGui::EndCombo();
  }
  ImGui::SameLine();
  if (ImGui::RadioButton("users", frame.ui.by_users)) frame.ui.by_users = true;
  ImGui::SameLine();
  if (ImGui::RadioButton("resolvers", !frame.ui.by_users)) frame.ui.by_users = false;
}

void Propagation::draw_milestones(const PropagationView& view) const {
  std::string reached;
  for (std::size_t i = 0; i < view.reached.size(); ++i)
    reached += fmt::format("{}{} % new: {}", i == 0 ? "" : "   ", kReachedPercent[i],
                           view.reached[i] ? clock_text(*view.reached[i], false) : "-");
  ImGui::PushTextWrapPos(0);
  ImGui::TextUnformatted(view.sentence.c_str());
  ImGui::TextDisabled("%s", reached.c_str());
  ImGui::PopTextWrapPos();
}

void Propagation::draw_shares(Frame& frame, const PropagationView& view, ImVec2 size) const {
  const WatchState& w = frame.snapshot.watch;
  if (!w.series) {
    ImGui::BeginChild("shares", size);
    draw_empty("Shares begin with the first window.");
    return ImGui::EndChild();
  }
  const Palette& p = frame.colours();
  const auto& lines = frame.ui.by_users ? w.series->users : w.series->resolvers;
  PlotSpec spec;
  spec.title = frame.ui.by_users ? "Users who get" : "Resolvers that hold";
  spec.window = frame.snapshot.series ? frame.snapshot.series->window : sim::seconds(1);
  spec.percent = spec.stacked = true;
  const auto add = [&](const char* name, HeldValue held) {
    const auto& values = lines[static_cast<std::size_t>(held)];
    const bool any = has_content(values);
    if (any) spec.lines.push_back({name, values, value_colour(p, held), true});
  };
  add("new", HeldValue::new_value);
  add("old", HeldValue::old_value);
  add("stale", HeldValue::stale_value);
  add("other", HeldValue::other_value);
  add("none", HeldValue::none);
  spec.marks.push_back({w.change().at, "changed", p.text});
  if (view.bound) spec.marks.push_back({*view.bound, "TTL bound", p.bad});
  draw_plot(frame, spec, size);
}

void Propagation::draw_holders(Frame& frame, ImVec2 size) const {
  const WatchState& w = frame.snapshot.watch;
  if (w.holders.empty()) {
    ImGui::BeginChild("holders", size);
    draw_empty(frame.snapshot.transport.now < w.change().at
                   ? "Before the change everybody may hold the old value."
                   : "No resolver holds the old value.");
    return ImGui::EndChild();
  }
  ImGui::PushFont(frame.fonts.small);
  constexpr ImGuiTableFlags kFlags = ImGuiTableFlags_ScrollY | ImGuiTableFlags_RowBg |
                                     ImGuiTableFlags_BordersInnerV | ImGuiTableFlags_Resizable;
  if (ImGui::BeginTable("holders", 4, kFlags, size)) {
    ImGui::TableSetupScrollFreeze(0, 1);
    ImGui::TableSetupColumn("last with the old value", ImGuiTableColumnFlags_WidthStretch, 1.3f);
    ImGui::TableSetupColumn("users", ImGuiTableColumnFlags_WidthFixed, text_size("00,000").x);
    ImGui::TableSetupColumn("TTL left", ImGuiTableColumnFlags_WidthFixed,
                            text_size("00 h 00 min").x);
    ImGui::TableSetupColumn("why", ImGuiTableColumnFlags_WidthStretch, 1.6f);
    ImGui::TableHeadersRow();
    for (const LastHolder& h : w.holders) {
      const SceneServer& server = frame.snapshot.scene->servers[h.server];
      ImGui::TableNextRow();
      ImGui::TableNextColumn();
      const std::string name = server.name + ", " + frame.snapshot.scene->sites[server.site].name;
      ImGui::PushID(static_cast<int>(h.server));
      if (ImGui::Selectable(fitted(name, ImGui::GetContentRegionAvail().x).c_str(), false,
                            ImGuiSelectableFlags_SpanAllColumns))
        frame.ui.select({Subject::Kind::server, h.server});
      ImGui::PopID();
      if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s\n%s", name.c_str(), h.why.c_str());
      ImGui::TableNextColumn();
      ImGui::TextUnformatted(count_text(h.users).c_str());
      ImGui::TableNextColumn();
      ImGui::TextUnformatted(h.ttl_left > 0 ? age_text(h.ttl_left).c_str() : "over");
      ImGui::TableNextColumn();
      ImGui::TextUnformatted(
          fitted((h.late ? "late! " : "") + h.why, ImGui::GetContentRegionAvail().x).c_str());
    }
    ImGui::EndTable();
  }
  ImGui::PopFont();
}

}  // namespace

std::unique_ptr<Panel> make_propagation() { return std::make_unique<Propagation>(); }

}  // namespace waypost::viz
