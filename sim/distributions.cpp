// SPDX-License-Identifier: Apache-2.0
#include "sim/distributions.hpp"

#include <cmath>  // sqrt and floor only: exact

#include "sim/portable_math.hpp"
#include "sim/ziggurat.hpp"

namespace waypost::sim {
namespace {

double exponential_density(double x) { return portable::exp(-x); }
double normal_density(double x) { return portable::exp(-0.5 * x * x); }

// Tail starts and layer areas for 256 layers: Marsaglia & Tsang 2000, table in section 4.
const Ziggurat kExponential(7.69711747013104972, 3.9496598225815571993e-3, exponential_density,
                            [](double y) { return -portable::log(y); });
const Ziggurat kNormal(3.6541528853610088, 4.92867323399708e-3, normal_density,
                       [](double y) { return std::sqrt(-2 * portable::log(y)); });

double normal_tail(Draw& draw) {
  constexpr double kStart = 3.6541528853610088;
  while (true) {
    const double x = -portable::log(draw.uniform_positive()) / kStart;
    const double y = -portable::log(draw.uniform_positive());
    if (2 * y >= x * x) return kStart + x;
  }
}

/// Multiplies uniforms until they fall below e^-mean; mean < 10.
std::uint64_t small_poisson(Draw& draw, double mean) {
  const double limit = portable::exp(-mean);
  std::uint64_t count = 0;
  for (double product = draw.uniform_positive(); product > limit; ++count)
    product *= draw.uniform_positive();
  return count;
}

/// Hoermann 1993, algorithm PTRS: transformed rejection with squeeze; mean >= 10.
std::uint64_t large_poisson(Draw& draw, double mean) {
  const double b = 0.931 + 2.53 * std::sqrt(mean);
  const double a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double squeeze = 0.9277 - 3.6224 / (b - 2);
  while (true) {
    const double u = draw.uniform() - 0.5;
    const double v = draw.uniform_positive();
    const double us = 0.5 - std::fabs(u);
    const double k = std::floor((2 * a / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= squeeze) return static_cast<std::uint64_t>(k);
    if (k < 0 || (us < 0.013 && v > us)) continue;
    const double left = portable::log(v * inverse_alpha / (a / (us * us) + b));
    if (left <= k * portable::log(mean) - mean - portable::log_gamma(k + 1))
      return static_cast<std::uint64_t>(k);
  }
}

}  // namespace

double exponential(Draw& draw) {
  unsigned spare;
  return kExponential.sample(
      [&] { return draw.u64(); }, exponential_density,
      [&] { return kExponential.edge[1] - portable::log(draw.uniform_positive()); }, spare);
}

double normal(Draw& draw) {
  unsigned spare;
  const double x = kNormal.sample([&] { return draw.u64(); }, normal_density,
                                  [&] { return normal_tail(draw); }, spare);
  return (spare & 1) != 0 ? -x : x;
}

double lognormal(Draw& draw, double median, double sigma) {
  return median * portable::exp(sigma * normal(draw));
}

double weibull(Draw& draw, double scale, double shape) {
  return scale * portable::pow(exponential(draw), 1 / shape);
}

double lomax(Draw& draw, double scale, double alpha) {
  return scale * (portable::exp(exponential(draw) / alpha) - 1);
}

std::uint64_t geometric(Draw& draw, double p) {
  if (p >= 1) return 0;
  const double failures = exponential(draw) / -portable::log1p(-p);
  return failures < 1e18 ? static_cast<std::uint64_t>(failures) : std::uint64_t{1} << 60;
}

std::uint64_t poisson(Draw& draw, double mean) {
  if (!(mean > 0)) return 0;
  return mean < 10 ? small_poisson(draw, mean) : large_poisson(draw, mean);
}

}  // namespace waypost::sim
