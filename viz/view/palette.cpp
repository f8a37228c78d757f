// SPDX-License-Identifier: Apache-2.0
#include "viz/view/palette.hpp"

#include <algorithm>

namespace waypost::viz {
namespace {

constexpr Rgb hex(std::uint32_t rgb) {
  return {static_cast<std::uint8_t>(rgb >> 16), static_cast<std::uint8_t>(rgb >> 8),
          static_cast<std::uint8_t>(rgb)};
}

// Okabe and Ito, "Color Universal Design" (2008).
constexpr Rgb kOrange = hex(0xE69F00), kSky = hex(0x56B4E9), kGreen = hex(0x009E73),
              kYellow = hex(0xF0E442), kBlue = hex(0x0072B2), kVermilion = hex(0xD55E00),
              kPurple = hex(0xCC79A7);

constexpr Palette kDark{
    .ground = hex(0x0D1117),
    .panel = hex(0x12181F),
    .raised = hex(0x1E2833),
    .edge = hex(0x2A3642),
    .text = hex(0xE6EDF3),
    .quiet = hex(0x9AA7B4),
    .faint = hex(0x71808F),
    .accent = hex(0x2B5F8A),
    .accent_strong = hex(0x3B82BD),
    .sea = hex(0x0B1218),
    .land = hex(0x1D262F),
    .coast = hex(0x55636F),
    .frontier = hex(0x313C47),
    .grid = hex(0x151D25),
    .link = hex(0x3C5266),
    .link_fault = kVermilion,
    .old_value = kOrange,
    .new_value = kSky,
    .other_value = kPurple,
    .no_value = hex(0x7A8794),
    .stale_value = kYellow,
    .outline = hex(0x0D1117),
    .bad = hex(0xF0824A),
    .good = hex(0x35C29A),
    .question = hex(0xE8EEF4),
    .answer = hex(0x9FB4C7),
    .mail = hex(0xE39BC1),
    .lost = kVermilion,
    .mail_text = hex(0xE39BC1),
    .series = {kSky, kOrange, hex(0x35C29A), hex(0xE39BC1), kYellow, hex(0xF0824A)},
    .roles = {kYellow, hex(0xF0824A), hex(0x35C29A), kSky, hex(0x9FB4C7), hex(0xE39BC1),
              hex(0x7A8794)},
    .heat = {hex(0x4A6579), hex(0x3F7CA8), hex(0x6BB7C9), kYellow, hex(0xF0824A)},
};

constexpr Palette kLight{
    .ground = hex(0xEEF1F4),
    .panel = hex(0xFFFFFF),
    .raised = hex(0xE3E9EF),
    .edge = hex(0xC5CED7),
    .text = hex(0x14191F),
    .quiet = hex(0x4C5966),
    .faint = hex(0x6B7885),
    .accent = hex(0xBCD8EE),
    .accent_strong = hex(0x7DB5DE),
    .sea = hex(0xDCE7F0),
    .land = hex(0xFAFAF6),
    .coast = hex(0x8394A3),
    .frontier = hex(0xD2D6D5),
    .grid = hex(0xD0DEE9),
    .link = hex(0xA9BCCD),
    .link_fault = kVermilion,
    .old_value = kOrange,
    .new_value = kBlue,
    .other_value = hex(0x9C4477),
    .no_value = hex(0x8995A1),
    .stale_value = hex(0x8C7A00),
    .outline = hex(0x2A333C),
    .bad = hex(0xB84A00),
    .good = hex(0x00775A),
    .question = hex(0x1B2530),
    .answer = hex(0x5A6B7B),
    .mail = hex(0xA83F7B),
    .lost = kVermilion,
    .mail_text = hex(0x8F2F66),
    .series = {kBlue, hex(0xC27F00), hex(0x00775A), hex(0xA83F7B), hex(0x6B5CA5), hex(0xB84A00)},
    .roles = {hex(0x8C7A00), hex(0xB84A00), hex(0x00775A), kBlue, hex(0x5A6B7B), hex(0xA83F7B),
              hex(0x8995A1)},
    .heat = {hex(0xC9D6E0), hex(0x7FB2D6), kBlue, kOrange, hex(0xB83B00)},
};

std::uint8_t mix(std::uint8_t a, std::uint8_t b, float share) {
  return static_cast<std::uint8_t>(static_cast<float>(a) +
                                   (static_cast<float>(b) - static_cast<float>(a)) * share + 0.5f);
}

}  // namespace

const Palette& palette(ThemeName theme) { return theme == ThemeName::dark ? kDark : kLight; }

Rgb heat_colour(const Palette& palette, float share) {
  if (!(share > 0)) return palette.heat.front();
  const float at = std::min(share, 1.0f) * static_cast<float>(palette.heat.size() - 1);
  const auto i = std::min(static_cast<std::size_t>(at), palette.heat.size() - 2);
  const Rgb a = palette.heat[i], b = palette.heat[i + 1];
  const float rest = at - static_cast<float>(i);
  return {mix(a.r, b.r, rest), mix(a.g, b.g, rest), mix(a.b, b.b, rest)};
}

Rgb value_colour(const Palette& palette, HeldValue held) {
  switch (held) {
    case HeldValue::none: return palette.no_value;
    case HeldValue::old_value: return palette.old_value;
    case HeldValue::new_value: return palette.new_value;
    case HeldValue::other_value: return palette.other_value;
    case HeldValue::stale_value: return palette.stale_value;
  }
  return palette.no_value;
}

}  // namespace waypost::viz
