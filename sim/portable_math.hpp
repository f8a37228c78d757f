// SPDX-License-Identifier: Apache-2.0
// Elementary functions that give the same bits on every x86-64 machine: built of + - * / sqrt and
// bit operations only. libm picks its code by CPU feature at run time, so one binary could walk
// two trajectories. Series after argument reduction; each function says how far it is from exact.
// Reports and closed forms may use libm; whatever moves the trajectory may not.
#pragma once

namespace waypost::sim::portable {

inline constexpr double kPi = 0x1.921fb54442d18p+1;

/// Natural logarithm. Relative error <= 1e-15. log(0) = -infinity, log(x < 0) = NaN.
double log(double x);

/// log(1 + x) without losing a small x. Relative error <= 1e-15; x > -1.
double log1p(double x);

/// e^x. Relative error <= 1e-15. Infinity above 709.79, 0 below -745.14.
double exp(double x);

/// x^y for x >= 0. Relative error <= (2 + |y log x|) * 2.3e-16. pow(0, y) = 0 for y > 0.
double pow(double x, double y);

/// Sine and cosine of `x` radians, |x| <= 1e6. Absolute error <= 1e-15 for |x| <= 100,
/// <= 1e-14 up to 1e6.
double sin(double x);
double cos(double x);

/// Angle of the point (x, y), radians in (-pi, pi]. Relative error <= 1e-15. atan2(0, 0) = 0.
double atan2(double y, double x);

/// Inverse sine in [-pi/2, pi/2] and inverse cosine in [0, pi], radians; |x| <= 1.
double asin(double x);
double acos(double x);

/// Logarithm of the gamma function, x > 0. Error <= 3e-14, relative or absolute, the larger.
double log_gamma(double x);

/// Gamma function, 0 < x <= 170. Relative error <= 1e-12.
double gamma(double x);

}  // namespace waypost::sim::portable
