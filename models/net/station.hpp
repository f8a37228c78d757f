// SPDX-License-Identifier: Apache-2.0
// A server with c workers and a waiting line: what a name server or mail host does with its load.
// First come, first served; an arrival's start and finish are known when it arrives, so it costs
// no event of its own. Overload makes waiting, then drops. Closed forms that it meets: M/M/c,
// M/M/c/K, M/G/1, M/G/c/c (tests/net/station_test.cpp).
// Attack load is a rate, not events: while it lasts, arrivals see the stationary M/M/c/K line that
// all load together makes (Poisson arrivals see time averages; Wolff 1982).
#pragma once

#include <cstdint>
#include <vector>

#include "sim/distributions.hpp"
#include "sim/random.hpp"
#include "sim/time.hpp"

namespace waypost::net {

/// What the station promises an arrival.
struct Admission {
  bool admitted = false;  ///< false: the line is full, the request is dropped
  sim::Time starts_at{};
  sim::Time finishes_at{};
};

/// Totals since the start, in requests (each weighted by its multiplicity) and worker-seconds.
struct StationLoad {
  std::uint64_t arrivals = 0;
  std::uint64_t dropped = 0;
  sim::Duration waited{};  ///< sum over the admitted
  sim::Duration busy{};    ///< sum of service times of the admitted, finished or not
  double attack_arrivals = 0;
  double attack_dropped = 0;
  double attack_busy_seconds = 0;
};

/// Start times of the waiting, oldest first, in a ring that grows to the longest line seen.
class WaitingLine {
 public:
  void push(sim::Time starts_at);
  /// The number still waiting at `now`; forgets those who have started.
  std::size_t count(sim::Time now);

 private:
  std::vector<sim::Time> ring_;
  std::size_t head_ = 0, size_ = 0;
};

/// The stationary M/M/c/K line under attack, kept between changes of the total rate.
struct CrowdedLine {
  double total_rate_per_second = -1;  ///< the rate it was computed for
  double below = 0;                   ///< weight of "a worker is free", against 1 for "c are busy"
  double waiting = 0;                 ///< weight of all states with c busy and 0 .. Q waiting
  double full = 0;                    ///< probability that the line is full
};

inline constexpr std::uint32_t kUnlimited = UINT32_MAX;

struct Station {
  /// `queue_places`: how many may wait, besides the `workers` in service; 0 = none.
  Station(const sim::Law& service_seconds, std::uint32_t workers,
          std::uint32_t queue_places = kUnlimited);

  sim::Law service_seconds;
  std::uint32_t queue_places;
  double slowdown = 1;         ///< fault: service times are multiplied by this,
  sim::Duration slow_extra{};  ///< then this is added

  std::vector<sim::Time> free_at;  ///< one per worker, a heap: the earliest in front
  WaitingLine line;                ///< used when queue_places is limited
  StationLoad load;

  double attack_rate_per_second = 0;  ///< through set_attack
  sim::Time settled_at{};             ///< attack load is accounted up to here
  std::uint64_t window_arrivals = 0;  ///< of real load since settled_at
  double real_rate_per_second = 0;    ///< of the window before
  CrowdedLine crowd;

  std::uint32_t workers() const { return static_cast<std::uint32_t>(free_at.size()); }
};

/// Takes or drops a request that arrives `now`; draws its service time, to which `extra` is added.
/// `count`: how many like requests it stands for, in the totals only.
Admission admit(Station& station, sim::Time now, sim::Draw& draw, std::uint64_t count = 1,
                sim::Duration extra = {});

/// From `now` on, `rate_per_second` requests of like service times come besides the real load;
/// 0 ends it. A line without limit holds at most 10^6 under attack.
void set_attack(Station& station, sim::Time now, double rate_per_second);

/// Forgets the line and the requests in service, as a restart does; totals stay.
void restart(Station& station, sim::Time now);

/// What had come and been dropped at the last look.
struct DropMark {
  std::uint64_t arrivals = 0, dropped = 0;
};
/// Share of requests dropped since `mark`, which moves on to now; under attack, of those that come
/// to the stationary line.
double dropped_since(const Station& station, DropMark& mark);

/// Mean share of the workers that was busy from time 0 to `now`, attack included.
double utilisation(const Station& station, sim::Time now);

}  // namespace waypost::net
