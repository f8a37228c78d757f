// SPDX-License-Identifier: Apache-2.0
// What plots and legends show is what was counted, all of it, and each run on its own windows.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "viz/view/legend.hpp"
#include "viz/view/panel_text.hpp"
#include "viz/view/plot_choice.hpp"
#include "viz/view/plot_view.hpp"

using namespace waypost;
using namespace waypost::viz;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

sim::Time at(sim::Duration d) { return sim::Time{} + d; }

std::shared_ptr<const Series> queue_of(sim::Duration window, std::vector<float> waiting) {
  auto series = std::make_shared<Series>();
  series->window = window;
  for (auto& line : series->lines) line.assign(waiting.size(), 0);
  series->lines[static_cast<std::size_t>(Line::queued)] = std::move(waiting);
  return series;
}

/// A of 20 minutes in two windows, B of 20 minutes in four.
Snapshot two_runs() {
  Snapshot a, b;
  a.scene = b.scene = std::make_shared<const Scene>();
  a.series = queue_of(sim::minutes(10), {10, 20});
  b.series = queue_of(sim::minutes(5), {1, 2, 3, 4});
  a.other = std::make_shared<const Snapshot>(b);
  return a;
}

}  // namespace

TEST_CASE("two runs are plotted on the windows of each", "[viz][plot][compare]") {
  const Snapshot s = two_runs();
  const auto plots = choose_plots(s);
  REQUIRE(plots.size() == 1);
  REQUIRE(plots[0].lines.size() == 2);
  CHECK(plots[0].lines[0].window == sim::minutes(10));
  CHECK(plots[0].lines[1].window == sim::minutes(5));
  CHECK(plots[0].lines[1].other);
  UiState ui;
  CHECK(panel_text("plots", s, ui) ==
        "seconds,\"Queue, recipients: waiting A\",\"Queue, recipients: waiting B\"\n"
        "300,,1\n600,10,2\n900,,3\n1200,20,4\n");
  ui.brush = TimeRange{at(sim::minutes(6)), at(sim::minutes(9))};
  CHECK_THAT(panel_text("plots", s, ui), Catch::Contains("\n600,10,2\n"));
  CHECK_THAT(panel_text("plots", s, ui), !Catch::Contains("\n300,") && !Catch::Contains("\n900,"));
}

TEST_CASE("nothing is drawn that was not counted", "[viz][plot]") {
  const std::vector<ColumnRange> columns{{5000, 5000}, {10, 20}, {5000, 5000},
                                         {kNan, kNan}, {30, 30}, {25, 40}};
  std::size_t bars = 0, jumps = 0;
  for (const PlotStroke& s : strokes(columns)) {
    const ColumnRange here = columns[s.column];
    if (!s.jump) {
      ++bars;
      CHECK(s.low == here.low);
      CHECK(s.high == here.high);
      continue;
    }
    // From the value before to the nearest here, both counted.
    ++jumps;
    const ColumnRange before = columns[s.column - 1];
    CHECK((s.low == before.high || s.low == here.high));
    CHECK((s.high == before.low || s.high == here.low));
  }
  CHECK(bars == 5);
  CHECK(jumps == 2);  // none over the gap, none between values that meet
}

TEST_CASE("an instant that was not counted has no window", "[viz][plot]") {
  CHECK(window_at(at(sim::seconds(15)), sim::seconds(10), 3) == 1);
  CHECK(window_at(at(sim::seconds(30)), sim::seconds(10), 3) == -1);
  CHECK(window_at({}, sim::seconds(10), 0) == -1);
}

TEST_CASE("every line has its place in the legend", "[viz][plot][legend]") {
  const std::vector<float> names{80, 120, 40, 120, 90, 60};
  const int most = GENERATE(1, 2, 6);
  const auto places = place_legend(100, names, 400, most);
  REQUIRE(places.size() == names.size());
  CHECK(places.back().row < most);
  CHECK(places.front().x > 100);
  for (std::size_t i = 0; i < places.size(); ++i) {
    CHECK(places[i].x + kLegendSwatch + places[i].width <= 400);
    const bool follows = i > 0 && places[i].row == places[i - 1].row;
    if (follows) CHECK(places[i].x >= places[i - 1].x + kLegendSwatch + places[i - 1].width);
    if (most == 6) CHECK(places[i].width == names[i]);
  }
  CHECK(place_legend(100, {}, 400, 1).empty());
}

TEST_CASE("the word of an instant keeps clear of the present", "[viz][plot]") {
  CHECK(mark_label_x(100, 50, 400, 0, 500) == 104);       // right of its line
  CHECK(mark_label_x(480, 50, 100, 0, 500) < 480 - 50);   // the border is near
  const float left = mark_label_x(100, 50, 120, 0, 500);  // the present runs through it
  CHECK(left + 50 < 100);
  CHECK(mark_label_x(20, 50, 40, 0, 500) > 40);  // neither right nor left: past the present
}

TEST_CASE("the map's legend is never taller than the map", "[viz][legend]") {
  const LegendRows one = arrange_legend(5, 1, 20, 3);
  CHECK(one.columns == 1);
  CHECK(one.per_column == 5);
  const LegendRows two = arrange_legend(9, 2, 8, 3);
  CHECK(two.columns == 2);
  CHECK(two.per_column == 5);
  const LegendRows narrow = arrange_legend(30, 1, 6, 2);
  CHECK(narrow.columns == 2);
  CHECK(narrow.per_column == 5);
  CHECK(arrange_legend(0, 1, 0, 0).columns == 1);
}

TEST_CASE("the map's legend keeps off what is selected", "[viz][legend]") {
  const ScreenRect room{10, 34, 600, 300};
  CHECK(place_legend_box(room, 100, 80, 10, {}).y == 34 + 300 - 80);  // lower left
  std::vector<LegendObstacle> marks{{{50, 300}, 4, 10'000}};          // selected, and there
  for (int i = 0; i < 9; ++i) marks.push_back({{560, 40 + 30 * static_cast<float>(i)}, 4, 1});
  const ScreenRect box = place_legend_box(room, 100, 80, 10, marks);
  CHECK_FALSE(box.contains({50, 300}));
  CHECK(box.x == 10);
  const ScreenRect tall = place_legend_box(room, 100, 400, 10, marks);
  CHECK(tall.y == 34);

  Snapshot s;
  auto scene = std::make_shared<Scene>();
  scene->servers.resize(3);
  for (std::uint32_t i = 0; i < 3; ++i) scene->servers[i].site = i;
  s.scene = scene;
  MapView view;
  for (std::uint32_t i = 0; i < 3; ++i) {
    MapMark mark;
    mark.site = mark.server = i;
    mark.down = i == 2;
    view.marks.push_back(mark);
  }
  UiState ui;
  ui.subject = {Subject::Kind::server, 1};
  const auto obstacles = legend_obstacles(s, ui, view);
  CHECK(obstacles[1].weight > obstacles[2].weight);
  CHECK(obstacles[2].weight > obstacles[0].weight);
}
