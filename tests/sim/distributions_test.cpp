// SPDX-License-Identifier: Apache-2.0
// Samples against the laws they claim. Every check is a two-sided test at 5 standard errors of
// 400,000 samples (false alarm 6e-7 each), or Kolmogorov-Smirnov at sqrt(n) D < 2.6 (2.7e-6).
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "sim/alias_table.hpp"
#include "sim/distributions.hpp"

using namespace waypost::sim;

namespace {

constexpr int kSamples = 400'000;

std::vector<double> samples(const std::function<double(Draw&)>& sample) {
  std::vector<double> values;
  Draw draw({7}, 11);
  for (int i = 0; i < kSamples; ++i) values.push_back(sample(draw));
  return values;
}

double mean_of(const std::vector<double>& v) {
  double sum = 0;
  for (const double x : v) sum += x;
  return sum / static_cast<double>(v.size());
}

double variance_of(const std::vector<double>& v) {
  const double m = mean_of(v);
  double sum = 0;
  for (const double x : v) sum += (x - m) * (x - m);
  return sum / static_cast<double>(v.size() - 1);
}

/// sqrt(n) times the largest distance between the empirical distribution and `cdf`.
double kolmogorov_distance(std::vector<double> v, const std::function<double(double)>& cdf) {
  std::sort(v.begin(), v.end());
  const double n = static_cast<double>(v.size());
  double worst = 0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    const double f = cdf(v[i]), k = static_cast<double>(i);
    worst = std::max({worst, f - k / n, (k + 1) / n - f});
  }
  return worst * std::sqrt(n);
}

}  // namespace

TEST_CASE("continuous variates follow their distribution functions", "[sim][distributions]") {
  const auto distance = [](auto sample, auto cdf) {
    return kolmogorov_distance(samples(sample), cdf);
  };
  CHECK(distance([](Draw& d) { return d.uniform(); }, [](double x) { return x; }) < 2.6);
  CHECK(distance(exponential, [](double x) { return -std::expm1(-x); }) < 2.6);
  CHECK(distance(normal, [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }) < 2.6);
  CHECK(distance([](Draw& d) { return lognormal(d, 3, 0.8); },
                 [](double x) {
                   return 0.5 * std::erfc(-std::log(x / 3) / 0.8 / std::sqrt(2.0));
                 }) < 2.6);
  CHECK(distance([](Draw& d) { return weibull(d, 2, 0.5); },
                 [](double x) { return -std::expm1(-std::sqrt(x / 2)); }) < 2.6);
  CHECK(distance([](Draw& d) { return lomax(d, 2, 1.5); },
                 [](double x) { return 1 - std::pow(1 + x / 2, -1.5); }) < 2.6);
}

TEST_CASE("the tail of the ziggurat is exponential, respectively normal", "[sim][distributions]") {
  // P(exponential > 7.697) = 4.54e-4, P(|normal| > 3.654) = 2.58e-4: counts within 5 sigma.
  const auto e = samples(exponential), z = samples(normal);
  const auto beyond = [](const std::vector<double>& v, double x) {
    return static_cast<double>(
        std::count_if(v.begin(), v.end(), [x](double y) { return std::fabs(y) > x; }));
  };
  const double expected_e = kSamples * std::exp(-7.7),
               expected_z = kSamples * std::erfc(3.66 / std::sqrt(2.0));
  CHECK(std::fabs(beyond(e, 7.7) - expected_e) < 5 * std::sqrt(expected_e));
  CHECK(std::fabs(beyond(z, 3.66) - expected_z) < 5 * std::sqrt(expected_z));
}

TEST_CASE("a law samples the mean and variance it states", "[sim][distributions]") {
  const auto [name, law, mean, cv2, kurtosis] =
      GENERATE(table<std::string, Law, double, double, double>({
          {"constant", Law::constant(3), 3, 0, 1},
          {"uniform", Law::uniform(1, 5), 3, 4.0 / 27, 1.8},
          {"exponential", Law::exponential(0.25), 0.25, 1, 9},
          {"erlang 4", Law::erlang(2, 4), 2, 0.25, 4.5},
          {"hyperexponential", Law::hyperexponential(2, 4), 2, 4, 30},
          {"mixed erlang", Law::from_mean_cv2(10, 0.3), 10, 0.3, 6},
          {"from cv2 0.75", Law::from_mean_cv2(10, 0.75), 10, 0.75, 9},
          {"from cv2 9", Law::from_mean_cv2(10, 9), 10, 9, 60},
          {"lognormal", Law::lognormal(1, 0.5), std::exp(0.125), std::expm1(0.25), 9},
          {"lognormal from mean", Law::lognormal_from_mean(4, 0.5), 4, 0.5, 20},
          {"weibull", Law::weibull_from_mean(5, 2), 5, 4 / M_PI - 1, 3.3},
          {"lomax", Law::lomax_from_mean(5, 9), 5, 9.0 / 7, 30},
          // Sums over k = 1..4 of k^(1-s) and k^(2-s), over the sum of k^-s.
          {"zipf of exponent 1", Law::zipf(1, 4), 48.0 / 25, 4.8 / (1.92 * 1.92) - 1, 3},
          {"zipf of exponent 0", Law::zipf(0, 5), 3, 2.0 / 9, 1.8},
      }));
  INFO(name);
  CHECK(law.mean() == Approx(mean).epsilon(1e-9));
  CHECK(law.squared_coefficient_of_variation() == Approx(cv2).epsilon(1e-9));
  const auto v = samples([&law = law](Draw& d) { return law.sample(d); });
  const double variance = cv2 * mean * mean;
  CHECK(std::fabs(mean_of(v) - mean) <= 5 * std::sqrt(variance / kSamples) + 1e-12);
  // Standard error of a variance: variance * sqrt((kurtosis - 1) / n), kurtosis rounded up.
  CHECK(std::fabs(variance_of(v) - variance) <=
        5 * variance * std::sqrt((kurtosis - 1) / kSamples) + 1e-12);
}

TEST_CASE("a lognormal law meets the percentiles it was made from", "[sim][distributions]") {
  const Law law = Law::lognormal_from_p50_p90(20, 55);
  auto v = samples([&](Draw& d) { return law.sample(d); });
  const auto below = [&](double x) {
    return static_cast<double>(std::count_if(v.begin(), v.end(), [x](double y) { return y < x; })) /
           kSamples;
  };
  CHECK(std::fabs(below(20) - 0.5) < 5 * std::sqrt(0.25 / kSamples));
  CHECK(std::fabs(below(55) - 0.9) < 5 * std::sqrt(0.09 / kSamples));
}

TEST_CASE("counts have the mean and variance of their law", "[sim][distributions]") {
  for (const double m : {0.01, 1.0, 9.5, 10.0, 40.0, 3000.0}) {
    INFO("poisson mean " << m);
    const auto v = samples([m](Draw& d) { return static_cast<double>(poisson(d, m)); });
    CHECK(std::fabs(mean_of(v) - m) < 5 * std::sqrt(m / kSamples));
    CHECK(std::fabs(variance_of(v) - m) < 5 * std::sqrt((m + 2 * m * m) / kSamples));
  }
  for (const double p : {0.9, 0.3, 0.001}) {
    INFO("geometric p " << p);
    const auto v = samples([p](Draw& d) { return static_cast<double>(geometric(d, p)); });
    const double mean = (1 - p) / p, variance = mean / p;
    CHECK(std::fabs(mean_of(v) - mean) < 5 * std::sqrt(variance / kSamples));
    CHECK(std::fabs(variance_of(v) - variance) <
          5 * variance * std::sqrt((8 + p * p / (1 - p)) / kSamples));
  }
}

TEST_CASE("Poisson probabilities agree with the formula on both sides of the method change",
          "[sim][distributions]") {
  for (const double m : {9.0, 12.0}) {
    std::vector<double> count(80, 0.0);
    for (const double k : samples([m](Draw& d) { return static_cast<double>(poisson(d, m)); }))
      ++count[std::min<std::size_t>(79, static_cast<std::size_t>(k))];
    for (int k = 0; k < 30; ++k) {
      const double expected = kSamples * std::exp(k * std::log(m) - m - std::lgamma(k + 1.0));
      INFO("mean " << m << " k " << k);
      CHECK(std::fabs(count[static_cast<std::size_t>(k)] - expected) < 5 * std::sqrt(expected) + 5);
    }
  }
}

TEST_CASE("an alias table chooses by weight and never an item of weight zero",
          "[sim][distributions]") {
  const std::vector<double> weights = {3, 0, 1, 0.001, 6, 0};
  const AliasTable table(weights);
  std::vector<double> count(weights.size(), 0.0);
  Draw draw({9}, 1);
  for (int i = 0; i < kSamples; ++i) ++count[table.sample(draw)];
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double expected = kSamples * weights[i] / 10.001;
    CHECK(std::fabs(count[i] - expected) <= 5 * std::sqrt(expected));
  }
}

TEST_CASE("Zipf ranks have probability proportional to rank^-s", "[sim][distributions]") {
  const ZipfTable zipf(1000, 0.9);
  std::vector<double> count(1000, 0.0);
  Draw draw({10}, 1);
  for (int i = 0; i < kSamples; ++i) ++count[zipf.sample(draw)];
  for (const std::uint32_t k : {0u, 1u, 9u, 99u, 999u}) {
    const double expected = kSamples * zipf.probability(k);
    CHECK(std::fabs(count[k] - expected) < 5 * std::sqrt(expected));
  }
  CHECK(zipf.probability(9) / zipf.probability(0) == Approx(std::pow(10, -0.9)));
}

TEST_CASE("a Zipf law has probabilities proportional to k^-s", "[sim][distributions]") {
  const double s = GENERATE(0.5, 1.0, 1.7);
  const Law law = Law::zipf(s, 200);
  std::vector<double> count(201, 0.0);
  Draw draw({11}, 1);
  for (int i = 0; i < kSamples; ++i) ++count.at(static_cast<std::size_t>(law.sample(draw)));
  double sum = 0;
  for (int k = 1; k <= 200; ++k) sum += std::pow(k, -s);
  CHECK(count[0] == 0);
  for (const std::size_t k : {1u, 2u, 3u, 10u, 50u, 200u}) {
    const double expected = kSamples * std::pow(static_cast<double>(k), -s) / sum;
    CHECK(std::fabs(count[k] - expected) < 5 * std::sqrt(expected));
  }
}
