// SPDX-License-Identifier: Apache-2.0
// Weighted choice in constant time: the alias method (Walker 1977; construction of Vose 1991), and
// Zipf popularity on top of it. Probabilities are kept to 2^-32; 8 bytes per item.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/random.hpp"

namespace waypost::sim {

/// Chooses item i with probability weight[i] / sum(weights).
class AliasTable {
 public:
  AliasTable() = default;
  /// Weights are finite, not negative, not all zero; at most 2^32 - 1 of them. O(n).
  explicit AliasTable(std::span<const double> weights);

  /// An item in {0 .. size() - 1}; the table is not empty.
  std::uint32_t sample(Draw& draw) const {
    const std::uint32_t i = draw.below(static_cast<std::uint32_t>(cells_.size()));
    const Cell& cell = cells_[i];
    return draw.u32() < cell.keep ? i : cell.other;
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(cells_.size()); }
  bool empty() const { return cells_.empty(); }

 private:
  struct Cell {
    std::uint32_t keep;   ///< probability to keep the cell's own item, times 2^32
    std::uint32_t other;  ///< the item chosen otherwise
  };
  std::vector<Cell> cells_;
};

/// Chooses rank k in {0 .. n-1} with probability proportional to (k + 1)^-exponent.
class ZipfTable {
 public:
  ZipfTable() = default;
  /// n >= 1; `exponent` >= 0 (0: uniform; web and DNS names: 0.8 .. 1.0).
  ZipfTable(std::uint32_t n, double exponent);

  std::uint32_t sample(Draw& draw) const { return table_.sample(draw); }
  std::uint32_t size() const { return table_.size(); }
  /// Probability of rank `k`.
  double probability(std::uint32_t k) const;

 private:
  AliasTable table_;
  double exponent_ = 0;
  double sum_ = 0;
};

}  // namespace waypost::sim
