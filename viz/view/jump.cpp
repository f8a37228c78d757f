// SPDX-License-Identifier: Apache-2.0
#include "viz/view/jump.hpp"

#include <chrono>
#include <regex>

#include "scenarios/load/units.hpp"

namespace waypost::viz {
namespace {

std::int64_t whole(const std::ssub_match& match) {
  return match.matched ? std::stoll(match.str()) : 0;
}

/// "[Nd ][hh:]mm:ss"
std::optional<sim::Time> read_clock(const std::string& text) {
  static const std::regex kClock(
      R"((?:(\d{1,5})d )?(?:(\d{1,4}):)?(\d{1,2}):(\d{2})(?:\.(\d{1,3}))?)");
  std::smatch m;
  if (!std::regex_match(text, m, kClock)) return std::nullopt;
  const std::int64_t seconds =
      whole(m[1]) * 86400 + whole(m[2]) * 3600 + whole(m[3]) * 60 + whole(m[4]);
  std::string rest = m[5].str();
  rest.resize(3, '0');
  return sim::Time{} + sim::seconds(seconds) + sim::milliseconds(std::stoll(rest));
}

/// "2026-03-10 09:00[:00]", not before the run's start.
std::optional<sim::Time> read_date(const std::string& text, std::int64_t start) {
  static const std::regex kDate(R"((\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2})(?::(\d{2}))?(?: UTC)?)");
  std::smatch m;
  if (!std::regex_match(text, m, kDate)) return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(whole(m[1]))),
                                        std::chrono::month(static_cast<unsigned>(whole(m[2]))),
                                        std::chrono::day(static_cast<unsigned>(whole(m[3])))};
  if (!day.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days(day).time_since_epoch().count();
  const std::int64_t at = days * 86400 + whole(m[4]) * 3600 + whole(m[5]) * 60 + whole(m[6]);
  if (at < start) return std::nullopt;
  return sim::Time{} + sim::seconds(at - start);
}

}  // namespace

std::optional<sim::Time> read_jump(const std::string& text, sim::Time now, std::int64_t start) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return std::nullopt;
  const std::string trimmed = text.substr(begin, text.find_last_not_of(' ') - begin + 1);
  if (const auto clock = read_clock(trimmed)) return clock;
  if (const auto date = read_date(trimmed, start)) return date;
  const bool forwards = trimmed.front() == '+', backwards = trimmed.front() == '-';
  const auto length =
      scenarios::parse_duration(forwards || backwards ? trimmed.substr(1) : trimmed);
  if (!length) return std::nullopt;
  if (forwards) return now + *length;
  if (backwards) return std::max(sim::Time{}, now - *length);
  return sim::Time{} + *length;
}

}  // namespace waypost::viz
