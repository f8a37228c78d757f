// SPDX-License-Identifier: Apache-2.0
// Counters, time series per window, and time averages of a level (queue length, busy workers).
// All take a multiplicity and merge; names are given by those who report them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/expect.hpp"
#include "sim/time.hpp"

namespace waypost::sim {

/// How many times something happened.
class Counter {
 public:
  void count(std::uint64_t n = 1) { value_ += n; }
  void merge(const Counter& other) { value_ += other.value_; }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0;
};

/// Counts and sums in windows of fixed length; window i covers [i, i + 1) * length from time 0.
class TimeSeries {
 public:
  struct Window {
    std::uint64_t count = 0;
    double sum = 0;
    double mean() const { return count == 0 ? 0 : sum / static_cast<double>(count); }
  };

  explicit TimeSeries(Duration length = minutes(1)) : length_(length) {
    WAYPOST_EXPECT(length.ns > 0, "a window must have a length");
  }

  /// Adds `n` occurrences of `value` at `at` >= 0. Memory grows with the latest window seen.
  void record(Time at, double value = 0, std::uint64_t n = 1) {
    const auto i = static_cast<std::size_t>(at.ns / length_.ns);
    if (i >= windows_.size()) windows_.resize(i + 1);
    windows_[i].count += n;
    windows_[i].sum += value * static_cast<double>(n);
  }
  void merge(const TimeSeries& other) {
    WAYPOST_EXPECT(length_ == other.length_, "series of different windows do not merge");
    windows_.resize(std::max(windows_.size(), other.windows_.size()));
    for (std::size_t i = 0; i < other.windows_.size(); ++i) {
      windows_[i].count += other.windows_[i].count;
      windows_[i].sum += other.windows_[i].sum;
    }
  }
  Duration window_length() const { return length_; }
  Time window_start(std::size_t i) const { return Time{} + length_ * static_cast<std::int64_t>(i); }
  const std::vector<Window>& windows() const { return windows_; }

 private:
  Duration length_;
  std::vector<Window> windows_;
};

/// The average over time, and the maximum, of a level that changes in steps.
class TimeAverage {
 public:
  /// The level is `level` from `now` on; calls come in order of time.
  void set(Time now, std::int64_t level) {
    advance(now);
    level_ = level;
    max_ = std::max(max_, level);
  }
  void add(Time now, std::int64_t change) { set(now, level_ + change); }
  std::int64_t level() const { return level_; }
  std::int64_t max() const { return max_; }
  /// Average from time `start` of the measurement to `now`; the level itself if they are equal.
  double mean(Time now) const {
    const double length = (now - start_).seconds();
    const double area = area_ + static_cast<double>(level_) * (now - last_).seconds();
    return length > 0 ? area / length : static_cast<double>(level_);
  }
  /// Forgets what happened before `now` (end of a warm-up); the level stays.
  void restart(Time now) {
    start_ = last_ = now;
    area_ = 0;
    max_ = level_;
  }

 private:
  void advance(Time now) {
    area_ += static_cast<double>(level_) * (now - last_).seconds();
    last_ = now;
  }
  Time start_, last_;
  double area_ = 0;  ///< level times seconds
  std::int64_t level_ = 0, max_ = 0;
};

}  // namespace waypost::sim
