// SPDX-License-Identifier: Apache-2.0
// 64-bit hashing of scenario paths and event content. Mixing is the finaliser of SplitMix64
// (Steele, Lea, Flood, OOPSLA 2014); text is FNV-1a, then mixed. Identical on every machine.
#pragma once

#include <cstdint>
#include <string_view>

namespace waypost::sim {

constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

/// Order matters: mix(a, b) != mix(b, a).
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) { return mix(mix(a) ^ b); }

constexpr std::uint64_t hash_text(std::string_view text) {
  std::uint64_t h = 0xCBF29CE484222325u;
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  return mix(h);
}

}  // namespace waypost::sim
