// SPDX-License-Identifier: Apache-2.0
#include "sim/alias_table.hpp"

#include "sim/expect.hpp"
#include "sim/portable_math.hpp"

namespace waypost::sim {

AliasTable::AliasTable(std::span<const double> weights) : cells_(weights.size()) {
  const auto n = static_cast<std::uint32_t>(weights.size());
  double sum = 0;
  for (const double w : weights) {
    WAYPOST_EXPECT(w >= 0 && w < 1e300, "a weight is negative or not finite");
    sum += w;
  }
  WAYPOST_EXPECT(sum > 0, "all weights are zero");

  // `share` is an item's probability in units of one cell; short ones are filled up by long ones.
  std::vector<double> share(n);
  std::vector<std::uint32_t> shorter, longer;
  for (std::uint32_t i = 0; i < n; ++i) {
    share[i] = weights[i] * n / sum;
    (share[i] < 1 ? shorter : longer).push_back(i);
    cells_[i] = {UINT32_MAX, i};
  }
  while (!shorter.empty() && !longer.empty()) {
    const std::uint32_t low = shorter.back(), high = longer.back();
    shorter.pop_back();
    cells_[low] = {static_cast<std::uint32_t>(share[low] * 0x1p32), high};
    share[high] -= 1 - share[low];
    if (share[high] < 1) {
      longer.pop_back();
      shorter.push_back(high);
    }
  }
  // What is left over is a full cell, up to rounding.
}

ZipfTable::ZipfTable(std::uint32_t n, double exponent) : exponent_(exponent) {
  WAYPOST_EXPECT(n >= 1 && exponent >= 0, "Zipf law needs n >= 1 and exponent >= 0");
  std::vector<double> weights(n);
  for (std::uint32_t k = n; k-- > 0;) sum_ += weights[k] = portable::pow(k + 1.0, -exponent);
  table_ = AliasTable(weights);
}

double ZipfTable::probability(std::uint32_t k) const {
  return portable::pow(k + 1.0, -exponent_) / sum_;
}

}  // namespace waypost::sim
