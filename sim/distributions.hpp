// SPDX-License-Identifier: Apache-2.0
// Random variates from keyed draws, in portable arithmetic (sim/portable_math.hpp).
// Exponential and normal: ziggurat (Marsaglia & Tsang 2000, 256 layers); Poisson: inversion, and
// PTRS (Hoermann 1993) for large means; the others by inversion. Law is a distribution as a value;
// its member functions are in law.cpp. Weighted choice: sim/alias_table.hpp.
#pragma once

#include <cstdint>

#include "sim/random.hpp"
#include "sim/time.hpp"

namespace waypost::sim {

/// Density e^-x, x >= 0. Mean 1, variance 1.
double exponential(Draw& draw);

/// Density e^(-x^2/2) / sqrt(2 pi). Mean 0, variance 1.
double normal(Draw& draw);

/// median * e^(sigma * normal). Mean median * e^(sigma^2/2), variance mean^2 (e^(sigma^2) - 1).
/// From measured figures: sigma = ln(p90 / p50) / 1.2816 = ln(p99 / p50) / 2.3263.
double lognormal(Draw& draw, double median, double sigma);

/// P(X > x) = e^-((x/scale)^shape). Mean scale * Gamma(1 + 1/shape);
/// variance scale^2 (Gamma(1 + 2/shape) - Gamma(1 + 1/shape)^2). shape < 1: failures cluster.
double weibull(Draw& draw, double scale, double shape);

/// Pareto of the second kind from 0: P(X > x) = (1 + x/scale)^-alpha. Mean scale / (alpha - 1) for
/// alpha > 1; variance mean^2 alpha / (alpha - 2) for alpha > 2. Median scale (2^(1/alpha) - 1).
double lomax(Draw& draw, double scale, double alpha);

/// Failures before the first success, P(k) = p (1-p)^k; 0 < p <= 1. Mean (1-p)/p,
/// variance (1-p)/p^2. Results stop at 2^60.
std::uint64_t geometric(Draw& draw, double p);

/// P(k) = e^-mean mean^k / k!; 0 <= mean <= 1e15. Mean and variance `mean`. Cost O(mean) below
/// 10, constant above.
std::uint64_t poisson(Draw& draw, double mean);

/// A distribution of non-negative numbers as plain data: kind and up to three parameters, in the
/// unit the caller chose (seconds for durations).
class Law {
 public:
  enum class Kind : std::uint8_t {
    kConstant,          ///< a
    kUniform,           ///< between a and b
    kExponential,       ///< mean a
    kErlang,            ///< phases of mean a: b of them, or b - 1 with probability c
    kHyperexponential,  ///< exponential of mean a with probability c, else of mean b
    kLognormal,         ///< median a, sigma b
    kWeibull,           ///< scale a, shape b
    kLomax,             ///< scale a, alpha b
    kPareto,            ///< least a, alpha b: a + lomax(a, b)
    kZipf,              ///< whole numbers 1..b, exponent a
  };

  /// Always 0.
  Law() = default;

  static Law constant(double value);
  /// Density 1/(high - low). Mean (low + high)/2, variance (high - low)^2/12.
  static Law uniform(double low, double high);
  static Law exponential(double mean);
  /// Sum of `phases` exponentials. Mean `mean`, variance mean^2/phases.
  static Law erlang(double mean, int phases);
  /// Two exponentials with balanced means (p m1 = (1-p) m2). Variance cv2 * mean^2, cv2 >= 1.
  static Law hyperexponential(double mean, double cv2);
  static Law lognormal(double median, double sigma);
  /// From two measured percentiles: sigma = ln(p90/p50) / 1.2816. 0 < p50 <= p90.
  static Law lognormal_from_p50_p90(double p50, double p90);
  static Law lognormal_from_mean(double mean, double cv2);
  static Law weibull(double scale, double shape);
  /// scale = mean / Gamma(1 + 1/shape).
  static Law weibull_from_mean(double mean, double shape);
  static Law lomax(double scale, double alpha);
  /// scale = mean (alpha - 1); alpha > 1.
  static Law lomax_from_mean(double mean, double alpha);
  /// P(X > x) = (least/x)^alpha for x >= least. Mean least alpha / (alpha - 1) for alpha > 1.
  static Law pareto(double least, double alpha);
  /// P(k) proportional to k^-exponent, k = 1..most; exponent >= 0. Moments are sums over most
  /// terms.
  static Law zipf(double exponent, std::uint32_t most);
  /// A law with this mean and squared coefficient of variation (variance / mean^2): constant for 0,
  /// mixed Erlang below 1 (Tijms 1994, 5.5), exponential for 1, hyperexponential above.
  static Law from_mean_cv2(double mean, double cv2);

  Kind kind() const { return kind_; }
  double sample(Draw& draw) const;
  /// A sample in seconds, rounded to nanoseconds; a tail beyond 100 years counts as 100 years.
  Duration sample_duration(Draw& draw) const;
  double mean() const;                              ///< infinite for Lomax with alpha <= 1
  double squared_coefficient_of_variation() const;  ///< variance / mean^2; infinite tails: infinity

  bool operator==(const Law&) const = default;

 private:
  Law(Kind kind, double a, double b = 0, double c = 0) : a_(a), b_(b), c_(c), kind_(kind) {}
  double second_moment() const;

  double a_ = 0, b_ = 0, c_ = 0;
  Kind kind_ = Kind::kConstant;
};

}  // namespace waypost::sim
