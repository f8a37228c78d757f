// SPDX-License-Identifier: Apache-2.0
// ImGui set up for one screen of a given size: fonts, theme, the OpenGL 3 backend. The OpenGL
// context is made by others and is current.
#pragma once

#include <string>
#include <vector>

#include "viz/panels/dashboard.hpp"

namespace waypost::viz {

/// RGB, rows from the top.
struct Picture {
  int width = 0, height = 0;
  std::vector<unsigned char> rgb;
};

/// The lowest OpenGL that will do, for messages.
inline constexpr const char* kNeededOpenGl = "OpenGL 3.3";

class Screen {
 public:
  /// Throws std::runtime_error when the current context's OpenGL is too old.
  Screen(int width, int height, UiState& ui);
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  void resize(int width, int height);
  /// Builds and renders one frame of `dashboard` into the current framebuffer.
  /// `ui_map`: told where the widgets are; may be null.
  void draw(Dashboard& dashboard, const Snapshot& snapshot, CommandList& commands,
            float seconds_since_last, UiMap* ui_map = nullptr);
  Picture read_pixels() const;
  /// Throws std::runtime_error when OpenGL has complained about anything so far.
  void check_errors() const;
  const Fonts& fonts() const { return fonts_; }

 private:
  UiState& ui_;
  Fonts fonts_;
  int width_, height_;
};

/// Throws std::runtime_error when `file` cannot be written.
void write_png(const Picture& picture, const std::string& file);

}  // namespace waypost::viz
