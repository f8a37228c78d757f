// SPDX-License-Identifier: Apache-2.0
#include "models/workload/rate_curve.hpp"

#include <algorithm>

#include "sim/distributions.hpp"
#include "sim/expect.hpp"
#include "sim/portable_math.hpp"

namespace waypost::workload {
namespace {

constexpr std::int64_t kQuarterNs = sim::minutes(15).ns;
constexpr std::int64_t kDayNs = sim::hours(24).ns;

sim::Duration utc_offset(const RateCurve& curve, sim::Time t) {
  sim::Duration offset{};
  for (const UtcOffset& change : curve.offsets)
    if (change.at <= t) offset = change.offset;
  return offset;
}

/// Nanoseconds of local time since 1970-01-01 00:00 local; fits 64 bits until the year 2262.
std::int64_t local_ns(const RateCurve& curve, sim::Time t) {
  return curve.start_unix_seconds * 1'000'000'000 + t.ns + utc_offset(curve, t).ns;
}

std::int64_t floor_mod(std::int64_t a, std::int64_t b) { return ((a % b) + b) % b; }

bool is_weekend(std::int64_t local) {
  // 1970-01-01 was a Thursday; counting from Monday it is day 3.
  const std::int64_t day = (local - floor_mod(local, kDayNs)) / kDayNs;
  return floor_mod(day + 3, 7) >= 5;
}

}  // namespace

DayShape flat_day() {
  DayShape day;
  day.fill(1.0);
  return day;
}

DayShape cosine_day(double peak_hour, double trough_to_peak) {
  WAYPOST_EXPECT(trough_to_peak > 0 && trough_to_peak <= 1, "trough to peak is in (0, 1]");
  constexpr double kTwoPi = 6.283185307179586;
  const double a = (1 - trough_to_peak) / (1 + trough_to_peak);
  DayShape day;
  for (int quarter = 0; quarter < kQuartersPerDay; ++quarter) {
    const double hour = (quarter + 0.5) / 4;
    day[static_cast<std::size_t>(quarter)] =
        1 + a * sim::portable::cos(kTwoPi * (hour - peak_hour) / 24);
  }
  return day;
}

double RateCurve::rate(sim::Time t) const {
  const std::int64_t local = local_ns(*this, t);
  double rate =
      mean_per_second * day[static_cast<std::size_t>(floor_mod(local, kDayNs) / kQuarterNs)];
  if (is_weekend(local)) rate *= weekend_factor;
  for (const Burst& burst : bursts)
    if (burst.start <= t && t < burst.end) rate *= burst.factor;
  return rate;
}

sim::Time RateCurve::next_change(sim::Time t) const {
  sim::Time next{t.ns + kQuarterNs - floor_mod(local_ns(*this, t), kQuarterNs)};
  const auto sooner = [&](sim::Time at) {
    if (at > t) next = std::min(next, at);
  };
  for (const UtcOffset& change : offsets) sooner(change.at);
  for (const Burst& burst : bursts) {
    sooner(burst.start);
    sooner(burst.end);
  }
  return next;
}

sim::Time next_arrival(const RateCurve& curve, sim::Time now, sim::Time horizon, sim::Draw& draw) {
  double to_spend = sim::exponential(draw);
  while (now <= horizon) {
    const double rate = curve.rate(now);
    const sim::Time change = curve.next_change(now);
    const double available = rate * (change - now).seconds();
    if (to_spend < available) return now + sim::from_seconds(to_spend / rate);
    to_spend -= available;
    now = change;
  }
  return sim::kNever;
}

}  // namespace waypost::workload
