// SPDX-License-Identifier: Apache-2.0
#include "viz/app/window.hpp"

#include <GLFW/glfw3.h>
#include <dlfcn.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include "viz/app/screen.hpp"

namespace waypost::viz {
namespace {

constexpr int kLostDisplay = 2;  // the exit code of bad input (cli/verb.hpp)

/// Xlib ends the program when its server is gone; this says so first. It must not return.
int on_lost_display(void*) {
  std::fputs("waypost view: the display was lost. A picture needs none: waypost shot\n", stderr);
  std::fflush(nullptr);
  std::_Exit(kLostDisplay);
}

/// Xlib is GLFW's business and not linked here, so its one function is looked up by name.
void tell_when_display_is_lost() {
  // Whoever writes to a server that is gone is killed, unless it asks for the error instead.
  std::signal(SIGPIPE, SIG_IGN);
  using Handler = int (*)(void*);
  using Set = Handler (*)(Handler);
  void* set = dlsym(RTLD_DEFAULT, "XSetIOErrorHandler");
  if (set != nullptr) reinterpret_cast<Set>(set)(on_lost_display);
}

std::string last_error() {
  const char* text = nullptr;
  glfwGetError(&text);
  return text == nullptr ? "unknown reason" : text;
}

}  // namespace

Window::Window(int width, int height, const std::string& title, bool visible) {
  if (!glfwInit())
    throw std::runtime_error("no display can be opened (" + last_error() +
                             "). A picture needs none: waypost shot");
  tell_when_display_is_lost();
  glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
  glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
  glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
  glfwWindowHint(GLFW_VISIBLE, visible ? GLFW_TRUE : GLFW_FALSE);
  window_ = glfwCreateWindow(width, height, title.c_str(), nullptr, nullptr);
  if (window_ == nullptr) {
    const std::string reason = last_error();
    glfwTerminate();
    throw std::runtime_error(std::string(kNeededOpenGl) + " is needed (" + reason + ")");
  }
  glfwMakeContextCurrent(window_);
  glfwSwapInterval(1);
  glfwSetWindowUserPointer(window_, this);
  // Before ImGui installs its own callbacks, which pass events on to these.
  listen();
  glfwSetKeyCallback(window_, [](GLFWwindow* w, int key, int, int action, int mods) {
    touch_by_input(w);
    if (action != GLFW_RELEASE)
      static_cast<Window*>(glfwGetWindowUserPointer(w))
          ->keys_.push_back({key, (mods & GLFW_MOD_SHIFT) != 0, (mods & GLFW_MOD_CONTROL) != 0});
  });
}

Window::~Window() {
  glfwDestroyWindow(window_);
  glfwTerminate();
}

bool Window::should_close() const { return glfwWindowShouldClose(window_) != 0; }

void Window::size(int& width, int& height) const {
  glfwGetFramebufferSize(window_, &width, &height);
}

float Window::content_scale() const {
  float x = 1, y = 1;
  glfwGetWindowContentScale(window_, &x, &y);
  return x;
}

void Window::wait(double seconds) { glfwWaitEventsTimeout(seconds); }

void Window::present() { glfwSwapBuffers(window_); }

bool Window::take_touched() { return std::exchange(touched_, false); }

void Window::touch(GLFWwindow* window) {
  static_cast<Window*>(glfwGetWindowUserPointer(window))->touched_ = true;
}

void Window::touch_by_input(GLFWwindow* window) {
  touch(window);
  ++static_cast<Window*>(glfwGetWindowUserPointer(window))->inputs_;
}

/// Everything that may change what is drawn, beside keys.
void Window::listen() {
  glfwSetCursorPosCallback(window_, [](GLFWwindow* w, double, double) { touch_by_input(w); });
  glfwSetCursorEnterCallback(window_, [](GLFWwindow* w, int) { touch(w); });
  glfwSetMouseButtonCallback(window_, [](GLFWwindow* w, int, int, int) { touch_by_input(w); });
  glfwSetScrollCallback(window_, [](GLFWwindow* w, double, double) { touch(w); });
  glfwSetCharCallback(window_, [](GLFWwindow* w, unsigned) { touch(w); });
  glfwSetFramebufferSizeCallback(window_, [](GLFWwindow* w, int, int) { touch(w); });
  glfwSetWindowRefreshCallback(window_, [](GLFWwindow* w) { touch(w); });
  glfwSetWindowFocusCallback(window_, [](GLFWwindow* w, int) { touch(w); });
}

std::vector<KeyPress> Window::take_keys() { return std::exchange(keys_, {}); }

void Window::wake() { glfwPostEmptyEvent(); }

}  // namespace waypost::viz
