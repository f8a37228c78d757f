// SPDX-License-Identifier: Apache-2.0
// The fonts, compiled in (from Debian's packages), so that a picture never depends on the machine:
// Inter for text, DejaVu Sans Mono for names and tables, DejaVu Sans where Inter lacks a script,
// Fork Awesome for icons.
#pragma once

struct ImFont;

namespace waypost::viz {

struct Fonts {
  ImFont* text = nullptr;   ///< 15 px at scale 1
  ImFont* small = nullptr;  ///< 12.5 px
  ImFont* title = nullptr;  ///< 20 px
  ImFont* mono = nullptr;   ///< 13 px
};

/// Loads all fonts into the current ImGui context's atlas, which is emptied before.
Fonts load_fonts(float scale);

// Fork Awesome, merged into `text` and `small`; UTF-8.
inline constexpr const char* kIconPlay = "\xef\x81\x8b";
inline constexpr const char* kIconPause = "\xef\x81\x8c";
inline constexpr const char* kIconStep = "\xef\x81\x91";
inline constexpr const char* kIconExpress = "\xef\x83\xa7";
inline constexpr const char* kIconSearch = "\xef\x80\x82";
inline constexpr const char* kIconServer = "\xef\x88\xb3";
inline constexpr const char* kIconBack = "\xef\x81\xa0";
inline constexpr const char* kIconForward = "\xef\x81\xa1";
inline constexpr const char* kIconPin = "\xef\x82\x8d";
inline constexpr const char* kIconSettings = "\xef\x80\x93";
inline constexpr const char* kIconLoop = "\xef\x80\x9e";
inline constexpr const char* kIconClose = "\xef\x80\x8d";
inline constexpr const char* kIconClock = "\xef\x80\x97";

}  // namespace waypost::viz
