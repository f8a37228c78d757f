// SPDX-License-Identifier: Apache-2.0
#include "viz/view/words.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "scenarios/results/figures.hpp"

namespace waypost::viz {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

}  // namespace

std::string clock_text(sim::Time t, bool milliseconds) {
  const std::int64_t ns = t.ns < 0 ? -t.ns : t.ns;
  const std::int64_t s = ns / kSecond;
  const std::string sign = t.ns < 0 ? "-" : "";
  const std::string days = s >= 86400 ? fmt::format("{}d ", s / 86400) : "";
  const std::string clock = fmt::format("{:02}:{:02}:{:02}", s / 3600 % 24, s / 60 % 60, s % 60);
  const std::string rest = milliseconds ? fmt::format(".{:03}", ns / 1'000'000 % 1000) : "";
  return sign + days + clock + rest;
}

std::string date_text(std::int64_t start_unix_seconds, sim::Time t) {
  const std::int64_t seconds = start_unix_seconds + t.ns / kSecond;
  return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

std::string axis_time_text(sim::Time t, sim::Duration step) {
  const std::int64_t s = t.ns / kSecond;
  const std::string days = s >= 86400 ? fmt::format("{}d ", s / 86400) : "";
  if (step.ns < kSecond) return days + fmt::format("{:.3f}", t.seconds());
  if (step.ns % (60 * kSecond) != 0) return days + clock_text({s % 86400 * kSecond}, false);
  if (step.ns % (86400 * kSecond) == 0) return fmt::format("{}d", s / 86400);
  return days + fmt::format("{:02}:{:02}", s / 3600 % 24, s / 60 % 60);
}

std::string age_text(double seconds) {
  if (!(seconds >= 0)) return "-";
  return scenarios::length(seconds);
}

std::string count_text(std::uint64_t n) {
  std::string digits = std::to_string(n);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string short_number(double value) {
  if (!std::isfinite(value)) return "-";
  const double size = std::abs(value);
  if (size >= 999.5e6) return fmt::format("{:.3g}G", value / 1e9);
  if (size >= 999.5e3) return fmt::format("{:.3g}M", value / 1e6);
  if (size >= 9999.5) return fmt::format("{:.3g}k", value / 1e3);
  if (size >= 999.5) return fmt::format("{:.0f}", value);
  return fmt::format("{:.3g}", value);
}

std::string speed_text(double speed) {
  if (speed >= 10) return "x" + count_text(static_cast<std::uint64_t>(std::llround(speed)));
  return fmt::format("x{:.3g}", speed);
}

std::string shortened(const std::string& text, std::size_t most) {
  std::size_t points = 0, at = 0, cut = 0;
  for (; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u) continue;  // inside a code point
    if (points + 1 == most) cut = at;
    if (++points > most) return text.substr(0, cut) + "…";
  }
  return text;
}

}  // namespace waypost::viz
