// SPDX-License-Identifier: Apache-2.0
// Where a recipient's delay came from. A stopwatch that always runs for exactly one part, so the
// parts add up to the delay to the nanosecond, over any number of hops.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sim/time.hpp"

namespace waypost::mail {

enum class DelayPart : std::uint8_t {
  queueing,         ///< in an active queue: for a window, a process, room
  dns,              ///< MX and address lookups
  connect_failure,  ///< connections that came to nothing: refused, timed out
  connection,       ///< the connection that worked: handshake, greeting, EHLO
  transfer,         ///< commands and content on the wire, submission included
  service,          ///< the receiver's work between the final dot and its reply
  retry_sleep,      ///< deferred, until taken up again
};
inline constexpr std::size_t kDelayParts = 7;
std::string_view to_text(DelayPart part);

struct DelayParts {
  std::array<sim::Duration, kDelayParts> part{};

  sim::Duration& operator[](DelayPart p) { return part[static_cast<std::size_t>(p)]; }
  sim::Duration operator[](DelayPart p) const { return part[static_cast<std::size_t>(p)]; }
  DelayParts& operator+=(const DelayParts& other) {
    for (std::size_t i = 0; i < kDelayParts; ++i) part[i] += other.part[i];
    return *this;
  }
  sim::Duration total() const {
    sim::Duration sum{};
    for (const sim::Duration d : part) sum += d;
    return sum;
  }
};

/// The parts so far, and the instant up to which they account.
struct DelayClock {
  DelayParts parts{};
  sim::Time accounted{};

  /// Everything since the last call was spent on `part`.
  void charge(DelayPart part, sim::Time now) {
    parts[part] += now - accounted;
    accounted = now;
  }
};

}  // namespace waypost::mail
