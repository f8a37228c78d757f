// SPDX-License-Identifier: Apache-2.0
// Histograms, time series and interval estimates against direct computation and printed tables.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "sim/distributions.hpp"
#include "sim/estimate.hpp"
#include "sim/histogram.hpp"
#include "sim/metrics.hpp"

using namespace waypost::sim;

namespace {

/// Values over 15 decades, as delays from nanoseconds to days.
std::vector<std::int64_t> spread_values(std::uint64_t object, int n) {
  std::vector<std::int64_t> values;
  Draw draw({1}, object);
  for (int i = 0; i < n; ++i)
    values.push_back(static_cast<std::int64_t>(std::pow(10.0, 15 * draw.uniform())) - 1);
  return values;
}

bool within_one_percent(std::int64_t got, std::int64_t exact) {
  return std::fabs(static_cast<double>(got - exact)) <= 0.01 * static_cast<double>(exact);
}

}  // namespace

TEST_CASE("every quantile of a histogram is within 1 % of the exact one", "[sim][histogram]") {
  std::vector<std::int64_t> values = spread_values(1, 50'000);
  Histogram histogram;
  for (const std::int64_t v : values) histogram.record(v);
  std::sort(values.begin(), values.end());
  for (const double q : {0.0, 0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 0.9999, 1.0}) {
    const double rank = std::max(1.0, std::ceil(q * static_cast<double>(values.size())));
    const std::int64_t exact = values[static_cast<std::size_t>(rank) - 1];
    INFO("q " << q << " exact " << exact << " got " << histogram.quantile(q));
    CHECK(within_one_percent(histogram.quantile(q), exact));
  }
  CHECK(histogram.min() == values.front());
  CHECK(histogram.max() == values.back());
}

TEST_CASE("a histogram represents each single value within 1 %, up to 2^63 - 1",
          "[sim][histogram]") {
  for (std::int64_t v = 1; v > 0 && v < INT64_MAX / 3; v += v / 37 + 1) {
    Histogram histogram;
    histogram.record(0);
    histogram.record(v);
    histogram.record(INT64_MAX);
    CHECK(within_one_percent(histogram.quantile(0.6), v));
    CHECK(histogram.quantile(1) == INT64_MAX);
  }
}

TEST_CASE("the buckets of a histogram tile the numbers without gap", "[sim][histogram]") {
  Histogram histogram;
  for (std::int64_t v = 0; v < 5000; ++v) histogram.record(v);
  std::int64_t next = 0;
  histogram.for_each_bucket([&](std::int64_t low, std::int64_t high, std::uint64_t count) {
    CHECK(low == next);
    if (high < 5000) CHECK(count == static_cast<std::uint64_t>(high - low + 1));
    next = high + 1;
  });
  CHECK(next >= 5000);
}

TEST_CASE("merged histograms equal one histogram of all values", "[sim][histogram]") {
  Histogram left, right, both;
  for (const std::int64_t v : spread_values(2, 3000)) left.record(v), both.record(v);
  for (const std::int64_t v : spread_values(3, 3000)) right.record(v * 7, 3), both.record(v * 7, 3);
  left.merge(right);
  left.merge(Histogram{});
  CHECK(left.count() == both.count());
  CHECK(left.sum() == both.sum());
  CHECK(left.min() == both.min());
  CHECK(left.max() == both.max());
  for (double q = 0; q <= 1; q += 0.01) CHECK(left.quantile(q) == both.quantile(q));
  Histogram into_empty;
  into_empty.merge(both);
  CHECK(into_empty.quantile(0.5) == both.quantile(0.5));
}

TEST_CASE("recording with a multiplicity equals recording again and again", "[sim][histogram]") {
  Histogram once, often;
  once.record(1'000'000, 1000);
  for (int i = 0; i < 1000; ++i) often.record(1'000'000);
  CHECK(once.count() == often.count());
  CHECK(once.mean() == Approx(1e6));
  CHECK(once.quantile(0.5) == often.quantile(0.5));
  CHECK(once.share_up_to(1'000'000) == 1);
  CHECK(once.share_up_to(900'000) == 0);
}

TEST_CASE("an empty histogram answers zero", "[sim][histogram]") {
  const Histogram empty;
  CHECK(empty.count() == 0);
  CHECK(empty.quantile(0.99) == 0);
  CHECK(empty.mean() == 0);
  CHECK(empty.min() == 0);
}

TEST_CASE("a time series puts each value in its window and merges", "[sim][metrics]") {
  TimeSeries a(seconds(10)), b(seconds(10));
  a.record(Time{0}, 5);
  a.record(Time{} + nanoseconds(9'999'999'999), 7);
  a.record(Time{} + seconds(10), 1, 4);
  b.record(Time{} + seconds(35), 2);
  a.merge(b);
  REQUIRE(a.windows().size() == 4);
  CHECK(a.windows()[0].count == 2);
  CHECK(a.windows()[0].mean() == Approx(6));
  CHECK(a.windows()[1].count == 4);
  CHECK(a.windows()[1].sum == Approx(4));
  CHECK(a.windows()[2].count == 0);
  CHECK(a.windows()[3].count == 1);
  CHECK(a.window_start(3) == Time{} + seconds(30));
}

TEST_CASE("a time average weighs each level by how long it lasted", "[sim][metrics]") {
  TimeAverage queue;
  queue.set(Time{} + seconds(10), 4);  // 0 for 10 s, then 4 for 5 s, then 1 for 5 s
  queue.add(Time{} + seconds(15), -3);
  CHECK(queue.mean(Time{} + seconds(20)) == Approx(25.0 / 20));
  CHECK(queue.max() == 4);
  queue.restart(Time{} + seconds(20));
  CHECK(queue.mean(Time{} + seconds(30)) == Approx(1));
}

TEST_CASE("Student's t agrees with the printed table", "[sim][estimate]") {
  // Two-sided 95 %: NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
  const auto [df, t] = GENERATE(table<std::size_t, double>(
      {{1, 12.706}, {2, 4.303}, {4, 2.776}, {9, 2.262}, {29, 2.045}, {100, 1.984}}));
  CHECK(student_t(df) == Approx(t).margin(5e-4));
}

TEST_CASE("five replications give mean and half-width by hand", "[sim][estimate]") {
  const std::vector<double> values = {10, 12, 9, 11, 13};  // s^2 = 2.5
  const Estimate e = estimate_mean(values);
  CHECK(e.n == 5);
  CHECK(e.mean == Approx(11));
  CHECK(e.half_width == Approx(2.776 * std::sqrt(2.5 / 5)).epsilon(2e-4));
  CHECK_FALSE(estimate_mean(std::vector<double>{3}).has_interval());
  CHECK_FALSE(batch_means(std::vector<double>{3, 4}).has_interval());
}

TEST_CASE("95 % intervals cover the mean in about 95 % of experiments", "[sim][estimate]") {
  // 4000 experiments: standard error of the coverage 0.0034; 5 sigma = 0.017 (false alarm 6e-7).
  // Exponential samples are skewed: 30 of them cover slightly less than 95 %, hence 0.02 below.
  int covered = 0;
  for (std::uint64_t i = 0; i < 4000; ++i) {
    Draw draw({77}, i);
    std::vector<double> values;
    for (int k = 0; k < 30; ++k) values.push_back(exponential(draw));
    const Estimate e = estimate_mean(values);
    covered += e.low() <= 1 && 1 <= e.high();
  }
  CHECK(covered / 4000.0 > 0.95 - 0.02 - 0.017);
  CHECK(covered / 4000.0 < 0.95 + 0.017);
}

TEST_CASE("batch means see the correlation that single observations hide", "[sim][estimate]") {
  // AR(1) with coefficient 0.9: variance of the mean is (1 + 0.9)/(1 - 0.9) = 19 times larger.
  Draw draw({78}, 0);
  std::vector<double> observations;
  double x = 0;
  for (int i = 0; i < 60'000; ++i) observations.push_back(x = 0.9 * x + normal(draw));
  const double ratio =
      batch_means(observations, 100).half_width / estimate_mean(observations).half_width;
  // Ratio of two deviations: sqrt(19) = 4.36; its standard error with 100 batches is 7 %.
  CHECK(ratio > 4.36 * 0.65);
  CHECK(ratio < 4.36 * 1.35);
}
