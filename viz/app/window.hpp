// SPDX-License-Identifier: Apache-2.0
// A window with OpenGL 3.3 (GLFW), and the keys that were pressed in it. Keys come from a queue of
// our own: ImGui 1.86 samples them once a frame and loses quick taps (imgui issue 2787).
#pragma once

#include <string>
#include <vector>

struct GLFWwindow;

namespace waypost::viz {

/// A key going down, by GLFW's numbers.
struct KeyPress {
  int key = 0;
  bool shift = false, control = false;
};

class Window {
 public:
  /// Throws std::runtime_error with what to do about it: no display, OpenGL too old.
  Window(int width, int height, const std::string& title, bool visible = true);
  ~Window();
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;

  bool should_close() const;
  /// Pixels.
  void size(int& width, int& height) const;
  /// Of the monitor: 1, 1.5, 2, ...
  float content_scale() const;
  /// Waits for input, wake(), or the time to be over; then handles what came.
  void wait(double seconds);
  void present();
  std::vector<KeyPress> take_keys();
  /// Whether a mouse, keyboard or the window's frame did anything since the last call.
  bool take_touched();
  /// Keys and buttons pressed or let go, and moves of the pointer, since it was opened.
  std::uint64_t inputs() const { return inputs_; }
  /// Ends a wait; from any thread.
  static void wake();
  GLFWwindow* handle() const { return window_; }

 private:
  static void touch(GLFWwindow* window);
  static void touch_by_input(GLFWwindow* window);
  void listen();

  GLFWwindow* window_ = nullptr;
  std::vector<KeyPress> keys_;
  bool touched_ = false;
  std::uint64_t inputs_ = 0;
};

}  // namespace waypost::viz
