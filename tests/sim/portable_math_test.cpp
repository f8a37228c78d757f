// SPDX-License-Identifier: Apache-2.0
// Portable arithmetic against libm in extended precision, over the ranges its header promises.
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/portable_math.hpp"
#include "sim/random.hpp"

namespace portable = waypost::sim::portable;
using waypost::sim::Draw;

namespace {

/// Largest relative error of `mine` against `exact` over points 10^uniform(low, high), both signs
/// if asked; errors of results below 1 count as absolute when `absolute`.
template <class Mine, class Exact>
double worst_error(double low, double high, Mine mine, Exact exact, bool absolute = false) {
  double worst = 0;
  Draw draw({42}, 1);
  for (int i = 0; i < 200'000; ++i) {
    const double x = low + (high - low) * draw.uniform();
    const long double truth = exact(static_cast<long double>(x));
    const long double scale = absolute ? 1.0L : std::fabs(truth);
    if (scale == 0) continue;
    worst = std::max(worst, static_cast<double>(std::fabs(mine(x) - truth) / scale));
  }
  return worst;
}

using L = long double;

}  // namespace

TEST_CASE("portable log and exp agree with libm to 1e-15", "[sim][portable]") {
  const auto log_at = [](double e) { return portable::log(std::pow(10.0, e)); };
  const auto exact = [](L e) { return std::log(static_cast<L>(std::pow(10.0, double(e)))); };
  CHECK(worst_error(-300, 300, log_at, exact) < 1e-15);
  CHECK(worst_error(0.3, 3, portable::log, [](L x) { return std::log(x); }) < 1e-15);
  CHECK(worst_error(-0.9, 2, portable::log1p, [](L x) { return std::log1p(x); }) < 1e-15);
  CHECK(worst_error(-1e-9, 1e-9, portable::log1p, [](L x) { return std::log1p(x); }) < 1e-15);
  CHECK(worst_error(-700, 700, portable::exp, [](L x) { return std::exp(x); }) < 1e-15);
  CHECK(worst_error(-1, 1, portable::exp, [](L x) { return std::exp(x); }) < 1e-15);
}

TEST_CASE("portable log and exp keep their limits", "[sim][portable]") {
  CHECK(portable::log(1.0) == 0.0);
  CHECK(portable::exp(0.0) == 1.0);
  CHECK(std::isinf(portable::log(0.0)));
  CHECK(std::isnan(portable::log(-1.0)));
  CHECK(std::isinf(portable::exp(710.0)));
  CHECK(portable::exp(-746.0) == 0.0);
  CHECK(portable::exp(-740.0) == Approx(std::exp(-740.0)).epsilon(1e-3));  // subnormal
  CHECK(portable::log(5e-324) == Approx(std::log(5e-324)).epsilon(1e-14));
  CHECK(portable::pow(0.0, 2.0) == 0.0);
  CHECK(portable::pow(2.0, 0.0) == 1.0);
}

TEST_CASE("portable pow stays within (2 + |y log x|) ulp", "[sim][portable]") {
  for (const double y : {-40.0, -2.0, -0.7, 0.5, 1.0, 3.0, 25.0}) {
    const auto exact = [y](L x) { return std::pow(x, static_cast<L>(y)); };
    const double bound = (2 + std::fabs(y) * std::log(1e3)) * 2.3e-16;
    CHECK(worst_error(
              1e-3, 1e3, [y](double x) { return portable::pow(x, y); }, exact) < bound);
  }
}

TEST_CASE("portable sine and cosine agree with libm", "[sim][portable]") {
  const auto sine = [](L x) { return std::sin(x); };
  const auto cosine = [](L x) { return std::cos(x); };
  CHECK(worst_error(-100, 100, portable::sin, sine, true) < 1e-15);
  CHECK(worst_error(-100, 100, portable::cos, cosine, true) < 1e-15);
  CHECK(worst_error(-1e6, 1e6, portable::sin, sine, true) < 1e-14);
  CHECK(worst_error(-1e6, 1e6, portable::cos, cosine, true) < 1e-14);
  CHECK(worst_error(-0.5, 0.5, portable::sin, sine) < 1e-15);
}

TEST_CASE("portable inverse functions agree with libm", "[sim][portable]") {
  CHECK(worst_error(-1, 1, portable::asin, [](L x) { return std::asin(x); }) < 2e-15);
  CHECK(worst_error(-1, 0.99, portable::acos, [](L x) { return std::acos(x); }) < 2e-15);
  for (const double x : {-3.0, -1e-3, 1e-3, 1.0, 70.0}) {
    const auto exact = [x](L y) { return std::atan2(y, static_cast<L>(x)); };
    CHECK(worst_error(
              -50, 50, [x](double y) { return portable::atan2(y, x); }, exact) < 1e-15);
  }
  CHECK(portable::atan2(0.0, -1.0) == Approx(portable::kPi));
  CHECK(portable::atan2(1.0, 0.0) == Approx(portable::kPi / 2));
  CHECK(portable::atan2(0.0, 0.0) == 0.0);
}

TEST_CASE("portable gamma functions agree with libm", "[sim][portable]") {
  CHECK(worst_error(
            1e-6, 2.5, portable::log_gamma, [](L x) { return std::lgamma(x); }, true) < 3e-14);
  CHECK(worst_error(2.5, 1e6, portable::log_gamma, [](L x) { return std::lgamma(x); }) < 3e-14);
  CHECK(worst_error(0.1, 170, portable::gamma, [](L x) { return std::tgamma(x); }) < 1e-12);
}
