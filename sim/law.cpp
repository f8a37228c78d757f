// SPDX-License-Identifier: Apache-2.0
// Law: parameters from measured figures, samples, exact moments.
#include <algorithm>
#include <cmath>  // sqrt, ceil, floor, abs only: exact
#include <limits>

#include "sim/distributions.hpp"
#include "sim/expect.hpp"
#include "sim/portable_math.hpp"

namespace waypost::sim {

Law Law::constant(double value) { return {Kind::kConstant, value}; }

Law Law::uniform(double low, double high) {
  WAYPOST_EXPECT(low <= high, "uniform law with low above high");
  return {Kind::kUniform, low, high};
}

Law Law::exponential(double mean) { return {Kind::kExponential, mean}; }

Law Law::erlang(double mean, int phases) {
  WAYPOST_EXPECT(phases >= 1, "Erlang law without phases");
  return {Kind::kErlang, mean / phases, static_cast<double>(phases)};
}

Law Law::hyperexponential(double mean, double cv2) {
  WAYPOST_EXPECT(cv2 >= 1, "a hyperexponential law varies at least as much as an exponential");
  const double p = 0.5 * (1 + std::sqrt((cv2 - 1) / (cv2 + 1)));
  return {Kind::kHyperexponential, mean / (2 * p), mean / (2 * (1 - p)), p};
}

Law Law::lognormal(double median, double sigma) { return {Kind::kLognormal, median, sigma}; }

Law Law::lognormal_from_p50_p90(double p50, double p90) {
  WAYPOST_EXPECT(p50 > 0 && p50 <= p90, "lognormal percentiles must satisfy 0 < p50 <= p90");
  return lognormal(p50, portable::log(p90 / p50) / 1.2815515655446004);
}

Law Law::lognormal_from_mean(double mean, double cv2) {
  return lognormal(mean / std::sqrt(1 + cv2), std::sqrt(portable::log1p(cv2)));
}

Law Law::weibull(double scale, double shape) { return {Kind::kWeibull, scale, shape}; }

Law Law::weibull_from_mean(double mean, double shape) {
  return weibull(mean / portable::gamma(1 + 1 / shape), shape);
}

Law Law::lomax(double scale, double alpha) { return {Kind::kLomax, scale, alpha}; }

Law Law::lomax_from_mean(double mean, double alpha) {
  WAYPOST_EXPECT(alpha > 1, "a Lomax law with alpha <= 1 has no mean");
  return lomax(mean * (alpha - 1), alpha);
}

Law Law::pareto(double least, double alpha) { return {Kind::kPareto, least, alpha}; }

Law Law::zipf(double exponent, std::uint32_t most) {
  WAYPOST_EXPECT(exponent >= 0 && most >= 1, "a Zipf law needs an exponent >= 0 and a number");
  return {Kind::kZipf, exponent, static_cast<double>(most)};
}

namespace {

/// Integral of x^-exponent from 1, and its inverse.
struct PowerIntegral {
  double exponent;
  bool logarithmic() const { return std::abs(1 - exponent) < 1e-7; }
  double operator()(double x) const {
    if (logarithmic()) return portable::log(x);
    return (portable::pow(x, 1 - exponent) - 1) / (1 - exponent);
  }
  double inverse(double y) const {
    if (logarithmic()) return portable::exp(y);
    return portable::pow(std::max(0.0, 1 + y * (1 - exponent)), 1 / (1 - exponent));
  }
};

/// Rejection-inversion (Hoermann, Derflinger 1996, algorithm ZRI): no table, few rejections.
double sample_zipf(double exponent, double most, Draw& draw) {
  const PowerIntegral area{exponent};
  const double low = area(1.5) - 1, high = area(most + 0.5);
  const double sure = 2 - area.inverse(area(2.5) - portable::pow(2, -exponent));
  for (;;) {
    const double u = high + draw.uniform() * (low - high);
    const double x = area.inverse(u);
    const double k = std::clamp(std::floor(x + 0.5), 1.0, most);
    if (k - x <= sure || u >= area(k + 0.5) - portable::pow(k, -exponent)) return k;
  }
}

/// Mean of k^power.
double zipf_moment(double exponent, double most, double power) {
  double weights = 0, sum = 0;
  for (double k = 1; k <= most; k += 1) {
    const double weight = portable::pow(k, -exponent);
    weights += weight;
    sum += weight * portable::pow(k, power);
  }
  return sum / weights;
}

}  // namespace

Law Law::from_mean_cv2(double mean, double cv2) {
  WAYPOST_EXPECT(mean >= 0 && cv2 >= 0, "mean and cv2 must not be negative");
  if (cv2 == 0) return constant(mean);
  if (cv2 == 1) return exponential(mean);
  if (cv2 > 1) return hyperexponential(mean, cv2);
  // k or k-1 phases where 1/k <= cv2 <= 1/(k-1); p is Tijms' probability of k-1.
  const double k = std::ceil(1 / cv2);
  const double p = (k * cv2 - std::sqrt(k * (1 + cv2) - k * k * cv2)) / (1 + cv2);
  return {Kind::kErlang, mean / (k - p), k, p};
}

double Law::sample(Draw& draw) const {
  switch (kind_) {
    case Kind::kConstant: return a_;
    case Kind::kUniform: return a_ + (b_ - a_) * draw.uniform();
    case Kind::kExponential: return a_ * sim::exponential(draw);
    case Kind::kHyperexponential: {
      const double mean = draw.uniform() < c_ ? a_ : b_;  // first: operands have no order
      return mean * sim::exponential(draw);
    }
    case Kind::kErlang: {
      double phases = c_ > 0 && draw.uniform() < c_ ? b_ - 1 : b_;
      double sum = 0;
      for (; phases > 0.5; phases -= 1) sum += sim::exponential(draw);
      return a_ * sum;
    }
    case Kind::kLognormal: return sim::lognormal(draw, a_, b_);
    case Kind::kWeibull: return sim::weibull(draw, a_, b_);
    case Kind::kLomax: return sim::lomax(draw, a_, b_);
    case Kind::kPareto: return a_ + sim::lomax(draw, a_, b_);
    case Kind::kZipf: return sample_zipf(a_, b_, draw);
  }
  return 0;
}

Duration Law::sample_duration(Draw& draw) const {
  constexpr double kHundredYears = 100 * 365.25 * 86400;
  const double s = sample(draw);
  return from_seconds(s < kHundredYears ? s : kHundredYears);
}

double Law::mean() const {
  switch (kind_) {
    case Kind::kConstant:
    case Kind::kExponential: return a_;
    case Kind::kUniform: return (a_ + b_) / 2;
    case Kind::kErlang: return a_ * (b_ - c_);
    case Kind::kHyperexponential: return c_ * a_ + (1 - c_) * b_;
    case Kind::kLognormal: return a_ * portable::exp(b_ * b_ / 2);
    case Kind::kWeibull: return a_ * portable::gamma(1 + 1 / b_);
    case Kind::kLomax: return b_ > 1 ? a_ / (b_ - 1) : std::numeric_limits<double>::infinity();
    case Kind::kPareto:
      return b_ > 1 ? a_ * b_ / (b_ - 1) : std::numeric_limits<double>::infinity();
    case Kind::kZipf: return zipf_moment(a_, b_, 1);
  }
  return 0;
}

double Law::second_moment() const {
  switch (kind_) {
    case Kind::kConstant: return a_ * a_;
    case Kind::kExponential: return 2 * a_ * a_;
    case Kind::kUniform: return (a_ * a_ + a_ * b_ + b_ * b_) / 3;
    // n phases: n (n + 1) a^2, n = b with probability 1 - c, else b - 1.
    case Kind::kErlang: return a_ * a_ * b_ * ((1 - c_) * (b_ + 1) + c_ * (b_ - 1));
    case Kind::kHyperexponential: return 2 * (c_ * a_ * a_ + (1 - c_) * b_ * b_);
    case Kind::kLognormal: return a_ * a_ * portable::exp(2 * b_ * b_);
    case Kind::kWeibull: return a_ * a_ * portable::gamma(1 + 2 / b_);
    case Kind::kLomax:
      return b_ > 2 ? 2 * a_ * a_ / ((b_ - 1) * (b_ - 2)) : std::numeric_limits<double>::infinity();
    case Kind::kPareto:
      return b_ > 2 ? a_ * a_ * b_ / (b_ - 2) : std::numeric_limits<double>::infinity();
    case Kind::kZipf: return zipf_moment(a_, b_, 2);
  }
  return 0;
}

double Law::squared_coefficient_of_variation() const {
  const double m = mean(), second = second_moment();
  if (m == 0 || second == std::numeric_limits<double>::infinity()) return m == 0 ? 0 : second;
  const double cv2 = second / (m * m) - 1;
  return cv2 > 0 ? cv2 : 0;
}

}  // namespace waypost::sim
