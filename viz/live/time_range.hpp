// SPDX-License-Identifier: Apache-2.0
// A stretch of simulated time that somebody has marked.
#pragma once

#include "sim/time.hpp"

namespace waypost::viz {

struct TimeRange {
  sim::Time from{}, to{};
  bool operator==(const TimeRange&) const = default;
  /// Whether the window of this length that ends at `end` has a part in it.
  bool has_part_of(sim::Time end, sim::Duration window) const {
    return end > from && end - window < to;
  }
};

}  // namespace waypost::viz
