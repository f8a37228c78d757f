// SPDX-License-Identifier: Apache-2.0
// A marked range of time: every view keeps to it and says so, Esc lets go of it, and it can be
// played again and again.
#include <catch2/catch.hpp>
#include <filesystem>
#include <thread>

#include "viz/live/simulation_thread.hpp"
#include "viz/view/keys.hpp"
#include "viz/view/panel_text.hpp"
#include "viz/view/propagation_view.hpp"
#include "viz/view/range_view.hpp"
#include "viz/view/timeline_view.hpp"

using namespace waypost;
using namespace waypost::viz;

namespace {

sim::Time at(sim::Duration d) { return sim::Time{} + d; }
TimeRange minutes(int from, int to) { return {at(sim::minutes(from)), at(sim::minutes(to))}; }

scenarios::Loaded library(const std::string& name) {
  return scenarios::load_file(std::filesystem::path(WAYPOST_SOURCE_DIR) / "scenarios/library" /
                              (name + ".textproto"));
}

Snapshot at_hour() {
  Snapshot s;
  s.scene = std::make_shared<const Scene>();
  s.transport.now = at(sim::hours(1));
  s.transport.horizon = at(sim::hours(4));
  return s;
}

}  // namespace

TEST_CASE("a range is told with its length", "[viz][range]") {
  CHECK(range_text(minutes(120, 150)) == "02:00:00 to 02:30:00, 30 min");
  CHECK(range_text({at(sim::seconds(1)), at(sim::milliseconds(3500))}) ==
        "00:00:01.000 to 00:00:03.500, 2.5 s");
}

TEST_CASE("a range is marked by mouse or keys, and Esc lets go of it", "[viz][range]") {
  const Snapshot s = at_hour();
  UiState ui;
  CommandList commands;
  mark_range(minutes(30, 20), s, ui, commands);  // dragged to the left
  CHECK(ui.brush == minutes(20, 30));
  perform(ActionId::range_end, s, ui, commands);
  CHECK(ui.brush == minutes(20, 60));
  perform(ActionId::range_begin, s, ui, commands);
  CHECK(ui.brush == minutes(60, 240));
  ui.show_keys = true;
  perform(ActionId::close, s, ui, commands);  // the sheet first
  CHECK(ui.brush);
  perform(ActionId::close, s, ui, commands);
  CHECK_FALSE(ui.brush);
  CHECK(commands.take().empty());
}

TEST_CASE("a loop follows its range", "[viz][range]") {
  Snapshot s = at_hour();
  UiState ui;
  CommandList commands;
  perform(ActionId::loop_range, s, ui, commands);  // nothing is marked
  CHECK_FALSE(std::get<SetLoop>(commands.take().front()).range);
  ui.brush = minutes(20, 30);
  perform(ActionId::loop_range, s, ui, commands);
  const auto sent = commands.take();
  REQUIRE(sent.size() == 3);
  CHECK(std::get<SetLoop>(sent[0]).range == minutes(20, 30));
  CHECK(std::get<Seek>(sent[1]).to == at(sim::minutes(20)));
  CHECK(std::holds_alternative<Play>(sent[2]));
  s.transport.loop = minutes(20, 30);
  mark_range(minutes(40, 50), s, ui, commands);
  CHECK(std::get<SetLoop>(commands.take().front()).range == minutes(40, 50));
  perform(ActionId::close, s, ui, commands);
  CHECK_FALSE(std::get<SetLoop>(commands.take().front()).range);
}

TEST_CASE("playing comes back to the loop's start", "[viz][range][thread]") {
  SimulationThread thread(
      std::make_unique<Simulation>(library("first_message"), scenarios::BuildOptions{},
                                   kCheckpointBudget),
      {});
  const TimeRange loop = minutes(1, 2);
  thread.send(SetLoop{loop});
  thread.send(SetSpeed{kExpress});
  thread.send(Seek{loop.from});
  thread.send(Play{});
  sim::Time last{};
  bool inside = true;
  for (int turns = 0; turns < 3;) {  // the thread alone decides how soon
    thread.want_snapshot();
    const sim::Time now = thread.snapshot()->transport.now;
    inside = inside && now <= loop.to;
    if (now < last) ++turns;
    last = now;
    std::this_thread::yield();
  }
  CHECK(inside);
  CHECK(thread.snapshot()->transport.loop == loop);
  thread.send(SetLoop{});
  thread.stop();
}

TEST_CASE("figures of a range are those of its windows", "[viz][range]") {
  // Ten lookups a minute, by the clock; the authority is dead from 10 to 20 min, and TTLs are
  // short.
  const auto loaded = scenarios::load_memory(R"(
schema_version: 1
horizon: "30m"
root { mini {} }
resolvers { name: "isp" sites: "Paris, FR" }
name_servers { name: "ns1.example.org" sites: "London, GB" }
zones { origin: "example.org" name_servers: "ns1.example.org" records: "* 1 A 192.0.2.1" }
populations { name: "people" users: "10" sites: "Paris, FR" resolvers: "isp" }
queries { population: "people" names: "a.example.org" types { name: "A" }
  arrivals { at: "+1m" at: "+2m" at: "+12m" at: "+13m" at: "+14m" at: "+25m" } }
plan { at: "+10m" down { names: "ns1.example.org" } lasting: "10m" }
)",
                                             scenarios::Form::text, "range.textproto");
  Simulation simulation(loaded);
  simulation.seek(at(sim::minutes(30)));
  const auto figures = [&](const TimeRange& range) {
    Attention attention;
    attention.range = range;
    simulation.look(attention);
    return *simulation.observe().figures_in_range;
  };
  // Arrivals are of all ten users.
  const double whole = simulation.observe().figures.lookups;
  const Figures before = figures(minutes(0, 10)), during = figures(minutes(10, 20)),
                after = figures(minutes(20, 30));
  CHECK(before.failed_lookups == 0);
  CHECK(during.failed_lookups > 0);
  CHECK(after.failed_lookups == 0);
  CHECK(before.lookups + during.lookups + after.lookups == whole);
  CHECK(before.latency_p50 < 1000);
  CHECK(figures(minutes(3, 9)).lookups == 0);
  Snapshot s = simulation.observe();
  CHECK_THAT(range_sentence(s), Catch::Contains("no lookups"));
  Attention attention;
  simulation.look(attention);
  CHECK_FALSE(simulation.observe().figures_in_range);
}

TEST_CASE("what waited is told as it was at the range's end", "[viz][range][mail]") {
  // outage_and_queue: both exchangers are down from 1 h to 3 h.
  Simulation simulation(library("outage_and_queue"));
  simulation.seek(at(sim::hours(6)));
  UiState ui;
  simulation.look(ui.attention());
  const std::uint64_t now = simulation.observe().mail.total.total;
  ui.brush = minutes(90, 150);
  simulation.look(ui.attention());
  const Snapshot s = simulation.observe();
  CHECK(s.mail.shape_at <= at(sim::minutes(150)));
  CHECK(s.mail.shape_at > at(sim::minutes(148)));
  CHECK(s.mail.total.total > now);
  // The queue's depth over time says the same.
  double depth = 0;
  const std::size_t window = static_cast<std::size_t>(s.mail.shape_at.ns / s.series->window.ns) - 1;
  for (const DepthLine& line : s.mail.depth) depth += static_cast<double>(line.values[window]);
  CHECK(depth == Approx(static_cast<double>(s.mail.total.total)));
  CHECK_THAT(panel_text("mail", s, ui), Catch::StartsWith("range: 01:30:00 to 02:30:00, 60 min"));
  CHECK_THAT(panel_text("transport", s, ui), Catch::Contains("range: 01:30:00"));
  for (const EventRow& row : s.events.rows) {
    CHECK(row.time >= ui.brush->from);
    CHECK(row.time <= ui.brush->to);
  }
}

TEST_CASE("shares are told from the range's begin to its end", "[viz][range][propagation]") {
  Snapshot s = at_hour();
  s.watch.changes.push_back({0, 0, at(sim::minutes(20)), "www A", "1", "2", 300});
  auto series = std::make_shared<Series>();
  series->window = sim::minutes(10);
  auto held = std::make_shared<HeldSeries>();
  for (auto& line : series->lines) line.assign(6, 0);
  held->users[static_cast<std::size_t>(HeldValue::old_value)] = {1, 1, 0.75f, 0.5f, 0.25f, 0};
  held->users[static_cast<std::size_t>(HeldValue::new_value)] = {0, 0, 0.25f, 0.5f, 0.75f, 1};
  for (auto& line : held->users) line.resize(6);
  s.series = series;
  s.watch.series = held;
  CHECK(make_propagation_view(s, true, minutes(20, 40)).range_sentence ==
        "new 0.0 % to 50.0 %, old 100.0 % to 50.0 %");
  CHECK(make_propagation_view(s, true).range_sentence.empty());
}

TEST_CASE("the timeline shows the marked range where it is", "[viz][range][timeline]") {
  const Snapshot s = at_hour();
  const auto width = [](const std::string& text) { return 7.0f * static_cast<float>(text.size()); };
  const TimelineView view = make_timeline_view(s, {0, 0, 400, 60}, 14, width, minutes(60, 120));
  REQUIRE(view.range);
  CHECK(view.range->x == Approx(100));
  CHECK(view.range->width == Approx(100));
  CHECK_FALSE(make_timeline_view(s, {0, 0, 400, 60}, 14, width).range);
}
