// SPDX-License-Identifier: Apache-2.0
// One line on the terminal that says how far a long run is, and overwrites itself.
#pragma once

#include <chrono>

#include "cli/verb.hpp"
#include "scenarios/results/replicate.hpp"

namespace waypost::cli {

class ProgressLine {
 public:
  ProgressLine(const Console& console, bool wanted) : console_(console), wanted_(wanted) {}
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  /// Wipes the line.
  ~ProgressLine();

  /// "12 min of 8 h, 3.4e+06 events/s, 10 s left"; at most five times a second.
  void tell(const scenarios::Progress& progress);

 private:
  using Clock = std::chrono::steady_clock;
  const Console& console_;
  bool wanted_, shown_ = false;
  Clock::time_point began_ = Clock::now(), last_{};
};

}  // namespace waypost::cli
