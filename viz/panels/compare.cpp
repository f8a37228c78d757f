// SPDX-License-Identifier: Apache-2.0
// Two runs with one clock: what their figures are, and the first report in which they differ.
#include <fmt/format.h>
#include <imgui.h>

#include "viz/draw/shapes.hpp"
#include "viz/draw/theme.hpp"
#include "viz/panels/make.hpp"
#include "viz/view/compare_view.hpp"
#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

class Compare final : public Panel {
 public:
  void draw(Frame& frame) override;

 private:
  void draw_parting(Frame& frame, const CompareView& view) const;
  void draw_table(Frame& frame, const CompareView& view) const;
};

void Compare::draw(Frame& frame) {
  if (!frame.snapshot.other)
    return draw_empty("One run alone. To compare it: waypost view SCENARIO --with ANOTHER.");
  const CompareView view = make_compare_view(frame.snapshot);
  const float room = ImGui::GetContentRegionAvail().x;
  const auto run = [](const Scene& s) { return fmt::format("{} (seed {})", s.title, s.seed); };
  ImGui::TextUnformatted(fitted(fmt::format("A: {}   B: {}", run(*frame.snapshot.scene),
                                            run(*frame.snapshot.other->scene)),
                                room)
                             .c_str());
  if (!view.banner.empty())
    ImGui::TextColored(colour4(frame.colours().bad), "%s", fitted(view.banner, room).c_str());
  draw_parting(frame, view);
  draw_table(frame, view);
}

void Compare::draw_parting(Frame& frame, const CompareView& view) const {
  const float room = ImGui::GetContentRegionAvail().x;
  ImGui::TextUnformatted(fitted(view.sentence, room - frame.px(90)).c_str());
  if (view.event_a.empty()) return;
  ImGui::SameLine();
  if (ImGui::SmallButton("Go there")) frame.commands.send(Seek{view.at});
  ImGui::PushFont(frame.fonts.mono);
  for (const std::string& text : {"A  " + view.event_a, "B  " + view.event_b}) {
    ImGui::TextDisabled("%s", fitted(text, room).c_str());
    if (ImGui::IsItemHovered()) ImGui::SetTooltip("%s", text.c_str());
  }
  ImGui::PopFont();
}

void Compare::draw_table(Frame& frame, const CompareView& view) const {
  if (view.rows.empty()) return draw_empty("Nothing counted yet.");
  ImGui::PushFont(frame.fonts.mono);
  constexpr ImGuiTableFlags kFlags =
      ImGuiTableFlags_ScrollY | ImGuiTableFlags_RowBg | ImGuiTableFlags_BordersInnerV;
  if (ImGui::BeginTable("figures", 4, kFlags)) {
    ImGui::TableSetupScrollFreeze(0, 1);
    ImGui::TableSetupColumn("", ImGuiTableColumnFlags_WidthStretch, 1.3f);
    for (const char* title : {"A", "B", "B against A"})
      ImGui::TableSetupColumn(title, ImGuiTableColumnFlags_WidthStretch, 1);
    ImGui::TableHeadersRow();
    for (const CompareRow& row : view.rows) {
      ImGui::TableNextRow();
      for (const std::string* text : {&row.what, &row.a, &row.b, &row.change}) {
        ImGui::TableNextColumn();
        const bool change = text == &row.change && row.differs;
        if (change) ImGui::PushStyleColor(ImGuiCol_Text, colour(frame.colours().series[1]));
        ImGui::TextUnformatted(text->c_str());
        if (change) ImGui::PopStyleColor();
      }
    }
    ImGui::EndTable();
  }
  ImGui::PopFont();
}

}  // namespace

std::unique_ptr<Panel> make_compare() { return std::make_unique<Compare>(); }

}  // namespace waypost::viz
