// SPDX-License-Identifier: Apache-2.0
// Two runs with one clock: the figures of each, and the first event in which they differ.
#pragma once

#include <cstdint>

#include "viz/live/event_page.hpp"

namespace waypost::viz {

/// Since the start of the run (or of the measurement); NaN where nothing was counted.
struct Figures {
  double lookups = 0, failed_lookups = 0, hit_share = 0;
  double latency_p50 = 0, latency_p95 = 0, latency_p99 = 0;  ///< milliseconds
  double upstream = 0, timeouts = 0;
  double submitted = 0, delivered = 0, bounced = 0, queued = 0;
  double delay_p50 = 0, delay_p95 = 0;  ///< seconds
};

struct Comparison {
  std::uint64_t same_events = 0;  ///< reports compared that were equal
  bool diverged = false;
  bool has_a = false, has_b = false;  ///< the run had a report there at all
  EventRow a, b;                      ///< the first that differ
  bool same_seed = true;
};

}  // namespace waypost::viz
