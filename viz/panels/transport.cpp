// SPDX-License-Identifier: Apache-2.0
// The bar on top: play and pause, steps, speed with the ratio really reached, the clock, a typed
// jump, the answer to the last command.
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>

#include "viz/draw/shapes.hpp"
#include "viz/draw/theme.hpp"
#include "viz/panels/make.hpp"
#include "viz/view/jump.hpp"
#include "viz/view/range_view.hpp"
#include "viz/view/words.hpp"

namespace waypost::viz {
namespace {

class TransportBar final : public Panel {
 public:
  void draw(Frame& frame) override;

 private:
  void draw_buttons(Frame& frame);
  void draw_loop(Frame& frame);
  void draw_speed(Frame& frame);
  void draw_clock(Frame& frame);
  void draw_jump(Frame& frame);
  void draw_facts(Frame& frame);

  std::string jump_;
};

void TransportBar::draw(Frame& frame) {
  draw_buttons(frame);
  draw_speed(frame);
  draw_clock(frame);
  draw_jump(frame);
  draw_facts(frame);
}

void TransportBar::draw_buttons(Frame& frame) {
  const bool playing = frame.snapshot.transport.playing;
  const std::string play =
      fmt::format("{} {}###play", playing ? kIconPause : kIconPlay, playing ? "Pause" : "Play");
  if (ImGui::Button(play.c_str(), {frame.px(84), 0})) {
    if (playing)
      frame.commands.send(Pause{});
    else
      frame.commands.send(Play{});
  }
  frame.mark("play");
  ImGui::SameLine();
  if (ImGui::Button(fmt::format("{} Event", kIconStep).c_str())) frame.commands.send(StepEvents{1});
  frame.mark("step event");
  ImGui::SameLine();
  if (ImGui::Button("+1 s")) frame.commands.send(StepTime{sim::seconds(1)});
  ImGui::SameLine();
  draw_loop(frame);
}

/// Only while there is a range to play again, or one is being played.
void TransportBar::draw_loop(Frame& frame) {
  const bool loops = frame.snapshot.transport.loop.has_value();
  if (!loops && !frame.ui.brush) return;
  ImGui::PushStyleColor(ImGuiCol_Button,
                        colour(loops ? frame.colours().accent_strong : frame.colours().accent));
  if (ImGui::Button(fmt::format("{} Loop", kIconLoop).c_str()))
    toggle_loop(frame.snapshot, frame.ui, frame.commands);
  ImGui::PopStyleColor();
  frame.mark("loop");
  if (ImGui::IsItemHovered())
    ImGui::SetTooltip("%s", loops ? "run on past the range's end (J)"
                                  : "play the marked range again and again (J)");
  ImGui::SameLine();
}

void TransportBar::draw_speed(Frame& frame) {
  const Transport& t = frame.snapshot.transport;
  float power = static_cast<float>(std::log10(std::clamp(t.asked_speed, 0.01, 1e6)));
  ImGui::SetNextItemWidth(frame.px(120));
  const std::string label = t.express ? "express" : speed_text(t.asked_speed);
  if (ImGui::SliderFloat("##speed", &power, -2, 6, label.c_str()))
    frame.commands.send(SetSpeed{std::pow(10.0, std::round(power * 4) / 4)});
  ImGui::SameLine();
  ImGui::PushStyleColor(ImGuiCol_Button,
                        colour(t.express ? frame.colours().accent_strong : frame.colours().accent));
  if (ImGui::Button(fmt::format("{} Express", kIconExpress).c_str()))
    frame.commands.send(SetSpeed{t.express ? t.asked_speed : kExpress});
  frame.mark("express");
  ImGui::PopStyleColor();
  ImGui::SameLine();
}

void TransportBar::draw_clock(Frame& frame) {
  const Snapshot& s = frame.snapshot;
  ImGui::PushFont(frame.fonts.title);
  ImGui::SetCursorPosY(ImGui::GetCursorPosY() - frame.px(1));
  ImGui::TextUnformatted(clock_text(s.transport.now).c_str());
  ImGui::PopFont();
  ImGui::SameLine();
}

void TransportBar::draw_jump(Frame& frame) {
  ImGui::SetCursorPosY(ImGui::GetStyle().WindowPadding.y);
  ImGui::SetNextItemWidth(frame.px(118));
  const bool entered = ImGui::InputTextWithHint("##jump", "jump to: 1h20m", &jump_,
                                                ImGuiInputTextFlags_EnterReturnsTrue);
  frame.mark("jump");
  if (entered) {
    const Snapshot& s = frame.snapshot;
    if (const auto to = read_jump(jump_, s.transport.now, s.scene->start_unix_seconds)) {
      frame.commands.send(Seek{*to});
      jump_.clear();
    } else if (!jump_.empty()) {
      frame.commands.send(
          Tell{"\"" + jump_ + "\": write 1h20m, 56:40, +5m or 2026-03-10 09:00 (UTC)", true});
    }
  }
  ImGui::SameLine();
}

void TransportBar::draw_facts(Frame& frame) {
  const Snapshot& s = frame.snapshot;
  const Transport& t = s.transport;
  std::string facts = date_text(s.scene->start_unix_seconds, t.now);
  if (t.playing && t.reached_speed > 0)
    facts += fmt::format("   reached {}", speed_text(t.reached_speed));
  facts += fmt::format("   {}   seed {}   {} events", s.scene->title, s.scene->seed,
                       count_text(t.events));
  if (!t.recorded.empty()) facts = t.recorded + "   " + facts;
  if (!t.breakpoint.empty()) facts = fmt::format("pauses at {}   ", t.breakpoint) + facts;
  if (!t.notice.empty()) facts = t.notice;
  const float room = ImGui::GetContentRegionAvail().x;
  ImGui::AlignTextToFramePadding();
  const Rgb ink = t.notice_is_error ? frame.colours().bad : frame.colours().quiet;
  ImGui::PushStyleColor(ImGuiCol_Text, colour(ink));
  ImGui::TextUnformatted(fitted(facts, room).c_str());
  ImGui::PopStyleColor();
}

}  // namespace

std::unique_ptr<Panel> make_transport() { return std::make_unique<TransportBar>(); }

}  // namespace waypost::viz
