// SPDX-License-Identifier: Apache-2.0
#include "viz/draw/theme.hpp"

namespace waypost::viz {

ImVec4 colour4(Rgb c) { return ImGui::ColorConvertU32ToFloat4(colour(c)); }

void apply_theme(ThemeName theme, float scale) {
  const Palette& p = palette(theme);
  ImGuiStyle style;
  style.WindowRounding = style.ChildRounding = 5;
  style.FrameRounding = style.TabRounding = style.GrabRounding = 3;
  style.WindowBorderSize = 1;
  style.ChildBorderSize = 1;
  style.WindowPadding = {10, 8};
  style.FramePadding = {8, 4};
  style.ItemSpacing = {8, 5};
  style.CellPadding = {6, 2};
  style.ScrollbarSize = 11;
  style.ScaleAllSizes(scale);
  const auto set = [&](ImGuiCol_ slot, Rgb c) { style.Colors[slot] = colour4(c); };
  set(ImGuiCol_Text, p.text);
  set(ImGuiCol_TextDisabled, p.quiet);
  set(ImGuiCol_WindowBg, p.ground);
  set(ImGuiCol_ChildBg, p.panel);
  set(ImGuiCol_PopupBg, p.panel);
  set(ImGuiCol_Border, p.edge);
  set(ImGuiCol_BorderShadow, p.edge.with_alpha(0));
  for (const auto slot : {ImGuiCol_FrameBg, ImGuiCol_TableHeaderBg, ImGuiCol_Tab,
                          ImGuiCol_TabUnfocused, ImGuiCol_TitleBg, ImGuiCol_TitleBgActive})
    set(slot, p.raised);
  for (const auto slot : {ImGuiCol_Button, ImGuiCol_Header, ImGuiCol_TabActive,
                          ImGuiCol_TabUnfocusedActive, ImGuiCol_FrameBgHovered})
    set(slot, p.accent);
  for (const auto slot :
       {ImGuiCol_ButtonHovered, ImGuiCol_ButtonActive, ImGuiCol_HeaderHovered,
        ImGuiCol_HeaderActive, ImGuiCol_TabHovered, ImGuiCol_FrameBgActive, ImGuiCol_SliderGrab,
        ImGuiCol_SliderGrabActive, ImGuiCol_CheckMark, ImGuiCol_NavHighlight})
    set(slot, p.accent_strong);
  set(ImGuiCol_ScrollbarBg, p.panel);
  set(ImGuiCol_ScrollbarGrab, p.edge);
  set(ImGuiCol_ScrollbarGrabHovered, p.faint);
  set(ImGuiCol_ScrollbarGrabActive, p.faint);
  set(ImGuiCol_TableBorderStrong, p.edge);
  set(ImGuiCol_TableBorderLight, p.edge.with_alpha(120));
  set(ImGuiCol_TableRowBg, p.panel);
  set(ImGuiCol_TableRowBgAlt, p.raised.with_alpha(90));
  set(ImGuiCol_TextSelectedBg, p.accent);
  set(ImGuiCol_Separator, p.edge);
  ImGui::GetStyle() = style;
}

}  // namespace waypost::viz
