// SPDX-License-Identifier: Apache-2.0
#include "viz/draw/range_chip.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include "viz/draw/shapes.hpp"
#include "viz/draw/theme.hpp"
#include "viz/view/range_view.hpp"

namespace waypost::viz {

void draw_range(Frame& frame, const std::string& sentence) {
  if (!frame.ui.brush) return;
  ImGui::PushFont(frame.fonts.small);
  const std::string text = fmt::format("{} {}", range_text(*frame.ui.brush), kIconClose);
  if (ImGui::SmallButton((text + "##range").c_str()))
    mark_range({}, frame.snapshot, frame.ui, frame.commands);
  frame.mark("range");
  if (ImGui::IsItemHovered())
    ImGui::SetTooltip("Only this range of time is shown. Click, or Esc: the whole run");
  ImGui::SameLine();
  const float room = ImGui::GetContentRegionAvail().x;
  ImGui::TextUnformatted(fitted(sentence, room).c_str());
  if (!sentence.empty() && ImGui::IsItemHovered()) ImGui::SetTooltip("%s", sentence.c_str());
  ImGui::PopFont();
}

}  // namespace waypost::viz
