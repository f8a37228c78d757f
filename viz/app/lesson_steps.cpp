// SPDX-License-Identifier: Apache-2.0
#include "viz/app/lesson_steps.hpp"

#include <fmt/ostream.h>

#include "viz/app/subject_by_name.hpp"

namespace waypost::viz {

void enter_lesson_step(UiState& ui, const Snapshot& s, CommandList& commands) {
  if (!ui.lesson.active() || ui.lesson.entered) return;
  ui.lesson.entered = true;
  const LessonStep& step = ui.lesson.now();
  commands.send(Pause{});
  commands.send(SetBreakpoint{step.until});
  if (step.go) commands.send(Seek{*step.go});
  for (const std::string& change : step.steps) commands.send(Inject{change});
  if (!step.until.empty()) {
    commands.send(SetSpeed{kExpress});
    commands.send(Play{});
  }
  if (!step.select.empty())
    if (const auto subject = subject_by_name(*s.scene, step.select)) ui.select(*subject);
  ui.event_filter = step.filter;
  if (!step.follow.empty())
    ui.follow = {step.follow == "lookup" ? FollowTarget::What::slowest_lookup
                                         : FollowTarget::What::slowest_message,
                 ui.lesson.step};
  if (!step.panel.empty()) ui.show(step.panel);
}

std::shared_ptr<const Lesson> find_lesson(const std::string& scenario_file,
                                          const cli::Console& console, bool& bad) {
  bad = false;
  const std::filesystem::path file = lesson_beside(scenario_file);
  if (!std::filesystem::exists(file)) return nullptr;
  try {
    return std::make_shared<const Lesson>(read_lesson(file));
  } catch (const LessonError& error) {
    fmt::print(console.err, "{}\n", error.what());
    bad = true;
    return nullptr;
  }
}

}  // namespace waypost::viz
