// SPDX-License-Identifier: Apache-2.0
#include "viz/app/screen.hpp"

#include <GL/gl.h>
#include <backends/imgui_impl_opengl3.h>
#include <imgui.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <string>

#include "viz/draw/theme.hpp"

namespace waypost::viz {
namespace {

void check_version() {
  const auto* text = reinterpret_cast<const char*>(glGetString(GL_VERSION));
  int major = 0, minor = 0;
  if (text != nullptr && std::sscanf(text, "%d.%d", &major, &minor) == 2 &&
      major * 10 + minor >= 33)
    return;
  throw std::runtime_error(std::string(kNeededOpenGl) + " is needed, and here is " +
                           (text == nullptr ? "none" : text));
}

}  // namespace

Screen::Screen(int width, int height, UiState& ui) : ui_(ui), width_(width), height_(height) {
  check_version();
  ImGui::CreateContext();
  ImGuiIO& io = ImGui::GetIO();
  io.IniFilename = nullptr;
  io.LogFilename = nullptr;
  fonts_ = load_fonts(ui.scale);
  apply_theme(ui.theme, ui.scale);
  if (!ImGui_ImplOpenGL3_Init("#version 330 core")) {
    ImGui::DestroyContext();
    throw std::runtime_error("OpenGL's functions cannot be loaded");
  }
}

Screen::~Screen() {
  ImGui_ImplOpenGL3_Shutdown();
  ImGui::DestroyContext();
}

void Screen::resize(int width, int height) {
  width_ = width;
  height_ = height;
}

void Screen::draw(Dashboard& dashboard, const Snapshot& snapshot, CommandList& commands,
                  float seconds_since_last, UiMap* ui_map) {
  ImGuiIO& io = ImGui::GetIO();
  io.DisplaySize = {static_cast<float>(width_), static_cast<float>(height_)};
  io.DeltaTime = seconds_since_last;
  ImGui_ImplOpenGL3_NewFrame();
  ImGui::NewFrame();
  Frame frame{snapshot, ui_, commands, fonts_, ui_map};
  ImGui::PushFont(fonts_.text);
  dashboard.draw(frame);
  ImGui::PopFont();
  ImGui::Render();
  const ImVec4 ground = colour4(palette(ui_.theme).ground);
  glViewport(0, 0, width_, height_);
  glClearColor(ground.x, ground.y, ground.z, 1);
  glClear(GL_COLOR_BUFFER_BIT);
  ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void Screen::check_errors() const {
  const GLenum error = glGetError();
  if (error != GL_NO_ERROR)
    throw std::runtime_error("OpenGL reports error " + std::to_string(error));
}

Picture Screen::read_pixels() const {
  Picture picture{width_, height_, {}};
  const auto row = static_cast<std::size_t>(width_) * 3;
  std::vector<unsigned char> upwards(row * static_cast<std::size_t>(height_));
  glPixelStorei(GL_PACK_ALIGNMENT, 1);
  glReadPixels(0, 0, width_, height_, GL_RGB, GL_UNSIGNED_BYTE, upwards.data());
  picture.rgb.resize(upwards.size());
  for (std::size_t y = 0; y < static_cast<std::size_t>(height_); ++y)
    std::copy_n(upwards.data() + (static_cast<std::size_t>(height_) - 1 - y) * row, row,
                picture.rgb.data() + y * row);
  return picture;
}

}  // namespace waypost::viz
