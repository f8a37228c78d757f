// SPDX-License-Identifier: Apache-2.0
// Argument reduction as in Muller, "Elementary Functions" (3rd ed., 2016), chapters 4 and 11;
// then the plain Taylor, arctanh or arctan series, cut where the next term is below rounding.
// Constants split in parts (Cody & Waite) have zeros at the end, so that k * part is exact.
#include "sim/portable_math.hpp"

#include <bit>
#include <cmath>  // sqrt only: IEEE 754 rounds it correctly
#include <cstdint>
#include <limits>

namespace waypost::sim::portable {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kLn2High = 0x1.62e42feep-1, kLn2Low = 0x1.a39ef35793c76p-33;
constexpr double kHalfPiHigh = 0x1.921fb544p+0, kHalfPiMiddle = 0x1.0b4611a6p-34,
                 kHalfPiLow = 0x1.3198a2e037073p-69;
constexpr double kHalfPi = kPi / 2, kHalfPiRest = 0x1.1a62633145c07p-54;
constexpr double kRounder = 0x1.8p52;  // adding it leaves no room for a fraction

double nearest_integer(double x) { return (x + kRounder) - kRounder; }

/// c[0] + c[1] z + c[2] z^2 + ...
template <int n>
double polynomial(const double (&c)[n], double z) {
  double sum = c[n - 1];
  for (int i = n - 2; i >= 0; --i) sum = sum * z + c[i];
  return sum;
}

/// 2 artanh(s), |s| <= 0.172: the heart of both logarithms.
double twice_artanh(double s) {
  static constexpr double kOdd[] = {2. / 3,  2. / 5,  2. / 7,  2. / 9,  2. / 11, 2. / 13,
                                    2. / 15, 2. / 17, 2. / 19, 2. / 21, 2. / 23};
  const double z = s * s;
  return 2 * s + s * z * polynomial(kOdd, z);
}

double power_of_two(std::int64_t k) {  // -1022 <= k <= 1023
  return std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52);
}

}  // namespace

double log(double x) {
  if (!(x > 0)) return x == 0 ? -kInfinity : kNan;
  if (x == kInfinity) return x;
  std::int64_t exponent = 0;
  if (x < 0x1p-1022) {  // subnormal
    x *= 0x1p54;
    exponent = -54;
  }
  // x = 2^exponent * m with m in [sqrt(1/2), sqrt(2)): no cancellation near x = 1.
  constexpr std::uint64_t kSqrtHalf = 0x3FE6A09E667F3BCDu;
  const auto bits = static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(x) - kSqrtHalf);
  exponent += bits >> 52;
  const double m =
      std::bit_cast<double>((static_cast<std::uint64_t>(bits) & 0x000FFFFFFFFFFFFFu) + kSqrtHalf);
  const double k = static_cast<double>(exponent);
  return k * kLn2High + (k * kLn2Low + twice_artanh((m - 1) / (m + 1)));
}

double log1p(double x) {
  if (x > -0.25 && x < 0.4) return twice_artanh(x / (2 + x));
  return log(1 + x);
}

double exp(double x) {
  if (x != x) return x;
  if (x > 709.782712893384) return kInfinity;
  if (x < -745.1332191019412) return 0;
  static constexpr double kTaylor[] = {
      1. / 2,     1. / 6,      1. / 24,      1. / 120,      1. / 720,       1. / 5040,
      1. / 40320, 1. / 362880, 1. / 3628800, 1. / 39916800, 1. / 479001600, 1. / 6227020800};
  const double k = nearest_integer(x * 1.4426950408889634);
  const double high = x - k * kLn2High, low = k * kLn2Low;
  const double r = high - low;
  const double y = 1 + (high + (r * r * polynomial(kTaylor, r) - low));
  const auto n = static_cast<std::int64_t>(k);
  const std::int64_t half = n / 2;  // in two steps: 2^n alone may be out of range
  return y * power_of_two(half) * power_of_two(n - half);
}

double pow(double x, double y) {
  if (y == 0) return 1;
  return exp(y * log(x));
}

namespace {

struct Reduced {
  double angle;  // in [-pi/4, pi/4]
  int quadrant;  // 0 .. 3
};

Reduced reduce_angle(double x) {
  const double k = nearest_integer(x * (2 / kPi));
  const double angle = ((x - k * kHalfPiHigh) - k * kHalfPiMiddle) - k * kHalfPiLow;
  return {angle, static_cast<int>(static_cast<std::int64_t>(k) & 3)};
}

double sine_series(double x) {
  static constexpr double kTaylor[] = {
      -1. / 6,        1. / 120,        -1. / 5040,          1. / 362880,
      -1. / 39916800, 1. / 6227020800, -1. / 1307674368000, 1. / 355687428096000};
  const double z = x * x;
  return x + x * z * polynomial(kTaylor, z);
}

double cosine_series(double x) {
  static constexpr double kTaylor[] = {
      1. / 24,        -1. / 720,         1. / 40320,         -1. / 3628800,
      1. / 479001600, -1. / 87178291200, 1. / 20922789888000};
  const double z = x * x;
  return 1 - (z / 2 - z * z * polynomial(kTaylor, z));
}

double sine_of_quadrant(double angle, int quadrant) {
  const double value = (quadrant & 1) != 0 ? cosine_series(angle) : sine_series(angle);
  return (quadrant & 2) != 0 ? -value : value;
}

/// arctan of t in [0, 1]: arctan(i/16) + arctan of a rest of at most 1/32.
double arctangent_to_one(double t) {
  static constexpr double kSixteenths[] = {0x0.0p+0,
                                           0x1.ff55bb72cfdeap-5,
                                           0x1.fd5ba9aac2f6ep-4,
                                           0x1.7b97b4bce5b02p-3,
                                           0x1.f5b75f92c80ddp-3,
                                           0x1.362773707ebccp-2,
                                           0x1.6f61941e4def1p-2,
                                           0x1.a64eec3cc23fdp-2,
                                           0x1.dac670561bb4fp-2,
                                           0x1.0657e94db30d0p-1,
                                           0x1.1e00babdefeb4p-1,
                                           0x1.345f01cce37bbp-1,
                                           0x1.4978fa3269ee1p-1,
                                           0x1.5d58987169b18p-1,
                                           0x1.700a7c5784634p-1,
                                           0x1.819d0b7158a4dp-1,
                                           0x1.921fb54442d18p-1};
  static constexpr double kSeries[] = {-1. / 3, 1. / 5, -1. / 7, 1. / 9, -1. / 11, 1. / 13};
  const auto i = static_cast<int>(t * 16 + 0.5);
  const double c = i / 16.0;
  const double rest = (t - c) / (1 + t * c);
  const double z = rest * rest;
  return kSixteenths[i] + (rest + rest * z * polynomial(kSeries, z));
}

}  // namespace

double sin(double x) {
  const Reduced r = reduce_angle(x);
  return sine_of_quadrant(r.angle, r.quadrant);
}

double cos(double x) {
  const Reduced r = reduce_angle(x);
  return sine_of_quadrant(r.angle, r.quadrant + 1);
}

double atan2(double y, double x) {
  const double ay = y < 0 ? -y : y, ax = x < 0 ? -x : x;
  if (ax == 0 && ay == 0) return 0;
  double angle =
      ay <= ax ? arctangent_to_one(ay / ax) : (kHalfPi - arctangent_to_one(ax / ay)) + kHalfPiRest;
  if (x < 0) angle = (kPi - angle) + 2 * kHalfPiRest;
  return y < 0 ? -angle : angle;
}

double asin(double x) { return atan2(x, std::sqrt((1 - x) * (1 + x))); }
double acos(double x) { return atan2(std::sqrt((1 - x) * (1 + x)), x); }

double log_gamma(double x) {
  // Stirling's series from 8 on (its first left-out term is < 1e-15 there); below, recurrence.
  static constexpr double kStirling[] = {1. / 12,   -1. / 360,      1. / 1260, -1. / 1680,
                                         1. / 1188, -691. / 360360, 1. / 156};
  constexpr double kHalfLog2Pi = 0x1.d67f1c864beb5p-1;
  double product = 1;
  for (; x < 8; x += 1) product *= x;
  const double series = polynomial(kStirling, 1 / (x * x)) / x;
  return ((x - 0.5) * log(x) - x + kHalfLog2Pi + series) - log(product);
}

double gamma(double x) { return exp(log_gamma(x)); }

}  // namespace waypost::sim::portable
