// SPDX-License-Identifier: Apache-2.0
// Every colour of the dashboard, for a dark and a light ground. Based on Okabe and Ito's palette
// for all kinds of colour vision; old and new differ by at least 60 (CIE76) for protan, deutan and
// tritan eyes (tests/viz/palette_test.cpp), and always by shape as well. On the light ground orange
// and sky are too pale for text: there they fill shapes that have an outline.
#pragma once

#include <array>
#include <cstdint>

#include "viz/live/watch.hpp"

namespace waypost::viz {

struct Rgb {
  std::uint8_t r = 0, g = 0, b = 0, a = 255;
  constexpr bool operator==(const Rgb&) const = default;
  constexpr Rgb with_alpha(int alpha) const { return {r, g, b, static_cast<std::uint8_t>(alpha)}; }
};

struct Palette {
  Rgb ground, panel, raised, edge;       ///< window, panels, fields and buttons, lines between
  Rgb text, quiet, faint;                ///< words, labels, hints
  Rgb accent, accent_strong;             ///< what can be clicked; what is chosen
  Rgb sea, land, coast, frontier, grid;  ///< the map
  Rgb link, link_fault;
  Rgb old_value, new_value, other_value, no_value, stale_value, outline;
  Rgb bad, good;
  Rgb question, answer, mail, lost;  ///< packets
  Rgb mail_text;                     ///< words that belong to mail
  std::array<Rgb, 6> series;         ///< lines of plots, in order of use
  std::array<Rgb, 7> roles;          ///< by ServerRole
  std::array<Rgb, 5> heat;           ///< from nothing to the most, for load, errors and age
};

enum class ThemeName : std::uint8_t { dark, light };
const Palette& palette(ThemeName theme);

/// Of the ramp `heat` at `share` in 0..1 (NaN: the lowest).
Rgb heat_colour(const Palette& palette, float share);
Rgb value_colour(const Palette& palette, HeldValue held);

}  // namespace waypost::viz
