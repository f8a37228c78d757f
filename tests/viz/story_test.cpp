// SPDX-License-Identifier: Apache-2.0
// Following one lookup or message: the story from the live event log against the steps that `dig`
// and `send` tell, and its layout.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "viz/live/simulation.hpp"
#include "viz/view/story_view.hpp"

using namespace waypost;
using namespace waypost::viz;

namespace {

scenarios::Loaded library(const std::string& name) {
  return scenarios::load_file(std::filesystem::path(WAYPOST_SOURCE_DIR) / "scenarios/library" /
                              (name + ".textproto"));
}

sim::Time at(sim::Duration d) { return sim::Time{} + d; }

std::shared_ptr<const Story> follow(Simulation& simulation, FollowTarget::What what,
                                    std::uint64_t number = 0) {
  Attention attention;
  attention.follow = {what, number};
  simulation.look(attention);
  return simulation.observe().story;
}

SequenceRoom room(bool in_order = false) {
  SequenceRoom r;
  r.in_order = in_order;
  r.width_of = [](const std::string& text) { return 6.0f * static_cast<float>(text.size()); };
  return r;
}

}  // namespace

TEST_CASE("a cold lookup is followed from root to answer", "[viz][story]") {
  Simulation simulation(library("first_lookup"));
  simulation.advance(at(sim::seconds(15)));
  const auto story = follow(simulation, FollowTarget::What::slowest_lookup);
  REQUIRE(story);
  CHECK(story->over);
  CHECK(story->begin == at(sim::seconds(10)));
  const auto asked = [&](const std::string& zone_part) {
    return std::any_of(story->steps.begin(), story->steps.end(), [&](const StoryStep& s) {
      return s.kind == StoryStep::Kind::round_trip && s.outcome == "referral to " + zone_part;
    });
  };
  CHECK(asked("org."));
  CHECK(asked("example.org."));
  // What the client waited for adds up to the latency, as in `dig`.
  sim::Duration sum{};
  for (const StoryStep& s : story->steps)
    if (!s.beside) sum += s.took();
  CHECK(sum == story->end - story->begin);
  // The answer goes to whom the question came from.
  const auto last = std::max_element(story->steps.begin(), story->steps.end(),
                                     [](const auto& a, const auto& b) { return a.end < b.end; });
  CHECK(last->to == story->steps.front().from);
}

TEST_CASE("any event of a lookup leads to its story", "[viz][story]") {
  Simulation simulation(library("first_lookup"));
  simulation.advance(at(sim::seconds(15)));
  simulation.look({});
  const Snapshot snapshot = simulation.observe();
  REQUIRE(snapshot.events.rows.size() > 5);
  int led = 0;
  for (const EventRow& row : snapshot.events.rows) {
    const auto story = follow(simulation, FollowTarget::What::event, row.number);
    REQUIRE(story);
    if (!story->empty() && story->begin == at(sim::seconds(10))) ++led;
  }
  CHECK(led * 10 >= static_cast<int>(snapshot.events.rows.size()) * 8);
}

TEST_CASE("a message over a dead host shows the wait and the next host", "[viz][story]") {
  Simulation simulation(library("mx_failover"));
  simulation.advance(at(sim::minutes(100)));
  const auto story = follow(simulation, FollowTarget::What::slowest_message);
  REQUIRE(story);
  REQUIRE_FALSE(story->empty());
  CHECK(story->outcome == "delivered");
  // Postfix gives a connection 30 s (smtp_connect_timeout).
  const auto wait = std::find_if(story->steps.begin(), story->steps.end(), [](const StoryStep& s) {
    return s.bad && s.took() >= sim::seconds(30);
  });
  REQUIRE(wait != story->steps.end());
  CHECK(wait->kind == StoryStep::Kind::round_trip);
}

TEST_CASE("the log may have forgotten, and says so", "[viz][story]") {
  Simulation simulation(library("first_lookup"));
  const auto story = follow(simulation, FollowTarget::What::slowest_message);
  REQUIRE(story);
  CHECK(story->empty());
  CHECK_FALSE(story->missing.empty());
  CHECK(follow(simulation, FollowTarget::What::nothing) == nullptr);
}

TEST_CASE("a sequence diagram goes downwards in time and labels never cover each other",
          "[viz][story]") {
  Simulation simulation(library("first_lookup"));
  simulation.advance(at(sim::seconds(15)));
  const auto story = follow(simulation, FollowTarget::What::slowest_lookup);
  const bool in_order = GENERATE(false, true);
  const SequenceRoom r = room(in_order);
  const SequenceView view = make_sequence_view(*story, r);
  CHECK(view.actors.size() == story->actors.size());
  for (const SequenceArrow& a : view.arrows) CHECK(a.y1 >= a.y0);
  for (std::size_t i = 0; i < view.labels.size(); ++i)
    for (std::size_t j = i + 1; j < view.labels.size(); ++j)
      CHECK(std::abs(view.labels[i].y - view.labels[j].y) >= r.line);
  // Later is lower.
  for (const SequenceArrow& a : view.arrows)
    for (const SequenceArrow& b : view.arrows)
      if (story->steps[a.step].end < story->steps[b.step].begin) CHECK(a.y1 <= b.y0);
}

TEST_CASE("a lost answer is drawn as one, and a lost question as one", "[viz][story]") {
  Story story;
  story.actors = {{"client", ""}, {"isp", ""}};
  story.steps.push_back({StoryStep::Kind::round_trip, at({}), at(sim::seconds(5)), 0, 1, "A?",
                         "no answer in time", true, false, false});
  story.begin = at({});
  story.end = at(sim::seconds(5));
  const auto arrows = [&] { return make_sequence_view(story, room()).arrows; };
  REQUIRE(arrows().size() == 1);
  CHECK(arrows()[0].lost);  // nobody is known to have had it
  story.steps.push_back({StoryStep::Kind::at_home, at(sim::milliseconds(2)),
                         at(sim::milliseconds(31)), 1, 1, "not in its cache", "", false, false,
                         true});
  const auto drawn = make_sequence_view(story, room());
  REQUIRE(drawn.arrows.size() == 2);
  const SequenceArrow &question = drawn.arrows[0], &answer = drawn.arrows[1];
  CHECK_FALSE(question.lost);
  CHECK(question.x1 == drawn.actors[1].x);
  CHECK(answer.lost);
  CHECK(answer.x0 == drawn.actors[1].x);
  CHECK(answer.x1 > drawn.actors[0].x);
  CHECK(answer.x1 < answer.x0);
  CHECK(answer.y0 > question.y1);
  // Still at work when the client gave up: no answer had left.
  story.steps.back().end = at(sim::seconds(6));
  REQUIRE(arrows().size() == 1);
  CHECK_FALSE(arrows()[0].lost);
}

TEST_CASE("distances in the diagram are in proportion where labels leave room", "[viz][story]") {
  Story story;
  story.actors = {{"a", ""}, {"b", ""}};
  for (const int ms : {0, 100, 400})
    story.steps.push_back({StoryStep::Kind::one_way, at(sim::milliseconds(ms)),
                           at(sim::milliseconds(ms)), 0, 1, "x", "", false, false, false});
  story.begin = at({});
  story.end = at(sim::milliseconds(1000));
  SequenceRoom r = room();
  r.height = 400;
  const SequenceView view = make_sequence_view(story, r);
  REQUIRE(view.time_marks.size() == 3);
  const float row = r.line * 1.15f;
  const float first = view.time_marks[1].y - view.time_marks[0].y - row;
  const float second = view.time_marks[2].y - view.time_marks[1].y - row;
  CHECK(second / first == Approx(3).epsilon(0.01));
  // A pause that would fill the screen is cut, and says how long it was.
  story.steps.push_back({StoryStep::Kind::one_way, at(sim::hours(1)), at(sim::hours(1)), 0, 1, "x",
                         "", false, false, false});
  story.end = at(sim::hours(1));
  CHECK_FALSE(make_sequence_view(story, r).cuts.empty());
}

TEST_CASE("a story can be copied as text and as a drawing", "[viz][story]") {
  Simulation simulation(library("first_lookup"));
  simulation.advance(at(sim::seconds(15)));
  const auto story = follow(simulation, FollowTarget::What::slowest_lookup);
  const std::string page = story_page(*story);
  CHECK_THAT(page, Catch::Contains("referral to org."));
  CHECK_THAT(page, Catch::Contains("www.example.org. A?"));
  const std::string svg = story_svg(*story, ThemeName::light);
  CHECK(svg.starts_with("<svg "));
  CHECK(svg.ends_with("</svg>\n"));
  Story odd = *story;
  odd.title = "<a & b>";
  CHECK_THAT(story_svg(odd, ThemeName::dark), Catch::Contains("&lt;a &amp; b&gt;"));
}
