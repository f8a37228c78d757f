// SPDX-License-Identifier: Apache-2.0
// How many deliveries to one destination run at a time: a window that grows with successes, shrinks
// with connection failures, and closes (destination "dead") after too many in a row.
// Algorithm: Postfix queue manager, qmgr_queue.c and README_FILES/SCHEDULER ("concurrency
// scheduling feedback", with hysteresis and pseudo-cohorts). A refused recipient or message is a
// success here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "sim/time.hpp"

namespace waypost::mail {

/// How far one success or failure moves the window W. `none`: a fixed limit.
enum class Feedback : std::uint8_t { one, inverse_window, inverse_square_root, none };

/// A dead destination is left alone `times` times for `length` each; then the next step holds.
struct DeadStep {
  std::uint32_t times = 0;  ///< 0: for ever
  sim::Duration length{};
};
/// In order; the first step with times 0 is the last.
using DeadSteps = std::array<DeadStep, 3>;

/// Defaults are Postfix's (initial_destination_concurrency and its neighbours).
struct ConcurrencyProfile {
  int initial = 5;
  int limit = 20;
  int per_route = 0;  ///< of each address that may be tried first (OpenSMTPD); 0: no such limit
  Feedback positive = Feedback::one;
  Feedback negative = Feedback::one;
  double failed_cohort_limit = 1;  ///< cohorts of failures before the destination is dead
  DeadSteps dead{{{0, sim::seconds(300)}, {}, {}}};  ///< minimal_backoff_time
};

/// The window of one destination; exists as long as the destination has work, or is dead.
struct DestinationConcurrency {
  int window = 0;
  double success = 0;
  double failure = 0;
  double failed_cohorts = 0;
};

DestinationConcurrency initial_concurrency(const ConcurrencyProfile& profile);

/// A delivery ended without a connection or handshake failure; `busy` deliveries were running,
/// itself included.
void on_success(DestinationConcurrency& state, const ConcurrencyProfile& profile, int busy);

/// A delivery found no server that would talk to it. True: the destination is dead from now on for
/// dead_time(), after which it starts afresh.
[[nodiscard]] bool on_failure(DestinationConcurrency& state, const ConcurrencyProfile& profile);

/// With `per_route`: so many addresses may be tried first now.
void on_routes(DestinationConcurrency& state, const ConcurrencyProfile& profile,
               std::size_t routes);

/// How long a destination is left alone that has been found dead for the `deaths`-th time in a row,
/// >= 1.
sim::Duration dead_time(const ConcurrencyProfile& profile, std::uint32_t deaths);

}  // namespace waypost::mail
