// SPDX-License-Identifier: Apache-2.0
// A lesson, step by step: its text, a question to be answered before hidden panels show, what there
// is to say once it has been.
#include <fmt/format.h>
#include <imgui.h>

#include "viz/draw/shapes.hpp"
#include "viz/draw/theme.hpp"
#include "viz/panels/make.hpp"

namespace waypost::viz {
namespace {

class LessonPanel final : public Panel {
 public:
  void draw(Frame& frame) override;

 private:
  void draw_question(Frame& frame) const;
  void draw_choice(Frame& frame, std::size_t choice) const;
  void draw_way(Frame& frame) const;
};

void wrapped(const std::string& text) {
  ImGui::PushTextWrapPos(0);
  ImGui::TextUnformatted(text.c_str());
  ImGui::PopTextWrapPos();
}

void LessonPanel::draw(Frame& frame) {
  const LessonState& state = frame.ui.lesson;
  if (!state.active())
    return draw_empty("No lesson. One is written beside a scenario: NAME.lesson.md.");
  const LessonStep& step = state.now();
  ImGui::TextDisabled("%s", fitted(fmt::format("{}   {} of {}", state.lesson->title, state.step + 1,
                                               state.lesson->steps.size()),
                                   ImGui::GetContentRegionAvail().x)
                                .c_str());
  ImGui::PushFont(frame.fonts.title);
  wrapped(step.title);
  ImGui::PopFont();
  const float way = ImGui::GetFrameHeightWithSpacing() + frame.px(4);
  ImGui::BeginChild("page", {0, -way});
  for (const std::string& paragraph : step.paragraphs) {
    wrapped(paragraph);
    ImGui::Spacing();
  }
  if (!step.question.empty()) draw_question(frame);
  ImGui::EndChild();
  draw_way(frame);
}

void LessonPanel::draw_question(Frame& frame) const {
  const LessonStep& step = frame.ui.lesson.now();
  ImGui::Separator();
  ImGui::Spacing();
  wrapped(step.question);
  if (!frame.ui.lesson.answered() && !step.hide.empty())
    ImGui::TextDisabled("What tells it is hidden until you have answered.");
  for (std::size_t i = 0; i < step.choices.size(); ++i) draw_choice(frame, i);
  if (!frame.ui.lesson.answered()) return;
  ImGui::Spacing();
  const LessonState& state = frame.ui.lesson;
  const bool right = static_cast<std::size_t>(state.answers[state.step]) == step.right;
  ImGui::TextColored(colour4(right ? frame.colours().good : frame.colours().bad), "%s",
                     right ? "Right." : "Not so.");
  wrapped(step.reveal);
}

void LessonPanel::draw_choice(Frame& frame, std::size_t choice) const {
  LessonState& state = frame.ui.lesson;
  const LessonStep& step = state.now();
  const bool answered = state.answered();
  const bool chosen = answered && static_cast<std::size_t>(state.answers[state.step]) == choice;
  const std::string mark = !answered ? "" : choice == step.right ? "+ " : chosen ? "x " : "   ";
  ImGui::PushID(static_cast<int>(choice));
  if (chosen || !answered)
    ImGui::PushStyleColor(ImGuiCol_Button, colour(frame.colours().accent));
  else
    ImGui::PushStyleColor(ImGuiCol_Button, colour(frame.colours().raised));
  const std::string text =
      fitted(mark + step.choices[choice], ImGui::GetContentRegionAvail().x - frame.px(20));
  if (ImGui::Button(text.c_str(), {-1, 0})) state.answer(static_cast<int>(choice));
  frame.mark(fmt::format("choice {}", choice));
  ImGui::PopStyleColor();
  ImGui::PopID();
}

void LessonPanel::draw_way(Frame& frame) const {
  LessonState& state = frame.ui.lesson;
  if (ImGui::Button("Back")) state.move(-1);
  ImGui::SameLine();
  if (ImGui::Button("Next")) state.move(1);
  frame.mark("lesson next");
  if (state.questions() == 0) return;
  ImGui::SameLine();
  ImGui::TextDisabled(
      "%s", fmt::format("{} of {} right", state.right_answers(), state.questions()).c_str());
}

}  // namespace

std::unique_ptr<Panel> make_lesson() { return std::make_unique<LessonPanel>(); }

}  // namespace waypost::viz
