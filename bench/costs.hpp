// SPDX-License-Identifier: Apache-2.0
// What the benchmarks of costs share: this thread's CPU time, and a line for each cost, which says
// whether its target was met. bench/run counts the lines that end with "MISSED".
#pragma once

#include <fmt/format.h>

#include <ctime>
#include <string_view>

namespace waypost::bench {

inline double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

inline bool print_cost(std::string_view what, double cost, std::string_view unit, bool met,
                       std::string_view bound, double target) {
  fmt::print("{:<58} {:>10.4g} {:<10} target: at {} {:g}, {}\n", what, cost, unit, bound, target,
             met ? "met" : "MISSED");
  return met;
}
inline bool at_most(double target, std::string_view what, double cost, std::string_view unit) {
  return print_cost(what, cost, unit, cost <= target, "most", target);
}
inline bool at_least(double target, std::string_view what, double cost, std::string_view unit) {
  return print_cost(what, cost, unit, cost >= target, "least", target);
}
/// A cost without a target.
inline void print_cost(std::string_view what, double cost, std::string_view unit) {
  fmt::print("{:<58} {:>10.4g} {}\n", what, cost, unit);
}

}  // namespace waypost::bench
