// SPDX-License-Identifier: Apache-2.0
// The page of the event log that a snapshot holds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/time.hpp"
#include "viz/live/time_range.hpp"

namespace waypost::viz {

struct EventRow {
  std::uint64_t number = 0;  ///< since the start of the run
  sim::Time time{};
  std::string kind, server, site, name, type, detail;
  double latency_ms = 0;     ///< NaN: the event ended nothing
  std::uint64_t object = 0;  ///< the lookup, resolution or message
  bool bad = false;          ///< a timeout, failure, refusal, deferral
};

struct EventPage {
  std::vector<EventRow> rows;  ///< the last ones that match, oldest first
  std::uint64_t matching = 0;  ///< of those kept
  std::uint64_t kept = 0;
  std::uint64_t seen = 0;  ///< since the start
  std::string filter, filter_fault;
  std::optional<TimeRange> range;  ///< only those of this time
  sim::Time kept_from{};           ///< the oldest that is kept; all before it are forgotten

  bool forgets() const { return kept < seen; }
  bool range_is_forgotten() const { return forgets() && range && range->to < kept_from; }
};

}  // namespace waypost::viz
