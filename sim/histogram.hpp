// SPDX-License-Identifier: Apache-2.0
// How often each value occurred, in log-linear buckets: exact below 128, then 64 buckets per
// power of two (the scheme of HdrHistogram), so that any quantile is off by at most 1/128 = 0.8 %.
// Two histograms merge into what one would have recorded. Memory only for the range in use.
#pragma once

#include <cstdint>
#include <vector>

namespace waypost::sim {

class Histogram {
 public:
  /// Counts `n` occurrences of `value` >= 0 (nanoseconds, bytes, attempts, ...).
  void record(std::int64_t value, std::uint64_t n = 1);
  void merge(const Histogram& other);

  std::uint64_t count() const { return count_; }
  bool empty() const { return count_ == 0; }
  double sum() const { return static_cast<double>(sum_); }  ///< exact until rounded to double
  double mean() const;                                      ///< 0 when empty
  std::int64_t min() const { return empty() ? 0 : min_; }   ///< exact
  std::int64_t max() const { return empty() ? 0 : max_; }   ///< exact
  /// The value at rank ceil(q * count()), 0 <= q <= 1, within 0.8 %; 0 when empty. O(buckets).
  std::int64_t quantile(double q) const;
  /// Share of values <= `value` (at the resolution of its bucket); 0 when empty.
  double share_up_to(std::int64_t value) const;

  /// Calls f(low, high, count) for each non-empty bucket [low, high], ascending.
  template <class F>
  void for_each_bucket(F&& f) const {
    for (std::size_t i = 0; i < counts_.size(); ++i)
      if (counts_[i] != 0) f(lower_bound(first_ + i), lower_bound(first_ + i + 1) - 1, counts_[i]);
  }

 private:
  __extension__ using Wide = unsigned __int128;  // 10^9 values of a year in nanoseconds

  static std::size_t bucket_of(std::int64_t value);
  static std::int64_t lower_bound(std::size_t bucket);
  std::uint64_t& cell(std::size_t bucket);

  std::vector<std::uint64_t> counts_;  ///< of buckets first_, first_ + 1, ...
  std::size_t first_ = 0;
  std::uint64_t count_ = 0;
  Wide sum_ = 0;
  std::int64_t min_ = INT64_MAX, max_ = 0;
};

}  // namespace waypost::sim
