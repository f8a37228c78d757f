// SPDX-License-Identifier: Apache-2.0
// A lesson: steps with a text, an instant to go to, panels that stay hidden until a question has
// been answered. Written beside its scenario, NAME.lesson.md beside NAME.textproto:
//
//   # Title
//   ## A step
//   go: 9s                  where to stand; also: until, select, panel, hide, follow, filter, do
//   hide: inspector, plots
//
//   Paragraphs.
//
//   ? A question
//   - an answer
//   + the right answer
//   = What is told once somebody has answered.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sim/time.hpp"

namespace waypost::viz {

struct LessonStep {
  std::string title;
  std::optional<sim::Time> go;
  std::string until;               ///< event filter: run on to the first event that matches
  std::string select;              ///< a server, site or link
  std::string panel;               ///< brought to the front
  std::string follow;              ///< "lookup" or "message": the slowest so far
  std::string filter;              ///< of the events
  std::vector<std::string> hide;   ///< ids of panels
  std::vector<std::string> steps;  ///< of a plan, done to the world (`do`)
  std::vector<std::string> paragraphs;
  std::string question;
  std::vector<std::string> choices;
  std::size_t right = 0;  ///< index into choices
  std::string reveal;
};

struct Lesson {
  std::string title;
  std::vector<LessonStep> steps;
};

/// Says which line of which file is wrong, and what to write instead.
class LessonError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws LessonError.
Lesson parse_lesson(std::string_view text, const std::string& file);
Lesson read_lesson(const std::filesystem::path& file);
/// "first_lookup.lesson.md" beside "first_lookup.textproto", whether or not it exists.
std::filesystem::path lesson_beside(const std::filesystem::path& scenario);

/// Where a pupil stands.
struct LessonState {
  std::shared_ptr<const Lesson> lesson;  ///< null: no lesson
  std::size_t step = 0;
  bool entered = false;      ///< the step's instant, selection, ... have been set
  std::vector<int> answers;  ///< by step; -1: not yet

  bool active() const { return lesson != nullptr && !lesson->steps.empty(); }
  const LessonStep& now() const { return lesson->steps[step]; }
  bool answered() const;
  /// The question of this step, if there is one, has been answered.
  bool revealed() const { return !active() || now().question.empty() || answered(); }
  bool hides(const std::string& panel) const;
  void begin(std::shared_ptr<const Lesson> with);
  void answer(int choice);
  void move(int by);
  std::size_t right_answers() const;
  std::size_t questions() const;
};

}  // namespace waypost::viz
