// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "viz/live/event_filter.hpp"
#include "viz/live/event_log.hpp"
#include "viz/view/jump.hpp"
#include "viz/view/labels.hpp"
#include "viz/view/plot_view.hpp"
#include "viz/view/timeline_view.hpp"
#include "viz/view/words.hpp"

using namespace waypost;
using namespace waypost::viz;

namespace {
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
}

TEST_CASE("thinning loses no spike", "[viz][plot]") {
  std::vector<float> values(100'000, 1);
  values[54'321] = 900;
  values[77'777] = -5;
  float high = 0, low = 0;
  for (const ColumnRange& c : thin(values, 800)) {
    high = std::max(high, c.high);
    low = std::min(low, c.low);
  }
  CHECK(high == 900);
  CHECK(low == -5);
}

TEST_CASE("what was not counted leaves a gap", "[viz][plot]") {
  const auto columns = thin(std::vector<float>{1, kNan, kNan, 4}, 4);
  CHECK(columns[0].high == 1);
  CHECK(std::isnan(columns[1].low));
  CHECK(columns[3].low == 4);
  CHECK(std::isnan(thin({}, 3)[2].high));
}

TEST_CASE("ticks are round and within the range", "[viz][plot]") {
  CHECK(ticks(0, 100, 5) == std::vector<double>{0, 20, 40, 60, 80, 100});
  CHECK(ticks(0, 1, 4).size() >= 3);
  CHECK(ticks(1, 1, 4).empty());
  CHECK(ticks(0, std::numeric_limits<double>::infinity(), 4).empty());
  CHECK(time_step(sim::hours(8), 8) == sim::hours(1));
  CHECK(time_ticks({}, sim::Time{} + sim::hours(72), 8).size() == 7);
}

TEST_CASE("extent ignores what is no number and never is empty", "[viz][plot]") {
  const std::vector<float> a{kNan, 3}, b{};
  const std::vector<std::span<const float>> lines{a, b};
  CHECK(extent(lines).high == 3);
  CHECK(extent({}).high > extent({}).low);
}

TEST_CASE("labels never cover each other", "[viz][labels]") {
  std::vector<LabelWish> wishes;
  for (std::uint32_t i = 0; i < 200; ++i)
    wishes.push_back(
        {{100 + static_cast<float>(i % 20) * 13, 100 + static_cast<float>(i / 20) * 11},
         4,
         60,
         14,
         static_cast<int>(i),
         i});
  const ScreenRect view{0, 0, 640, 400}, legend{0, 300, 200, 100};
  const auto placed = place_labels(wishes, view, 100, std::vector{legend});
  CHECK(placed.size() > 5);
  CHECK(placed.front().id == 199);  // the most important
  for (std::size_t i = 0; i < placed.size(); ++i) {
    CHECK_FALSE(overlap(placed[i].box, legend));
    for (std::size_t j = i + 1; j < placed.size(); ++j)
      CHECK_FALSE(overlap(placed[i].box, placed[j].box));
  }
}

TEST_CASE("a label that must be seen is placed even in a crowd", "[viz][labels]") {
  std::vector<ScreenRect> marks;
  for (int i = 0; i < 40; ++i)
    for (int j = 0; j < 30; ++j)
      marks.push_back({static_cast<float>(i) * 16, static_cast<float>(j) * 14, 10, 10});
  LabelWish wish{{320, 200}, 4, 60, 14, 0, 7};
  const ScreenRect view{0, 0, 640, 400};
  CHECK(place_labels(std::vector{wish}, view, 10, {}, marks).empty());
  wish.must = true;
  // Even when others are more important, and when there may be no more labels.
  const LabelWish other{{330, 205}, 4, 60, 14, 1000, 8};
  const auto placed = place_labels(std::vector{other, wish}, view, 0, {}, marks);
  REQUIRE(placed.size() == 1);
  CHECK(placed[0].id == 7);
  CHECK(view.contains({placed[0].box.x, placed[0].box.y}));
}

TEST_CASE("labels of the timeline run neither into each other nor over a marker with room",
          "[viz][timeline]") {
  Snapshot s;
  auto scene = std::make_shared<Scene>();
  for (const int minute : {10, 11, 25, 40, 59})
    scene->plan.push_back({sim::Time{sim::minutes(minute).ns},
                           "mx1.example.org and mx2.example.org refuse connections", false});
  s.scene = scene;
  s.transport.horizon = sim::Time{sim::hours(1).ns};
  const auto width = [](const std::string& t) { return 7.0f * static_cast<float>(t.size()); };
  const TimelineView view = make_timeline_view(s, {0, 0, 1264, 60}, 15, width);
  float free_from = 0;
  int labelled = 0;
  for (std::size_t i = 0; i < view.markers.size(); ++i) {
    const TimelineMarker& m = view.markers[i];
    if (m.label.empty()) continue;
    ++labelled;
    CHECK(m.label_x >= free_from);
    free_from = m.label_x + width(m.label);
    CHECK(free_from <= 1264);
    const bool roomy = i + 1 < view.markers.size() && view.markers[i + 1].x - m.x > 100;
    if (roomy) CHECK(free_from <= view.markers[i + 1].x);
  }
  CHECK(labelled >= 3);
}

TEST_CASE("a command has its label on the timeline, and none passes another marker",
          "[viz][timeline]") {
  Snapshot s;
  auto scene = std::make_shared<Scene>();
  for (const int minute : {10, 30, 34})
    scene->plan.push_back({sim::Time{sim::minutes(minute).ns},
                           "mx1.example.org, mx2.example.org refuse connections", false});
  s.scene = scene;
  s.injected.push_back({sim::Time{sim::minutes(32).ns}, "ns1.example.org goes down", true});
  s.transport.horizon = sim::Time{sim::hours(1).ns};
  const auto width = [](const std::string& t) { return 7.0f * static_cast<float>(t.size()); };
  const float pixels = GENERATE(400.0f, 900.0f, 1264.0f, 3000.0f);
  const TimelineView view = make_timeline_view(s, {0, 0, pixels, 60}, 15, width);
  for (const TimelineMarker& m : view.markers)
    for (const TimelineMarker& other : view.markers) {
      const bool over = m.label_x < other.x && m.label_x + width(m.label) > other.x;
      if (!m.label.empty()) CHECK_FALSE(over);
    }
  const TimelineMarker& command = view.markers[2];
  REQUIRE(command.injected);
  if (pixels > 2000) CHECK_FALSE(command.label.empty());
  // Names are cut at their first dot before words are.
  CHECK(view.markers[0].label.find(".exam…") == std::string::npos);
  CHECK_FALSE(view.markers[0].label.empty());
}

TEST_CASE("no word of an event is longer than its column", "[viz][events]") {
  for (std::uint16_t kind = 0; kind < 0x400; ++kind) {
    const std::string text = event_kind_text(kind);
    CAPTURE(text);
    CHECK(text.substr(text.find('.') + 1).size() <= std::string("recipient_reply").size());
  }
}

TEST_CASE("an event filter includes and excludes", "[viz][filter]") {
  const EventWords timeout{"timeout", "ns1.example", "Tokyo, JP", "www.shop.example.",
                           "MX",      48213,         250};
  const auto matches = [&](const char* text) { return EventFilter::parse(text).matches(timeout); };
  CHECK(matches(""));
  CHECK(matches("kind:timeout"));
  CHECK(matches("type:mx site:tokyo*"));
  CHECK(matches("name:*.example."));
  CHECK(matches("lat>200 id:000000000000bc55"));  // as the CSV and --follow have it
  CHECK(matches("id:*BC55"));
  CHECK_FALSE(matches("id:48213"));
  CHECK(matches("kind:answer kind:timeout"));  // alternatives
  CHECK(matches("shop -type:A"));
  CHECK_FALSE(matches("-type:MX"));
  CHECK_FALSE(matches("lat>300"));
  CHECK_FALSE(matches("kind:timeout -shop"));
  CHECK_FALSE(matches("site:Paris*"));
  CHECK(matches("kind:"));  // half typed
  CHECK_FALSE(EventFilter::parse("lat>fast").fault().empty());
  CHECK_FALSE(EventFilter::parse("-nix:z").fault().empty());
  CHECK(EventFilter::parse("2001:db8::1 10.0.0.1:53 kind:a:b").fault().empty());
  EventWords no_latency = timeout;
  no_latency.latency_ms = kNan;
  CHECK_FALSE(EventFilter::parse("lat>1").matches(no_latency));
}

TEST_CASE("instants are read as people write them", "[viz][jump]") {
  const sim::Time now{sim::minutes(10).ns};
  constexpr std::int64_t start = 1767571200;  // 2026-01-05 00:00 UTC
  CHECK(read_jump("2026-01-05 01:00", now, start) == sim::Time{sim::hours(1).ns});
  CHECK(read_jump("2026-03-01 00:00:30 UTC", now, start) ==
        sim::Time{(sim::hours(55 * 24) + sim::seconds(30)).ns});
  CHECK_FALSE(read_jump("2025-01-05 01:00", now, start));  // before the run
  CHECK_FALSE(read_jump("2026-02-30 01:00", now, start));
  CHECK(read_jump("1h20m", now, start) == sim::Time{sim::minutes(80).ns});
  CHECK(read_jump(" 00:56:40 ", now, start) == sim::Time{sim::seconds(3400).ns});
  CHECK(read_jump("56:40.5", now, start) == sim::Time{sim::milliseconds(3'400'500).ns});
  CHECK(read_jump("2d 06:00:00", now, start) == sim::Time{sim::hours(54).ns});
  CHECK(read_jump("+5m", now, start) == sim::Time{sim::minutes(15).ns});
  CHECK(read_jump("-1h", now, start) == sim::Time{});
  for (const char* wrong : {"", "soon", "5", "+", "1:2:3:4"})
    CHECK_FALSE(read_jump(wrong, now, start));
}

TEST_CASE("numbers and times are short", "[viz][words]") {
  CHECK(clock_text(sim::Time{3'400'120'000'000}) == "00:56:40.120");
  CHECK(clock_text(sim::Time{sim::hours(54).ns}, false) == "2d 06:00:00");
  CHECK(date_text(1'767'704'400, sim::Time{sim::seconds(1).ns}) == "2026-01-06 13:00:01 UTC");
  CHECK(count_text(1'234'567) == "1,234,567");
  CHECK(short_number(12'345) == "12.3k");
  CHECK(short_number(999'600) == "1M");
  CHECK(short_number(kNan) == "-");
  CHECK(speed_text(60) == "x60");
  CHECK(shortened("São Paulo", 4) == "São…");
  CHECK(shortened("Rom", 4) == "Rom");
}
