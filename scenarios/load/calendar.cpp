// SPDX-License-Identifier: Apache-2.0
#include "scenarios/load/calendar.hpp"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <optional>

#include "scenarios/load/suggest.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {
using std::chrono::seconds;

constexpr std::string_view kDateForm = "Write a date such as \"2026-03-10 09:00 Europe/Paris\"";
constexpr std::string_view kForm =
    "Write \"+48h\" after the start, or \"2026-03-10 09:00 Europe/Paris\", or \"Mon 09:00 "
    "Europe/Paris\"";
constexpr std::array<std::string_view, 7> kWeekdays{"sunday",   "monday", "tuesday", "wednesday",
                                                    "thursday", "friday", "saturday"};

std::string_view take_word(std::string_view& text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  const std::size_t n = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, n);
  text.remove_prefix(n);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  return word;
}

/// All of `text` as a number of at most `digits` digits.
std::optional<int> whole(std::string_view text, std::size_t digits) {
  int value = 0;
  if (text.empty() || text.size() > digits || text[0] == '-') return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// "09:00" or "09:00:30".
std::optional<seconds> read_clock(std::string_view text) {
  const std::size_t first = text.find(':');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = text.find(':', first + 1);
  const auto hour = whole(text.substr(0, first), 2);
  const auto minute = whole(
      text.substr(first + 1, second == std::string_view::npos ? second : second - first - 1), 2);
  const auto sec =
      second == std::string_view::npos ? std::optional<int>(0) : whole(text.substr(second + 1), 2);
  if (!hour || !minute || !sec || *hour > 23 || *minute > 59 || *sec > 59) return std::nullopt;
  return seconds(*hour * 3600 + *minute * 60 + *sec);
}

std::optional<date::year_month_day> read_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = whole(text.substr(0, 4), 4);
  const auto month = whole(text.substr(5, 2), 2);
  const auto day = whole(text.substr(8, 2), 2);
  if (!year || !month || !day) return std::nullopt;
  const date::year_month_day ymd{date::year{*year}, date::month(static_cast<unsigned>(*month)),
                                 date::day(static_cast<unsigned>(*day))};
  if (!ymd.ok()) return std::nullopt;
  return ymd;
}

std::optional<date::weekday> read_weekday(std::string_view word) {
  std::string lower(word);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  for (unsigned i = 0; i < kWeekdays.size(); ++i)
    if (lower == kWeekdays[i] || lower == kWeekdays[i].substr(0, 3)) return date::weekday(i);
  return std::nullopt;
}

struct ReadDate {
  date::sys_seconds when;
  std::string note;
};

/// The instant of a local time; clock changes are resolved as Calendar::instant says.
ReadDate to_utc(const date::time_zone& zone, date::local_seconds local) {
  const date::local_info info = zone.get_info(local);
  const std::string text = date::format("%F %T", local);
  switch (info.result) {
    case date::local_info::unique:
      return {date::sys_seconds(local.time_since_epoch() - info.first.offset), {}};
    case date::local_info::nonexistent:
      return {info.first.end,
              fmt::format("{} does not exist in {}: clocks are put forward then; taken as the "
                          "end of the gap, {}",
                          text, zone.name(), date::format("%F %T", zone.to_local(info.first.end)))};
    case date::local_info::ambiguous:
      return {date::sys_seconds(local.time_since_epoch() - info.first.offset),
              fmt::format("{} comes twice in {}: clocks are put back then; the first is taken",
                          text, zone.name())};
  }
  return {};
}

const date::time_zone* find_zone(std::string_view name) {
  try {
    return date::locate_zone(name == "Z" ? "UTC" : std::string(name));
  } catch (const std::exception&) {
    return nullptr;  // the library throws for unknown names
  }
}

Wrong unknown_zone(std::string_view text, std::string_view zone) {
  if (zone.empty())
    return {fmt::format("\"{}\" has no time zone", text),
            fmt::format("Write \"{} UTC\" or \"{} Europe/Paris\"", text, text)};
  std::string hint = time_zone_hint(std::string(zone));
  if (hint.empty()) hint = "Write an IANA time zone such as \"Europe/Paris\", or UTC";
  return {fmt::format("unknown time zone \"{}\"", zone), hint};
}

/// "2026-03-10 09:00 Europe/Paris", also "2026-03-10T09:00 UTC"; a missing clock means midnight.
Parsed<ReadDate> read_date(std::string_view text) {
  std::string spaced(text);
  if (spaced.size() > 10 && spaced[10] == 'T') spaced[10] = ' ';
  std::string_view rest = spaced;
  const auto day = read_day(take_word(rest));
  if (!day) return Wrong{fmt::format("\"{}\" is no date", text), std::string(kDateForm)};
  seconds clock{0};
  if (!rest.empty() && rest.front() >= '0' && rest.front() <= '9') {
    const auto read = read_clock(take_word(rest));
    if (!read)
      return Wrong{fmt::format("\"{}\" has no such time of day", text), std::string(kDateForm)};
    clock = *read;
  }
  const date::time_zone* zone = rest.empty() ? nullptr : find_zone(rest);
  if (zone == nullptr) return unknown_zone(text, rest);
  return to_utc(*zone, date::local_days(*day) + clock);
}

/// "Mon 09:00 Europe/Paris": the first one at or after `start`.
Parsed<ReadDate> read_weekly(std::string_view text, date::weekday weekday,
                             date::sys_seconds start) {
  std::string_view rest = text;
  take_word(rest);
  const auto clock = read_clock(take_word(rest));
  if (!clock) return Wrong{fmt::format("\"{}\" has no time of day", text), std::string(kForm)};
  const date::time_zone* zone = rest.empty() ? nullptr : find_zone(rest);
  if (zone == nullptr) return unknown_zone(text, rest);
  const auto local_start = date::floor<date::days>(zone->to_local(start));
  auto day = local_start + (weekday - date::weekday(local_start));
  ReadDate read = to_utc(*zone, day + *clock);
  if (read.when < start) read = to_utc(*zone, day + date::days(7) + *clock);
  return read;
}

}  // namespace

Parsed<Calendar> Calendar::from(std::string_view start) {
  const auto read = read_date(start.empty() ? kDefaultStart : start);
  if (!read) return read.wrong();
  return Calendar(read->when.time_since_epoch().count());
}

Parsed<ReadInstant> Calendar::instant(std::string_view text) const {
  if (text.starts_with('+')) {
    const auto offset = parse_duration(text.substr(1));
    if (!offset) return offset.wrong();
    return ReadInstant{sim::Time{} + *offset, {}};
  }
  const date::sys_seconds start{seconds(start_)};
  std::string_view rest = text;
  const std::string_view first = take_word(rest);
  const auto weekday = read_weekday(first);
  if (!weekday && parse_duration(text))
    return Wrong{fmt::format("\"{}\" is a length of time, not an instant", text),
                 fmt::format("Write \"+{}\" for so long after the start", text)};
  if (!weekday && !read_day(first.substr(0, 10)))
    return Wrong{fmt::format("\"{}\" is no instant", text), std::string(kForm)};
  const auto read = weekday ? read_weekly(text, *weekday, start) : read_date(text);
  if (!read) return read.wrong();
  const auto since_start = read->when - start;
  if (since_start < seconds(0))
    return Wrong{fmt::format("\"{}\" is before the start, {}", text, format(sim::Time{})),
                 "Move it, or set `start`"};
  if (since_start > seconds(9'000'000'000))
    return Wrong{fmt::format("\"{}\" is more than 285 years after the start", text),
                 std::string(kForm)};
  return ReadInstant{sim::Time{} + sim::seconds(since_start.count()), read->note};
}

std::string Calendar::format(sim::Time time, const std::string& zone) const {
  const date::sys_seconds when{seconds(start_ + time.ns / 1'000'000'000)};
  const date::time_zone* found = find_zone(zone);
  return date::format("%F %T %Z", date::make_zoned(found ? found : find_zone("UTC"), when));
}

std::vector<UtcOffset> Calendar::utc_offsets(const std::string& zone, sim::Time end) const {
  std::vector<UtcOffset> offsets;
  const date::time_zone* found = find_zone(zone);
  if (found == nullptr) return {{sim::Time{}, sim::Duration{}}};
  sim::Time since{};
  do {
    const date::sys_info info =
        found->get_info(date::sys_seconds(seconds(start_ + since.ns / 1'000'000'000)));
    offsets.push_back({since, sim::seconds(info.offset.count())});
    const std::int64_t next = info.end.time_since_epoch().count() - start_;
    if (next > 9'000'000'000) break;  // no further change
    since = sim::Time{} + sim::seconds(next);
  } while (since < end);
  return offsets;
}

int Calendar::start_weekday_utc() const {
  const auto day = date::floor<date::days>(date::sys_seconds(seconds(start_)));
  return static_cast<int>(date::weekday(day).c_encoding());
}

bool is_time_zone(const std::string& name) { return find_zone(name) != nullptr; }

std::string time_zone_hint(const std::string& name) {
  std::vector<std::string> names;
  for (const date::time_zone& zone : date::get_tzdb().zones) names.push_back(zone.name());
  return did_you_mean(name, names);
}

}  // namespace waypost::scenarios
