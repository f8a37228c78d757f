// SPDX-License-Identifier: Apache-2.0
#include "viz/draw/fonts.hpp"

#include <imgui.h>

#include <cmath>

// The assembler puts the files into the program; their paths come from find_gui.cmake.
#define WAYPOST_EMBED(symbol, path)                                                          \
  __asm__(".section .rodata\n.balign 16\n.global " #symbol "\n" #symbol ":\n.incbin \"" path \
          "\"\n.global " #symbol "_end\n" #symbol "_end:\n.byte 0\n.previous\n");            \
  extern "C" const unsigned char symbol[], symbol##_end[]

WAYPOST_EMBED(waypost_font_text, WAYPOST_FONT_TEXT);
WAYPOST_EMBED(waypost_font_mono, WAYPOST_FONT_MONO);
WAYPOST_EMBED(waypost_font_fallback, WAYPOST_FONT_FALLBACK);
WAYPOST_EMBED(waypost_font_icons, WAYPOST_FONT_ICONS);

namespace waypost::viz {
namespace {

// Basic Latin to Latin Extended-A, punctuation, arrows, comparison signs.
constexpr ImWchar kLatin[] = {0x20, 0x17F, 0x2010, 0x2027, 0x2190, 0x2193, 0x2260, 0x2265, 0};
constexpr ImWchar kOthers[] = {0x180, 0x24F, 0x370, 0x52F, 0x1E00, 0x1EFF, 0x25A0, 0x25FF, 0};
constexpr ImWchar kIcons[] = {0xF000, 0xF2FF, 0};

void add(const unsigned char* begin, const unsigned char* end, float pixels, const ImWchar* glyphs,
         bool merge, ImFont** font) {
  ImFontConfig config;
  config.FontDataOwnedByAtlas = false;
  config.MergeMode = merge;
  config.OversampleH = 2;
  config.PixelSnapH = true;
  ImFont* added = ImGui::GetIO().Fonts->AddFontFromMemoryTTF(
      const_cast<unsigned char*>(begin), static_cast<int>(end - begin), pixels, &config, glyphs);
  if (font != nullptr) *font = added;
}

ImFont* add_text(float pixels) {
  ImFont* font = nullptr;
  add(waypost_font_text, waypost_font_text_end, pixels, kLatin, false, &font);
  add(waypost_font_fallback, waypost_font_fallback_end, pixels, kOthers, true, nullptr);
  add(waypost_font_icons, waypost_font_icons_end, pixels, kIcons, true, nullptr);
  return font;
}

}  // namespace

Fonts load_fonts(float scale) {
  ImGui::GetIO().Fonts->Clear();
  const auto px = [scale](float at_one) { return std::floor(at_one * scale + 0.25f); };
  Fonts fonts;
  fonts.text = add_text(px(15));
  fonts.small = add_text(px(13));
  add(waypost_font_text, waypost_font_text_end, px(20), kLatin, false, &fonts.title);
  add(waypost_font_mono, waypost_font_mono_end, px(13), kLatin, false, &fonts.mono);
  add(waypost_font_fallback, waypost_font_fallback_end, px(13), kOthers, true, nullptr);
  return fonts;
}

}  // namespace waypost::viz
