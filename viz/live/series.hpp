// SPDX-License-Identifier: Apache-2.0
// Time series since the start: one column per window, from counters read at its end and from the
// latencies reported in it. NaN where nothing was counted.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/time.hpp"

namespace waypost::viz {

/// The lines, in the order of Series::lines. Rates are per second.
enum class Line : std::uint8_t {
  latency_p50,  ///< milliseconds, of lookups that got an answer
  latency_p95,
  latency_p99,
  latency_p999,
  lookups,       ///< stub queries
  failures,      ///< lookups that ended without an answer
  hit_share,     ///< of resolvers' queries, 0..1
  root_queries,  ///< upstream, by the depth of the zone asked
  tld_queries,
  below_queries,
  timeouts,   ///< of upstream queries
  submitted,  ///< recipients
  delivered,
  bounced,
  queued,     ///< recipients, at the window's end
  delay_p50,  ///< seconds, of mail delivered
  delay_p95,
  events,  ///< of the engine, per simulated second
};
inline constexpr std::size_t kLines = 18;

struct Series {
  sim::Duration window{};
  std::array<std::vector<float>, kLines> lines;  ///< all of the same length

  std::size_t size() const { return lines[0].size(); }
  const std::vector<float>& line(Line l) const { return lines[static_cast<std::size_t>(l)]; }
};

}  // namespace waypost::viz
