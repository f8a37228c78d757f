// SPDX-License-Identifier: Apache-2.0
// What clients saw of DNS: counts with multiplicity, and one latency histogram.
#pragma once

#include <array>
#include <cstdint>

#include "models/dns/lookup_result.hpp"
#include "sim/histogram.hpp"

namespace waypost::workload {

inline constexpr std::size_t kLookupStatuses = 6;

struct QueryMetrics {
  std::uint64_t first_asks = 0;  ///< lookups that a user wanted
  std::uint64_t repeats = 0;     ///< asked again by application or user after a failure
  std::array<std::uint64_t, kLookupStatuses>
      ended{};             ///< by dns::LookupStatus, first asks and repeats
  sim::Histogram latency;  ///< nanoseconds from asking to the answer; failures not included

  std::uint64_t ended_as(dns::LookupStatus status) const {
    return ended[static_cast<std::size_t>(status)];
  }
};

}  // namespace waypost::workload
