// SPDX-License-Identifier: Apache-2.0
#include "viz/app/offscreen.hpp"

#include <EGL/egl.h>
#include <EGL/eglext.h>

#include <stdexcept>

namespace waypost::viz {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(std::string("no picture can be drawn without a display: ") + what +
                           " (Debian packages libegl1 and libgl1-mesa-dri)");
}

EGLDisplay open_display() {
  const auto get_platform_display = reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(
      eglGetProcAddress("eglGetPlatformDisplayEXT"));
  if (get_platform_display == nullptr) fail("EGL knows no platforms");
  const EGLDisplay display =
      get_platform_display(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
  if (display == EGL_NO_DISPLAY || !eglInitialize(display, nullptr, nullptr))
    fail("EGL has no surfaceless platform");
  return display;
}

}  // namespace

OffscreenContext::OffscreenContext(int width, int height) {
  display_ = open_display();
  constexpr EGLint kConfig[] = {EGL_SURFACE_TYPE,
                                EGL_PBUFFER_BIT,
                                EGL_RENDERABLE_TYPE,
                                EGL_OPENGL_BIT,
                                EGL_RED_SIZE,
                                8,
                                EGL_GREEN_SIZE,
                                8,
                                EGL_BLUE_SIZE,
                                8,
                                EGL_NONE};
  EGLConfig config = nullptr;
  EGLint found = 0;
  if (!eglBindAPI(EGL_OPENGL_API)) fail("EGL has no OpenGL");
  if (!eglChooseConfig(display_, kConfig, &config, 1, &found) || found == 0)
    fail("EGL has no pixel buffers");
  const EGLint size[] = {EGL_WIDTH, width, EGL_HEIGHT, height, EGL_NONE};
  surface_ = eglCreatePbufferSurface(display_, config, size);
  constexpr EGLint kVersion[] = {EGL_CONTEXT_MAJOR_VERSION,
                                 3,
                                 EGL_CONTEXT_MINOR_VERSION,
                                 3,
                                 EGL_CONTEXT_OPENGL_PROFILE_MASK,
                                 EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT,
                                 EGL_NONE};
  context_ = eglCreateContext(display_, config, EGL_NO_CONTEXT, kVersion);
  if (surface_ == EGL_NO_SURFACE || context_ == EGL_NO_CONTEXT ||
      !eglMakeCurrent(display_, surface_, surface_, context_))
    fail("OpenGL 3.3 is needed");
}

OffscreenContext::~OffscreenContext() {
  eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
  eglDestroyContext(display_, context_);
  eglDestroySurface(display_, surface_);
  eglTerminate(display_);
}

}  // namespace waypost::viz
