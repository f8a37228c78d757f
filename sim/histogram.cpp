// SPDX-License-Identifier: Apache-2.0
#include "sim/histogram.hpp"

#include <algorithm>
#include <bit>

#include "sim/expect.hpp"

namespace waypost::sim {
namespace {

constexpr std::size_t kPerOctave = 64;  // buckets per power of two
constexpr int kExactBits = 7;           // values below 2^7 have a bucket each

}  // namespace

std::size_t Histogram::bucket_of(std::int64_t value) {
  const auto v = static_cast<std::uint64_t>(value);
  const auto width = static_cast<int>(std::bit_width(v));
  const int shift = width > kExactBits ? width - kExactBits : 0;
  return static_cast<std::size_t>(shift) * kPerOctave + static_cast<std::size_t>(v >> shift);
}

std::int64_t Histogram::lower_bound(std::size_t bucket) {
  if (bucket < 2 * kPerOctave) return static_cast<std::int64_t>(bucket);
  const std::size_t shift = bucket / kPerOctave - 1;
  if (shift > 56) return INT64_MAX;  // one past the last bucket
  return static_cast<std::int64_t>((bucket - shift * kPerOctave) << shift);
}

std::uint64_t& Histogram::cell(std::size_t bucket) {
  if (counts_.empty()) first_ = bucket;
  if (bucket < first_) {
    counts_.insert(counts_.begin(), first_ - bucket, 0);
    first_ = bucket;
  }
  if (bucket - first_ >= counts_.size()) counts_.resize(bucket - first_ + 1, 0);
  return counts_[bucket - first_];
}

void Histogram::record(std::int64_t value, std::uint64_t n) {
  WAYPOST_EXPECT(value >= 0, "a histogram holds no negative values");
  if (n == 0) return;
  cell(bucket_of(value)) += n;
  count_ += n;
  sum_ += Wide{static_cast<std::uint64_t>(value)} * n;
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
}

void Histogram::merge(const Histogram& other) {
  if (other.empty()) return;
  cell(other.first_);
  cell(other.first_ + other.counts_.size() - 1);
  for (std::size_t i = 0; i < other.counts_.size(); ++i)
    counts_[other.first_ + i - first_] += other.counts_[i];
  count_ += other.count_;
  sum_ += other.sum_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
}

double Histogram::mean() const { return empty() ? 0 : sum() / static_cast<double>(count_); }

std::int64_t Histogram::quantile(double q) const {
  if (empty()) return 0;
  const double exact_rank = q * static_cast<double>(count_);
  std::uint64_t rank = static_cast<std::uint64_t>(exact_rank);
  if (static_cast<double>(rank) < exact_rank || rank == 0) ++rank;
  if (rank >= count_) return max_;
  std::uint64_t below = 0;
  std::size_t i = 0;
  while ((below += counts_[i]) < rank) ++i;
  const std::int64_t low = lower_bound(first_ + i), high = lower_bound(first_ + i + 1) - 1;
  return std::clamp(low + (high - low) / 2, min_, max_);
}

double Histogram::share_up_to(std::int64_t value) const {
  if (empty() || value < 0) return 0;
  const std::size_t bucket = bucket_of(value);
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < counts_.size() && first_ + i <= bucket; ++i) below += counts_[i];
  return static_cast<double>(below) / static_cast<double>(count_);
}

}  // namespace waypost::sim
