// SPDX-License-Identifier: Apache-2.0
// The load that every C++ row of the bench runs: random numbers (xoshiro256++ by Blackman & Vigna
// 2019, exponential by ziggurat), delays 0.1 s + exp(1 s), and thread CPU time. The engines differ,
// the load does not.
#pragma once

#include <time.h>

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "sim/ziggurat.hpp"

namespace waypost::bench {

class Xoshiro {
 public:
  explicit Xoshiro(std::uint64_t seed) {
    for (std::uint64_t& word : state_) {  // SplitMix64
      std::uint64_t z = (seed += 0x9E3779B97F4A7C15u);
      z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
      z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
      word = z ^ (z >> 31);
    }
  }
  std::uint64_t u64() {
    const std::uint64_t result = rotate_left(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotate_left(state_[3], 45);
    return result;
  }
  std::uint32_t below(std::uint32_t n) {
    return static_cast<std::uint32_t>((u64() >> 32) * n >> 32);
  }
  /// 0.1 s + exponential of mean 1 s, in nanoseconds.
  std::int64_t delay() {
    static const sim::Ziggurat kTable(
        7.69711747013104972, 3.9496598225815571993e-3, [](double x) { return std::exp(-x); },
        [](double y) { return -std::log(y); });
    unsigned spare;
    const double e =
        kTable.sample([this] { return u64(); }, [](double x) { return std::exp(-x); },
                      [this] { return 7.69711747013104972 - std::log(uniform_positive()); }, spare);
    return 100'000'000 + static_cast<std::int64_t>(e * 1e9);
  }

 private:
  static std::uint64_t rotate_left(std::uint64_t x, int k) { return x << k | x >> (64 - k); }
  double uniform_positive() { return static_cast<double>((u64() >> 11) + 1) * 0x1p-53; }
  std::uint64_t state_[4];
};

inline double cpu_seconds() {
  timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

/// What a bench program is asked: `program MODEL [SCHEDULER] PENDING EVENTS`.
inline std::uint64_t count_argument(const char* text) {
  return static_cast<std::uint64_t>(std::strtod(text, nullptr));
}

/// The only line on standard output: events per CPU second.
inline void print_rate(std::uint64_t events, double seconds) {
  std::printf("%.6g\n", static_cast<double>(events) / seconds);
}

}  // namespace waypost::bench
