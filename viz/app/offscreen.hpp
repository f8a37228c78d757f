// SPDX-License-Identifier: Apache-2.0
// An OpenGL context without any display: EGL's surfaceless platform (Mesa) with a pixel buffer.
#pragma once

namespace waypost::viz {

class OffscreenContext {
 public:
  /// Current after this. Throws std::runtime_error saying what EGL lacks.
  OffscreenContext(int width, int height);
  ~OffscreenContext();
  OffscreenContext(const OffscreenContext&) = delete;
  OffscreenContext& operator=(const OffscreenContext&) = delete;

 private:
  void* display_ = nullptr;
  void* surface_ = nullptr;
  void* context_ = nullptr;
};

}  // namespace waypost::viz
