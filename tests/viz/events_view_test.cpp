// SPDX-License-Identifier: Apache-2.0
// What the event log says when it has nothing to show.
#include "viz/view/events_view.hpp"

#include <catch2/catch.hpp>
#include <filesystem>

#include "scenarios/build/build.hpp"
#include "viz/live/event_log.hpp"

using namespace waypost;
using namespace waypost::viz;

TEST_CASE("what the log has forgotten is not called unmatched", "[viz][events]") {
  const scenarios::Built built = scenarios::build(scenarios::load_file(
      std::filesystem::path(WAYPOST_SOURCE_DIR) / "scenarios/library/first_lookup.textproto"));
  const scenarios::WorldWords words(built);
  const auto second = [](int n) { return sim::Time{} + sim::seconds(n); };
  EventLog log;
  CHECK(why_no_events(log.page(words)) == "No events yet.");
  constexpr int kForgotten = 3600, kAll = static_cast<int>(EventLog::kKept) + kForgotten;
  for (int i = 0; i < kAll; ++i) {
    sim::TraceRecord record{};
    record.time = second(i).ns;
    log.take(record);
  }
  log.set_filter("", TimeRange{second(10), second(20)});
  EventPage page = log.page(words);
  CHECK(page.rows.empty());
  CHECK(why_no_events(page) ==
        "Forgotten: the log keeps the last 262,144 events, back to 01:00:00.");
  CHECK(matching_events(page) ==
        "0 of the last 262,144 match, those before 01:00:00 are forgotten");
  log.set_filter("kind:nothing", TimeRange{second(10), second(4000)});
  CHECK_THAT(why_no_events(log.page(words)), Catch::Contains("before 01:00:00 are forgotten"));
  log.set_filter("kind:nothing", TimeRange{second(4000), second(5000)});
  CHECK(why_no_events(log.page(words)) == "No event matches the filter.");
  CHECK(matching_events(log.page(words)) == "0 of the last 262,144 match, 265,744 in all");
  log.cut(5000);
  CHECK(matching_events(log.page(words)) == "0 of the last 1,400 match, 5,000 in all");
}
