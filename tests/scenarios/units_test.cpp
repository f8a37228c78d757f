// SPDX-License-Identifier: Apache-2.0
// Units, dates and suggestions. Dates: tz database (Europe/Paris put its clocks forward on
// 2026-03-29 at 02:00 CET and puts them back on 2026-10-25 at 03:00 CEST); `date -u -d` gave the
// epoch seconds.
#include "scenarios/load/units.hpp"

#include <catch2/catch.hpp>

#include "scenarios/load/calendar.hpp"
#include "scenarios/load/check_plan.hpp"
#include "scenarios/load/cities.hpp"
#include "scenarios/load/suggest.hpp"

using namespace waypost;
using namespace waypost::scenarios;

TEST_CASE("lengths of time are read to the nanosecond", "[scenarios][units]") {
  const auto [text, ns] =
      GENERATE(table<std::string, std::int64_t>({{"0s", 0},
                                                 {"1ns", 1},
                                                 {"1us", 1'000},
                                                 {"1µs", 1'000},
                                                 {"300ms", 300'000'000},
                                                 {"5s", 5'000'000'000},
                                                 {"0.1s", 100'000'000},
                                                 {"1.5h", 5'400'000'000'000},
                                                 {"5m", 300'000'000'000},
                                                 {"5min", 300'000'000'000},
                                                 {"1h30m", 5'400'000'000'000},
                                                 {"1h 30m", 5'400'000'000'000},
                                                 {"2d", 172'800'000'000'000},
                                                 {"1w", 604'800'000'000'000},
                                                 {"86,400s", 86'400'000'000'000}}));
  INFO(text);
  const auto parsed = parse_duration(text);
  REQUIRE(parsed);
  CHECK(parsed->ns == ns);
}

TEST_CASE("wrong lengths of time are refused with what to write", "[scenarios][units]") {
  const auto [text, words] =
      GENERATE(table<std::string, std::string>({{"300", "Write \"300s\" or \"300ms\""},
                                                {"", "empty"},
                                                {"-5s", "negative"},
                                                {"5 parsecs", "unknown unit of time"},
                                                {"h", "no length of time"},
                                                {"1h30", "unknown unit"},
                                                {"1e3s", "unknown unit"},
                                                {"500y", "unknown unit"},
                                                {"200000d", "290 years"},
                                                {"0.5ns", "nanoseconds"},
                                                {"1.s", "nanoseconds"},
                                                {"1,00s", "nanoseconds"},
                                                {"99999999999999999999s", "290 years"},
                                                {"inf", "no length"},
                                                {"nan s", "no length"}}));
  INFO(text);
  const auto parsed = parse_duration(text);
  REQUIRE_FALSE(parsed);
  CHECK_THAT(parsed.wrong().what + ". " + parsed.wrong().hint, Catch::Contains(words));
}

TEST_CASE("a duration survives being written and read", "[scenarios][units]") {
  const std::int64_t ns =
      GENERATE(values<std::int64_t>({0, 1, 999, 1'500'000, 90'061'001'000'000, 5'400'000'000'000}));
  CHECK(parse_duration(format_duration(sim::Duration{ns}))->ns == ns);
}

TEST_CASE("rates, sizes, bandwidths, shares and counts are read in their units",
          "[scenarios][units]") {
  CHECK(*parse_rate_per_second("50/s") == 50.0);
  CHECK(*parse_rate_per_second("1,200/min") == 20.0);
  CHECK(*parse_rate_per_second("86400/d") == 1.0);
  CHECK(*parse_rate_per_second("0.5 / s") == 0.5);
  CHECK(*parse_octets("75KiB") == 76'800);
  CHECK(*parse_octets("1.5 MB") == 1'500'000);
  CHECK(*parse_bits_per_second("12MB/s") == 96e6);
  CHECK(*parse_share("30%") == 0.3);
  CHECK(*parse_share("0.25") == 0.25);
  CHECK(*parse_share("100%") == 1.0);
  CHECK(*parse_count("10,000") == 10'000);
  CHECK(*parse_count("1,000,000") == 1'000'000);
}

TEST_CASE("quantities in the wrong form say what to write", "[scenarios][units]") {
  CHECK_THAT(parse_rate_per_second("50").wrong().hint, Catch::Contains("\"50/s\""));
  CHECK_THAT(parse_rate_per_second("5/fortnight").wrong().what,
             Catch::Contains("unknown unit of time"));
  CHECK_THAT(parse_octets("75").wrong().hint, Catch::Contains("\"75B\""));
  CHECK_THAT(parse_octets("0.3B").wrong().what, Catch::Contains("whole number"));
  CHECK_THAT(parse_share("30").wrong().hint, Catch::Contains("\"30%\""));
  CHECK_THAT(parse_share("130%").wrong().what, Catch::Contains("more than the whole"));
  CHECK_THAT(parse_count("10.000").wrong().hint, Catch::Contains("\"10,000\""));
  CHECK_FALSE(parse_count("10,00"));
  CHECK_FALSE(parse_count("1k"));
  CHECK_FALSE(parse_number("1e5"));
}

namespace {
std::int64_t seconds_at(const Calendar& calendar, const std::string& text) {
  const auto read = calendar.instant(text);
  INFO(text << ": " << (read ? "" : read.wrong().what));
  REQUIRE(read);
  return read->time.ns / 1'000'000'000;
}
}  // namespace

TEST_CASE("time 0 is a Monday at midnight UTC unless the scenario says otherwise",
          "[scenarios][dates]") {
  CHECK(Calendar::from("")->start_unix_seconds() == 1'767'571'200);
  CHECK(Calendar::from("")->start_weekday_utc() == 1);
  CHECK(Calendar::from("2026-03-03 10:00 Europe/Paris")->start_unix_seconds() == 1'772'528'400);
}

TEST_CASE("instants are offsets, dates or weekdays", "[scenarios][dates]") {
  const Calendar calendar = *Calendar::from("");
  CHECK(seconds_at(calendar, "+48h") == 172'800);
  CHECK(seconds_at(calendar, "2026-01-05 09:00 Europe/Paris") == 8 * 3600);
  CHECK(seconds_at(calendar, "2026-01-05T09:00 UTC") == 9 * 3600);
  CHECK(seconds_at(calendar, "2026-01-06 UTC") == 86'400);
  CHECK(seconds_at(calendar, "2026-01-05 00:00:30 Z") == 30);
  CHECK(seconds_at(calendar, "Mon 09:00 UTC") == 9 * 3600);
  CHECK(seconds_at(calendar, "Mon 00:30 Europe/Paris") ==
        7 * 86'400 - 1800);  // this Monday's is before the start
  CHECK(seconds_at(calendar, "friday 18:00 America/New_York") == 4 * 86'400 + 23 * 3600);
  CHECK(seconds_at(calendar, "2026-07-01 12:00 Europe/Paris") == 1'782'900'000 - 1'767'571'200);
}

TEST_CASE("a local time that a clock change skips is the end of the gap, and said so",
          "[scenarios][dates]") {
  const Calendar calendar = *Calendar::from("");
  const auto skipped = calendar.instant("2026-03-29 02:30 Europe/Paris");
  REQUIRE(skipped);
  CHECK(skipped->time.ns / 1'000'000'000 == 1'774'746'000 - 1'767'571'200);  // 01:00 UTC
  CHECK_THAT(skipped->note, Catch::Contains("does not exist"));
}

TEST_CASE("a local time that comes twice is the first, and said so", "[scenarios][dates]") {
  const Calendar calendar = *Calendar::from("");
  const auto twice = calendar.instant("2026-10-25 02:30 Europe/Paris");
  REQUIRE(twice);
  CHECK(twice->time.ns / 1'000'000'000 ==
        1'792'888'200 - 1'767'571'200);  // 00:30 UTC, still summer time
  CHECK_THAT(twice->note, Catch::Contains("comes twice"));
}

TEST_CASE("wrong instants say what to write", "[scenarios][dates]") {
  const Calendar calendar = *Calendar::from("");
  const auto [text, words] = GENERATE(
      table<std::string, std::string>({{"48h", "Write \"+48h\""},
                                       {"2026-02-30 09:00 UTC", "no instant"},
                                       {"2026-01-10 25:00 UTC", "time of day"},
                                       {"2026-01-10 09:00", "has no time zone"},
                                       {"2026-01-10 09:00 Mars/Olympus", "unknown time zone"},
                                       {"2025-12-31 09:00 UTC", "before the start"},
                                       {"Mon", "no time of day"},
                                       {"soon", "no instant"},
                                       {"", "no instant"},
                                       {"9999-01-01 UTC", "285 years"},
                                       {"2026-01-10 09:00 Europe/Pars", "Europe/Paris"}}));
  INFO(text);
  const auto read = calendar.instant(text);
  REQUIRE_FALSE(read);
  CHECK_THAT(read.wrong().what + ". " + read.wrong().hint, Catch::Contains(words));
}

TEST_CASE("a zone's offsets change with its clocks", "[scenarios][dates]") {
  const Calendar calendar = *Calendar::from("");
  const auto offsets = calendar.utc_offsets("Europe/Paris", sim::Time{} + sim::hours(24 * 365));
  REQUIRE(offsets.size() == 3);
  CHECK(offsets[0].offset == sim::hours(1));
  CHECK(offsets[1].offset == sim::hours(2));
  CHECK(offsets[1].since == sim::Time{} + sim::seconds(1'774'746'000 - 1'767'571'200));
  CHECK(offsets[2].offset == sim::hours(1));
}

TEST_CASE("a step's reference is a name and a length of time", "[scenarios][plan]") {
  CHECK(parse_after("lower ttl + 24h")->step == "lower ttl");
  CHECK(parse_after("lower ttl + 24h")->offset == sim::hours(24));
  CHECK(parse_after("lower ttl")->offset == sim::Duration{});
  CHECK_FALSE(parse_after("+ 24h"));
  CHECK_FALSE(parse_after("a + b"));
}

TEST_CASE("edit distance counts insertions, deletions, replacements and swaps once",
          "[scenarios][suggest]") {
  const auto [a, b, distance] =
      GENERATE(table<std::string, std::string, int>({{"", "", 0},
                                                     {"abc", "", 3},
                                                     {"kitten", "sitting", 3},
                                                     {"unbuond", "unbound", 1},
                                                     {"Paris", "paris", 0},
                                                     {"ab", "ba", 1}}));
  CHECK(edit_distance(a, b) == distance);
}

TEST_CASE("cities are found by name, country and, where needed, state", "[scenarios][cities]") {
  const Cities& cities = Cities::shipped();
  REQUIRE(cities.find("Paris, FR") != nullptr);
  CHECK(cities.find("Paris, FR")->time_zone == "Europe/Paris");
  CHECK(cities.find("paris,fr") == cities.find("Paris, FR"));
  CHECK(cities.find("Springfield, IL, US")->admin1 == "IL");
  CHECK(cities.find("Springfield, US")->admin1 == "MO");  // the most populous
  CHECK(cities.find("Washington, D.C., US") != nullptr);
  CHECK(cities.find("Atlantis, GR") == nullptr);
  CHECK(cities.by_population().size() == 4519);
  CHECK(cities.by_population().front().population >= cities.by_population().back().population);
}
