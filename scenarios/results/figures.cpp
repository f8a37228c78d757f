// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace waypost::scenarios {
namespace {

std::string with_thousands(std::string digits) {
  const std::size_t whole =
      digits.find('.') == std::string::npos ? digits.size() : digits.find('.');
  for (std::size_t i = whole; i > 3; i -= 3)
    if (digits[i - 4] != '-') digits.insert(i - 3, ",");
  return digits;
}

}  // namespace

std::string number(double value) {
  if (!std::isfinite(value)) return "none";
  const double size = std::fabs(value);
  if (size >= 1000 || value == std::floor(value))
    return with_thousands(fmt::format("{:.0f}", value));
  if (size >= 0.001) {
    const int digits_before = size >= 1 ? static_cast<int>(std::floor(std::log10(size))) + 1 : 0;
    const int lead = size >= 1 ? 0 : -static_cast<int>(std::floor(std::log10(size))) - 1;
    return fmt::format("{:.{}f}", value, 4 - digits_before + lead);
  }
  return fmt::format("{:.3g}", value);
}

std::string figure(const schema::Estimate& estimate, const std::string& unit) {
  std::string text = number(estimate.mean());
  if (estimate.has_half_width()) text += " ± " + number(estimate.half_width());
  return unit.empty() ? text : text + " " + unit;
}

std::string share(const schema::Estimate& estimate) {
  if (!estimate.has_half_width()) return fmt::format("{:.2f} %", 100 * estimate.mean());
  return fmt::format("{:.2f} ± {:.2f} %", 100 * estimate.mean(), 100 * estimate.half_width());
}

std::string percent(const schema::Estimate& estimate) {
  if (!estimate.has_half_width()) return fmt::format("{:.2f}%", 100 * estimate.mean());
  return fmt::format("{:.2f} ± {:.2f}%", 100 * estimate.mean(), 100 * estimate.half_width());
}

std::string length(double seconds) {
  if (seconds < 0) return "-" + length(-seconds);
  if (seconds < 1) return number(seconds * 1000) + " ms";
  if (seconds < 120) return number(seconds) + " s";
  const auto whole = static_cast<long long>(seconds + 0.5);
  const auto pair = [](long long major, const char* a, long long minor, const char* b) {
    return minor == 0 ? fmt::format("{} {}", major, a)
                      : fmt::format("{} {} {} {}", major, a, minor, b);
  };
  if (whole < 7200) return pair(whole / 60, "min", whole % 60, "s");
  if (whole < 172800) return pair(whole / 3600, "h", whole % 3600 / 60, "min");
  return pair(whole / 86400, "d", whole % 86400 / 3600, "h");
}

std::string key_of(std::string_view words) {
  std::string key(words);
  for (char& c : key)
    if (c == ' ' || c == '-' || c == '\'') c = '_';
  return key;
}

std::string words(std::string key) {
  std::replace(key.begin(), key.end(), '_', ' ');
  return key;
}

}  // namespace waypost::scenarios
