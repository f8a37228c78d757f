// SPDX-License-Identifier: Apache-2.0
#include "viz/view/lesson.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "scenarios/load/units.hpp"

namespace waypost::viz {
namespace {

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1));
}

std::vector<std::string> list_of(const std::string& text) {
  std::vector<std::string> items;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    if (std::string item = trimmed(std::string_view(text).substr(at, comma - at)); !item.empty())
      items.push_back(std::move(item));
    at = comma + 1;
  }
  return items;
}

class Reader {
 public:
  explicit Reader(const std::string& file) : file_(file) {}
  void take(const std::string& line);
  Lesson finish();

 private:
  enum class Place { keys, text, question };
  [[noreturn]] void fail(const std::string& what) const {
    throw LessonError(fmt::format("{}:{}: {}", file_, line_, what));
  }
  LessonStep& step() {
    if (lesson_.steps.empty()) fail("a step begins with a line \"## Its title\"");
    return lesson_.steps.back();
  }
  void take_key(const std::string& line);
  void take_text(const std::string& line);
  void check_step() const;

  std::string file_;
  int line_ = 0;
  Lesson lesson_;
  Place place_ = Place::keys;
  bool has_right_ = false, joins_ = false;
};

void Reader::take_key(const std::string& line) {
  const std::size_t colon = line.find(':');
  const std::string key = colon == std::string::npos ? "" : line.substr(0, colon);
  const std::string value = colon == std::string::npos ? "" : trimmed(line.substr(colon + 1));
  LessonStep& s = step();
  if (key == "go") {
    const auto at = scenarios::parse_duration(value);
    if (!at) fail(fmt::format("go: \"{}\" is no length of time; write \"go: 1h20m\"", value));
    s.go = sim::Time{} + *at;
  } else if (key == "until") {
    s.until = value;
  } else if (key == "select") {
    s.select = value;
  } else if (key == "panel") {
    s.panel = value;
  } else if (key == "filter") {
    s.filter = value;
  } else if (key == "hide") {
    s.hide = list_of(value);
  } else if (key == "do") {
    s.steps.push_back(value);
  } else if (key == "follow") {
    if (value != "lookup" && value != "message") fail("follow: lookup or message");
    s.follow = value;
  } else {
    fail(
        fmt::format("\"{}\": after a step's title come go, until, select, panel, hide, follow, "
                    "filter or do, then an empty line, then its text",
                    line));
  }
}

void Reader::take_text(const std::string& line) {
  LessonStep& s = step();
  const std::string rest = line.size() > 1 ? trimmed(line.substr(1)) : "";
  if (line.starts_with("? ")) {
    if (!s.question.empty()) fail("a step has one question");
    s.question = rest;
    place_ = Place::question;
  } else if (place_ == Place::question && (line.starts_with("- ") || line.starts_with("+ "))) {
    if (line[0] == '+') {
      if (has_right_) fail("only one answer can be right");
      has_right_ = true;
      s.right = s.choices.size();
    }
    s.choices.push_back(rest);
  } else if (place_ == Place::question && line.starts_with("= ")) {
    s.reveal += (s.reveal.empty() ? "" : " ") + rest;
  } else if (place_ == Place::question && !s.reveal.empty()) {
    s.reveal += " " + line;
  } else if (place_ == Place::question) {
    fail("after a question come answers, \"- wrong\" or \"+ right\", then \"= what is told\"");
  } else if (joins_ && !s.paragraphs.empty()) {
    s.paragraphs.back() += " " + line;
  } else {
    s.paragraphs.push_back(line);
  }
  joins_ = true;
}

void Reader::check_step() const {
  if (lesson_.steps.empty()) return;
  const LessonStep& s = lesson_.steps.back();
  if (s.question.empty()) return;
  if (s.choices.size() < 2) fail(fmt::format("\"{}\" needs two answers or more", s.question));
  if (!has_right_) fail(fmt::format("\"{}\" needs a right answer, \"+ ...\"", s.question));
  if (s.reveal.empty()) fail(fmt::format("\"{}\" needs \"= what is told\"", s.question));
}

void Reader::take(const std::string& raw) {
  ++line_;
  const std::string line = trimmed(raw);
  if (line.empty()) {
    if (place_ == Place::keys && !lesson_.steps.empty()) place_ = Place::text;
    joins_ = false;
  } else if (line.starts_with("## ")) {
    check_step();
    lesson_.steps.push_back({});
    lesson_.steps.back().title = trimmed(line.substr(3));
    place_ = Place::keys;
    has_right_ = false;
  } else if (line.starts_with("# ")) {
    lesson_.title = trimmed(line.substr(2));
  } else if (place_ == Place::keys) {
    take_key(line);
  } else {
    take_text(line);
  }
}

Lesson Reader::finish() {
  check_step();
  if (lesson_.title.empty()) fail("a lesson begins with a line \"# Its title\"");
  if (lesson_.steps.empty()) fail("a lesson has steps, \"## Title\"");
  return std::move(lesson_);
}

}  // namespace

Lesson parse_lesson(std::string_view text, const std::string& file) {
  Reader reader(file);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    reader.take(std::string(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return reader.finish();
}

Lesson read_lesson(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw LessonError(fmt::format("{}: cannot be read", file.string()));
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return parse_lesson(text, file.string());
}

std::filesystem::path lesson_beside(const std::filesystem::path& scenario) {
  std::filesystem::path beside = scenario;
  return beside.replace_extension(".lesson.md");
}

bool LessonState::answered() const { return step < answers.size() && answers[step] >= 0; }

bool LessonState::hides(const std::string& panel) const {
  if (revealed()) return false;
  return std::find(now().hide.begin(), now().hide.end(), panel) != now().hide.end();
}

void LessonState::begin(std::shared_ptr<const Lesson> with) {
  lesson = std::move(with);
  step = 0;
  entered = false;
  answers.assign(lesson ? lesson->steps.size() : 0, -1);
}

void LessonState::answer(int choice) {
  if (active() && !answered()) answers[step] = choice;
}

void LessonState::move(int by) {
  if (!active()) return;
  const auto last = static_cast<std::ptrdiff_t>(lesson->steps.size()) - 1;
  const auto to = std::clamp(static_cast<std::ptrdiff_t>(step) + by, std::ptrdiff_t{0}, last);
  if (to == static_cast<std::ptrdiff_t>(step)) return;
  step = static_cast<std::size_t>(to);
  entered = false;
}

std::size_t LessonState::right_answers() const {
  std::size_t n = 0;
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (answers[i] >= 0 && static_cast<std::size_t>(answers[i]) == lesson->steps[i].right &&
        !lesson->steps[i].question.empty())
      ++n;
  return n;
}

std::size_t LessonState::questions() const {
  if (!active()) return 0;
  return static_cast<std::size_t>(
      std::count_if(lesson->steps.begin(), lesson->steps.end(),
                    [](const LessonStep& s) { return !s.question.empty(); }));
}

}  // namespace waypost::viz
