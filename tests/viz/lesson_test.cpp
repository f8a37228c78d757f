// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <filesystem>

#include "viz/view/lesson.hpp"

using namespace waypost;
using namespace waypost::viz;

namespace {

constexpr const char* kLesson = R"(# Caches
## Cold
go: 9s
hide: follow, events
do: down { names: "ns1" }

One paragraph
in two lines.

A second one.

? How many?
- none
+ three
= Because of
the walk.

## Warm
go: 1h20m
follow: lookup

Text.
)";

std::string fault(const std::string& text) {
  try {
    parse_lesson(text, "x.lesson.md");
  } catch (const LessonError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a lesson is read as it is written", "[viz][lesson]") {
  const Lesson lesson = parse_lesson(kLesson, "x");
  CHECK(lesson.title == "Caches");
  REQUIRE(lesson.steps.size() == 2);
  const LessonStep& cold = lesson.steps[0];
  CHECK(cold.go == sim::Time{} + sim::seconds(9));
  CHECK(cold.hide == std::vector<std::string>{"follow", "events"});
  CHECK(cold.steps == std::vector<std::string>{"down { names: \"ns1\" }"});
  CHECK(cold.paragraphs ==
        std::vector<std::string>{"One paragraph in two lines.", "A second one."});
  CHECK(cold.choices == std::vector<std::string>{"none", "three"});
  CHECK(cold.right == 1);
  CHECK(cold.reveal == "Because of the walk.");
  CHECK(lesson.steps[1].question.empty());
}

TEST_CASE("what is wrong with a lesson is told with its line", "[viz][lesson]") {
  CHECK(fault("# T\n## S\ngo: soon\n") ==
        "x.lesson.md:3: go: \"soon\" is no length of time; write \"go: 1h20m\"");
  CHECK_THAT(fault("# T\n## S\ncolour: red\n"), Catch::Contains("x.lesson.md:3: \"colour: red\""));
  CHECK_THAT(fault("# T\n## S\n\n? Q\n- a\n- b\n= c\n"), Catch::Contains("needs a right answer"));
  CHECK_THAT(fault("# T\n## S\n\n? Q\n- a\n+ b\n"), Catch::Contains("needs \"= what is told\""));
  CHECK_THAT(fault("# T\n"), Catch::Contains("has steps"));
  CHECK_THAT(fault("text first\n"), Catch::Contains("a step begins with"));
  CHECK_THAT(fault(""), Catch::Contains("begins with a line \"# Its title\""));
}

TEST_CASE("panels stay hidden until the question has been answered", "[viz][lesson]") {
  LessonState state;
  CHECK_FALSE(state.hides("follow"));
  state.begin(std::make_shared<const Lesson>(parse_lesson(kLesson, "x")));
  CHECK(state.hides("follow"));
  CHECK_FALSE(state.hides("map"));
  state.answer(0);
  CHECK_FALSE(state.hides("follow"));
  CHECK(state.right_answers() == 0);
  state.answer(1);  // too late: the first answer counts
  CHECK(state.right_answers() == 0);
  state.entered = true;
  state.move(1);
  CHECK_FALSE(state.entered);
  state.move(5);
  CHECK(state.step == 1);
  CHECK(state.questions() == 1);
}

TEST_CASE("the lessons of the library can be read, and stand beside their scenarios",
          "[viz][lesson]") {
  const std::filesystem::path library =
      std::filesystem::path(WAYPOST_SOURCE_DIR) / "scenarios/library";
  int lessons = 0;
  for (const auto& entry : std::filesystem::directory_iterator(library)) {
    const std::string name = entry.path().filename().string();
    const std::string ending = ".lesson.md";
    if (!name.ends_with(ending)) continue;
    CAPTURE(name);
    ++lessons;
    const std::filesystem::path scenario =
        library / (name.substr(0, name.size() - ending.size()) + ".textproto");
    CHECK(std::filesystem::exists(scenario));
    CHECK(lesson_beside(scenario) == entry.path());
    CHECK_NOTHROW(read_lesson(entry.path()));
  }
  CHECK(lessons >= 2);
}
