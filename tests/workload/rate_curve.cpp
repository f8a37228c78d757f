// SPDX-License-Identifier: Apache-2.0
#include "models/workload/rate_curve.hpp"

#include <catch2/catch.hpp>

using namespace waypost;
using workload::RateCurve;

namespace {
// 2026-01-05 00:00 UTC, a Monday.
constexpr std::int64_t kMonday = 1767571200;

int count_arrivals(const RateCurve& curve, sim::Time from, sim::Time to) {
  const sim::Stream stream = sim::make_stream(1, 2, "arrivals");
  int n = 0;
  sim::Time t = from;
  for (std::uint64_t i = 0;; ++i) {
    sim::Draw draw(stream, i);
    t = workload::next_arrival(curve, t, to, draw);
    if (t > to) return n;
    ++n;
  }
}
}  // namespace

TEST_CASE("the day's shape has mean 1 and the trough to peak ratio asked for", "[workload]") {
  const workload::DayShape day = workload::cosine_day(19, 0.5);
  double sum = 0, low = 9, high = 0;
  for (const double x : day) sum += x, low = std::min(low, x), high = std::max(high, x);
  CHECK(sum / workload::kQuartersPerDay == Approx(1).epsilon(1e-9));
  // papers.md 3.5: trough/peak 0.5 is a = 1/3; quarter hours miss the extremes by under 0.1 %.
  CHECK(low / high == Approx(0.5).epsilon(1e-3));
  CHECK(day[19 * 4] == Approx(4.0 / 3).epsilon(1e-3));
}

TEST_CASE("a local peak moves with the offset from UTC", "[workload]") {
  RateCurve curve;
  curve.mean_per_second = 1;
  curve.day = workload::cosine_day(12, 0.2);
  curve.start_unix_seconds = kMonday;
  curve.offsets = {{sim::Time{0}, sim::hours(9)}};  // Tokyo
  // Noon in Tokyo is 03:00 UTC.
  CHECK(curve.rate(sim::Time{0} + sim::hours(3)) > 1.6);
  CHECK(curve.rate(sim::Time{0} + sim::hours(15)) < 0.4);
}

TEST_CASE("the weekend factor applies from Saturday to Sunday night", "[workload]") {
  RateCurve curve;
  curve.mean_per_second = 2;
  curve.weekend_factor = 0.4;
  curve.start_unix_seconds = kMonday;
  CHECK(curve.rate(sim::Time{0} + sim::hours(5 * 24 - 1)) == 2);
  CHECK(curve.rate(sim::Time{0} + sim::hours(5 * 24)) == Approx(0.8));
  CHECK(curve.rate(sim::Time{0} + sim::hours(7 * 24 - 1)) == Approx(0.8));
  CHECK(curve.rate(sim::Time{0} + sim::hours(7 * 24)) == 2);
}

TEST_CASE("arrivals follow the integrated rate through a burst", "[workload]") {
  RateCurve curve;
  curve.mean_per_second = 10;
  curve.start_unix_seconds = kMonday;
  curve.bursts = {{sim::Time{0} + sim::seconds(100), sim::Time{0} + sim::seconds(200), 5}};
  const sim::Time a = sim::Time{0}, b = a + sim::seconds(100), c = b + sim::seconds(100);
  // Poisson(1000) and Poisson(5000): 5 standard deviations, false alarm under 1e-6.
  CHECK(count_arrivals(curve, a, b) == Approx(1000).margin(5 * 32));
  CHECK(count_arrivals(curve, b, c) == Approx(5000).margin(5 * 71));
}

TEST_CASE("a population that never asks has no next arrival", "[workload]") {
  RateCurve curve;
  sim::Draw draw(sim::make_stream(1, 1, "x"), 0);
  CHECK(workload::next_arrival(curve, sim::Time{0}, sim::Time{0} + sim::hours(48), draw) ==
        sim::kNever);
}
