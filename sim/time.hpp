// SPDX-License-Identifier: Apache-2.0
// The simulated clock: integer nanoseconds since the scenario's start. Two types, so that an
// instant is never added to an instant; range +-292 years.
#pragma once

#include <compare>
#include <cstdint>

namespace waypost::sim {

/// A length of simulated time, in nanoseconds; may be negative.
struct Duration {
  std::int64_t ns = 0;
  constexpr auto operator<=>(const Duration&) const = default;
  constexpr double seconds() const { return static_cast<double>(ns) * 1e-9; }
};

/// An instant of simulated time, in nanoseconds since the run's start.
struct Time {
  std::int64_t ns = 0;
  constexpr auto operator<=>(const Time&) const = default;
  constexpr double seconds() const { return static_cast<double>(ns) * 1e-9; }
};

/// Later than every instant of any run; far enough from the end that adding a Duration is safe.
inline constexpr Time kNever{INT64_MAX / 2};

constexpr Duration operator+(Duration a, Duration b) { return {a.ns + b.ns}; }
constexpr Duration operator-(Duration a, Duration b) { return {a.ns - b.ns}; }
constexpr Duration operator*(Duration a, std::int64_t n) { return {a.ns * n}; }
constexpr Duration operator/(Duration a, std::int64_t n) { return {a.ns / n}; }
constexpr Duration& operator+=(Duration& a, Duration b) { return a = a + b; }
constexpr Duration& operator-=(Duration& a, Duration b) { return a = a - b; }
constexpr Time operator+(Time t, Duration d) { return {t.ns + d.ns}; }
constexpr Time operator-(Time t, Duration d) { return {t.ns - d.ns}; }
constexpr Duration operator-(Time a, Time b) { return {a.ns - b.ns}; }
constexpr Time& operator+=(Time& t, Duration d) { return t = t + d; }

constexpr Duration nanoseconds(std::int64_t n) { return {n}; }
constexpr Duration microseconds(std::int64_t n) { return {n * 1'000}; }
constexpr Duration milliseconds(std::int64_t n) { return {n * 1'000'000}; }
constexpr Duration seconds(std::int64_t n) { return {n * 1'000'000'000}; }
constexpr Duration minutes(std::int64_t n) { return seconds(60 * n); }
constexpr Duration hours(std::int64_t n) { return seconds(3600 * n); }

/// The nearest Duration to `s` seconds; ties away from zero. Finite, |s| < 9.2e9.
constexpr Duration from_seconds(double s) {
  const double ns = s * 1e9;
  return {static_cast<std::int64_t>(ns < 0 ? ns - 0.5 : ns + 0.5)};
}

}  // namespace waypost::sim
