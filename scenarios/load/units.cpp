// SPDX-License-Identifier: Apache-2.0
#include "scenarios/load/units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace waypost::scenarios {
namespace {

struct NamedUnit {
  std::string_view name;
  std::int64_t size;  ///< in nanoseconds, octets or bits
};

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::array<NamedUnit, 11> kTimes{{{"ns", 1},
                                            {"us", 1'000},
                                            {"µs", 1'000},
                                            {"ms", 1'000'000},
                                            {"s", kSecond},
                                            {"m", 60 * kSecond},
                                            {"min", 60 * kSecond},
                                            {"h", 3600 * kSecond},
                                            {"d", 86'400 * kSecond},
                                            {"w", 604'800 * kSecond},
                                            {"", 0}}};
constexpr std::array<NamedUnit, 11> kSizes{{{"B", 1},
                                            {"kB", 1'000},
                                            {"KB", 1'000},
                                            {"MB", 1'000'000},
                                            {"GB", 1'000'000'000},
                                            {"TB", 1'000'000'000'000},
                                            {"KiB", 1LL << 10},
                                            {"MiB", 1LL << 20},
                                            {"GiB", 1LL << 30},
                                            {"TiB", 1LL << 40},
                                            {"", 0}}};
constexpr std::array<NamedUnit, 9> kBandwidths{{{"bit/s", 1},
                                                {"kbit/s", 1'000},
                                                {"Mbit/s", 1'000'000},
                                                {"Gbit/s", 1'000'000'000},
                                                {"Tbit/s", 1'000'000'000'000},
                                                {"kB/s", 8'000},
                                                {"MB/s", 8'000'000},
                                                {"GB/s", 8'000'000'000},
                                                {"", 0}}};
constexpr std::int64_t kMost = 290LL * 365 * 86'400 * kSecond;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool in_number(char c) { return is_digit(c) || c == '.' || c == ','; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Takes the leading run of digits, commas and points off `text`.
std::string_view take_number(std::string_view& text) {
  std::size_t n = 0;
  while (n < text.size() && in_number(text[n])) ++n;
  const std::string_view number = text.substr(0, n);
  text.remove_prefix(n);
  return number;
}

/// Commas are allowed only where they set thousands apart.
bool thousands_are_well_set(std::string_view digits) {
  const std::size_t first = digits.find(',');
  if (first == std::string_view::npos) return true;
  if (first == 0 || first > 3) return false;
  for (std::size_t i = first; i < digits.size(); i += 4) {
    if (digits[i] != ',' || i + 4 > digits.size()) return false;
    for (std::size_t k = 1; k <= 3; ++k)
      if (!is_digit(digits[i + k])) return false;
  }
  return true;
}

/// A number split at its point, commas gone: 1,234.5 -> "1234", "5". Empty when it is no number.
std::optional<std::pair<std::string, std::string>> split_decimal(std::string_view number) {
  const std::size_t point = number.find('.');
  const std::string_view whole = number.substr(0, point);
  const std::string_view fraction =
      point == std::string_view::npos ? std::string_view{} : number.substr(point + 1);
  if (whole.empty() || !thousands_are_well_set(whole)) return std::nullopt;
  if (point != std::string_view::npos && fraction.empty()) return std::nullopt;
  for (char c : fraction)
    if (!is_digit(c)) return std::nullopt;
  for (char c : whole)
    if (!is_digit(c) && c != ',') return std::nullopt;
  std::pair<std::string, std::string> parts;
  for (char c : whole)
    if (c != ',') parts.first += c;
  parts.second = fraction;
  return parts;
}

/// number x unit, exactly, when the product is a whole number <= most; nothing otherwise.
std::optional<std::int64_t> times_unit(std::string_view number, std::int64_t unit,
                                       std::int64_t most) {
  const auto parts = split_decimal(number);
  if (!parts || parts->first.size() + parts->second.size() > 18) return std::nullopt;
  __extension__ using Wide = __int128;
  Wide digits = 0, scale = 1;
  for (char c : parts->first) digits = digits * 10 + (c - '0');
  for (char c : parts->second) {
    digits = digits * 10 + (c - '0');
    scale *= 10;
  }
  const Wide product = digits * unit;
  if (product % scale != 0 || product / scale > most) return std::nullopt;
  return static_cast<std::int64_t>(product / scale);
}

template <std::size_t N>
std::int64_t unit_size(const std::array<NamedUnit, N>& units, std::string_view name) {
  for (const NamedUnit& unit : units)
    if (unit.name == name) return unit.size;
  return 0;
}

Wrong no_unit(std::string_view text, std::string_view first, std::string_view second) {
  return {fmt::format("\"{}\" has no unit", text),
          fmt::format("Write \"{0}{1}\" or \"{0}{2}\"", text, first, second)};
}

Wrong negative(std::string_view text) {
  return {fmt::format("\"{}\" is negative", text), "Write a value of zero or more"};
}

bool all_number(std::string_view text) {
  return !text.empty() && std::find_if_not(text.begin(), text.end(), in_number) == text.end();
}

std::optional<double> to_double(std::string_view number) {
  const auto parts = split_decimal(number);
  if (!parts) return std::nullopt;
  const std::string plain = parts->first + "." + (parts->second.empty() ? "0" : parts->second);
  double value = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (error != std::errc{} || end != plain.data() + plain.size()) return std::nullopt;
  return value;
}

}  // namespace

Parsed<sim::Duration> parse_duration(std::string_view text) {
  constexpr std::string_view kForm =
      "Write a length of time such as \"300ms\", \"5m\", \"1h30m\" or \"2d\"";
  std::string_view rest = trim(text);
  if (rest.starts_with('-')) return negative(text);
  if (all_number(rest)) return no_unit(rest, "s", "ms");
  if (rest.empty()) return Wrong{"an empty length of time", std::string(kForm)};
  sim::Duration total{};
  while (!rest.empty()) {
    const std::string_view number = take_number(rest);
    rest = trim(rest);
    std::size_t n = 0;
    while (n < rest.size() && !is_digit(rest[n]) && rest[n] != ' ') ++n;
    const std::string_view unit = rest.substr(0, n);
    rest = trim(rest.substr(n));
    const std::int64_t size = unit_size(kTimes, unit);
    if (number.empty() || size == 0)
      return Wrong{number.empty() ? fmt::format("\"{}\" is no length of time", text)
                                  : fmt::format("\"{}\": unknown unit of time \"{}\"", text, unit),
                   std::string(kForm)};
    const auto ns = times_unit(number, size, kMost - total.ns);
    if (!ns)
      return Wrong{fmt::format("\"{}\" cannot be counted in nanoseconds within 290 years", text),
                   std::string(kForm)};
    total += sim::Duration{*ns};
  }
  return total;
}

Parsed<double> parse_rate_per_second(std::string_view text) {
  constexpr std::string_view kForm = "Write a rate such as \"50/s\", \"1,200/min\" or \"20/d\"";
  const std::string_view whole = trim(text);
  if (whole.starts_with('-')) return negative(text);
  if (all_number(whole)) return no_unit(whole, "/s", "/d");
  std::string_view rest = whole;
  const std::string_view number = take_number(rest);
  rest = trim(rest);
  const auto value = to_double(number);
  if (!value || !rest.starts_with('/'))
    return Wrong{fmt::format("\"{}\" is no rate", text), std::string(kForm)};
  const std::string_view unit = trim(rest.substr(1));
  const std::int64_t ns = unit_size(kTimes, unit);
  if (ns == 0)
    return Wrong{fmt::format("\"{}\": unknown unit of time \"{}\"", text, unit),
                 std::string(kForm)};
  return *value / (static_cast<double>(ns) / static_cast<double>(kSecond));
}

Parsed<std::int64_t> parse_octets(std::string_view text) {
  constexpr std::string_view kForm = "Write a size such as \"512B\", \"75KiB\" or \"10MB\"";
  std::string_view rest = trim(text);
  if (rest.starts_with('-')) return negative(text);
  if (all_number(rest)) return no_unit(rest, "B", "KiB");
  const std::string_view number = take_number(rest);
  const std::int64_t unit = unit_size(kSizes, trim(rest));
  if (unit == 0) return Wrong{fmt::format("\"{}\" is no size", text), std::string(kForm)};
  const auto octets = times_unit(number, unit, INT64_MAX);
  if (!octets)
    return Wrong{fmt::format("\"{}\" is no whole number of octets", text), std::string(kForm)};
  return *octets;
}

Parsed<double> parse_bits_per_second(std::string_view text) {
  constexpr std::string_view kForm = "Write a bandwidth such as \"100Mbit/s\" or \"12MB/s\"";
  std::string_view rest = trim(text);
  if (rest.starts_with('-')) return negative(text);
  if (all_number(rest)) return no_unit(rest, "Mbit/s", "kbit/s");
  const auto value = to_double(take_number(rest));
  const std::int64_t unit = unit_size(kBandwidths, trim(rest));
  if (!value || unit == 0)
    return Wrong{fmt::format("\"{}\" is no bandwidth", text), std::string(kForm)};
  return *value * static_cast<double>(unit);
}

Parsed<double> parse_share(std::string_view text) {
  constexpr std::string_view kForm = "Write a share such as \"30%\" or \"0.3\"";
  std::string_view rest = trim(text);
  if (rest.starts_with('-')) return negative(text);
  const auto value = to_double(take_number(rest));
  rest = trim(rest);
  if (!value || (!rest.empty() && rest != "%"))
    return Wrong{fmt::format("\"{}\" is no share", text), std::string(kForm)};
  const double share = rest == "%" ? *value / 100 : *value;
  if (share > 1)
    return Wrong{fmt::format("\"{}\" is more than the whole", text),
                 rest.empty() ? fmt::format("Write \"{}%\" if per cent are meant", trim(text))
                              : std::string(kForm)};
  return share;
}

Parsed<std::uint64_t> parse_count(std::string_view text) {
  const std::string_view number = trim(text);
  if (number.starts_with('-')) return negative(text);
  if (number.find('.') != std::string_view::npos)
    return Wrong{fmt::format("\"{}\" is no whole number", text),
                 "Thousands are set apart by commas: \"10,000\""};
  const auto value = times_unit(number, 1, INT64_MAX);
  if (!value)
    return Wrong{fmt::format("\"{}\" is no count", text),
                 "Write a whole number such as \"10,000\""};
  return static_cast<std::uint64_t>(*value);
}

Parsed<double> parse_number(std::string_view text) {
  const std::string_view number = trim(text);
  if (number.starts_with('-')) return negative(text);
  const auto value = to_double(number);
  if (!value)
    return Wrong{fmt::format("\"{}\" is no number", text), "Write a number such as \"1.5\""};
  return *value;
}

std::string format_duration(sim::Duration duration) {
  if (duration.ns == 0) return "0s";
  std::string text = duration.ns < 0 ? "-" : "";
  std::int64_t left = duration.ns < 0 ? -duration.ns : duration.ns;
  for (const std::string_view unit : {"d", "h", "m", "s", "ms", "us", "ns"}) {
    const std::int64_t size = unit_size(kTimes, unit);
    if (left >= size) text += fmt::format("{}{}", left / size, unit);
    left %= size;
  }
  return text;
}

}  // namespace waypost::scenarios
