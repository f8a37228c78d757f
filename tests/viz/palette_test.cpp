// SPDX-License-Identifier: Apache-2.0
// Colours as people with other cones see them: Machado, Oliveira, Fernandes (2009), severity 1.
#include <array>
#include <catch2/catch.hpp>
#include <cmath>

#include "viz/view/palette.hpp"

using namespace waypost::viz;

namespace {

using Triple = std::array<double, 3>;
using Matrix = std::array<Triple, 3>;

constexpr Matrix kProtan{{{0.152286, 1.052583, -0.204868},
                          {0.114503, 0.786281, 0.099216},
                          {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix kDeutan{{{0.367322, 0.860646, -0.227968},
                          {0.280085, 0.672501, 0.047413},
                          {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix kTritan{{{1.255528, -0.076749, -0.178779},
                          {-0.078411, 0.930809, 0.147602},
                          {0.004733, 0.691367, 0.303900}}};

double linear(double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); }

Triple times(const Matrix& m, const Triple& v) {
  Triple out{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) out[i] += m[i][j] * v[j];
  return out;
}

Triple lab(const Triple& rgb) {
  constexpr Matrix kXyz{
      {{0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}}};
  const Triple xyz = times(kXyz, rgb);
  const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
  const double x = f(std::max(0.0, xyz[0] / 0.95047)), y = f(std::max(0.0, xyz[1])),
               z = f(std::max(0.0, xyz[2] / 1.08883));
  return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

Triple linear_rgb(Rgb c) { return {linear(c.r / 255.0), linear(c.g / 255.0), linear(c.b / 255.0)}; }

double distance(Rgb a, Rgb b, const Matrix& eyes) {
  const Triple p = lab(times(eyes, linear_rgb(a))), q = lab(times(eyes, linear_rgb(b)));
  return std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

/// WCAG 2.1.
double contrast(Rgb a, Rgb b) {
  const auto luminance = [](Rgb c) {
    const Triple l = linear_rgb(c);
    return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2];
  };
  const double x = luminance(a), y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

}  // namespace

TEST_CASE("old and new are far apart for every kind of colour vision", "[viz][palette]") {
  for (const ThemeName theme : {ThemeName::dark, ThemeName::light}) {
    const Palette& p = palette(theme);
    for (const Matrix* eyes : {&kProtan, &kDeutan, &kTritan})
      CHECK(distance(p.old_value, p.new_value, *eyes) >= 60);
  }
}

TEST_CASE("words can be read on their ground", "[viz][palette]") {
  for (const ThemeName theme : {ThemeName::dark, ThemeName::light}) {
    const Palette& p = palette(theme);
    for (const Rgb ground : {p.panel, p.ground}) {
      CHECK(contrast(p.text, ground) >= 7);
      CHECK(contrast(p.quiet, ground) >= 4.5);
      CHECK(contrast(p.bad, ground) >= 4.5);
    }
    CHECK(contrast(p.text, p.accent) >= 4.5);
  }
}

TEST_CASE("the heat ramp takes any figure", "[viz][palette]") {
  const Palette& p = palette(ThemeName::dark);
  CHECK(heat_colour(p, std::nanf("")) == p.heat.front());
  CHECK(heat_colour(p, -1) == p.heat.front());
  CHECK(heat_colour(p, 1) == p.heat.back());
  CHECK(heat_colour(p, 1e9f) == p.heat.back());
  CHECK(heat_colour(p, 0.5f) == p.heat[2]);
}
