// SPDX-License-Identifier: Apache-2.0
// Marsaglia & Tsang, "The Ziggurat Method for Generating Random Variables", J. Stat. Software
// 5(8), 2000, with 256 layers and 53-bit abscissae (layer and abscissa from separate bits, as
// Doornik 2005 asks). A layer's rectangle lies under the density 98.8 % of the time: then one
// multiplication and one comparison make a variate.
#pragma once

#include <cstdint>

namespace waypost::sim {

/// 256 layers of equal area under a decreasing density f(x), x >= 0, f(0) = 1.
struct Ziggurat {
  static constexpr int kLayers = 256;
  double edge[kLayers + 1];    ///< right ends; edge[0] includes the tail's area, edge[256] = 0
  double height[kLayers + 1];  ///< f(edge)

  /// `tail` is where the tail begins and `area` each layer's area; `inverse` undoes `density`.
  template <class Density, class Inverse>
  Ziggurat(double tail, double area, Density density, Inverse inverse) {
    edge[0] = area / density(tail);
    edge[1] = tail;
    for (int i = 1; i < kLayers - 1; ++i) edge[i + 1] = inverse(density(edge[i]) + area / edge[i]);
    edge[kLayers] = 0;
    for (int i = 0; i <= kLayers; ++i) height[i] = density(edge[i]);
  }

  /// A non-negative variate. `bits()` gives 64 random bits; `beyond()` samples the tail;
  /// `spare` receives three bits that the variate did not use.
  template <class Bits, class Density, class Beyond>
  double sample(Bits bits, Density density, Beyond beyond, unsigned& spare) const {
    while (true) {
      const std::uint64_t word = bits();
      const auto layer = static_cast<unsigned>(word & 255);
      spare = static_cast<unsigned>(word >> 8 & 7);
      const double x = static_cast<double>(word >> 11) * 0x1p-53 * edge[layer];
      if (x < edge[layer + 1]) return x;
      if (layer == 0) return beyond();
      const double y = height[layer] + static_cast<double>(bits() >> 11) * 0x1p-53 *
                                           (height[layer + 1] - height[layer]);
      if (y < density(x)) return x;
    }
  }
};

}  // namespace waypost::sim
