// SPDX-License-Identifier: Apache-2.0
#include "models/net/station.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "sim/expect.hpp"
#include "sim/portable_math.hpp"

namespace waypost::net {
namespace {

constexpr double kMostWaiting = 1e6;
constexpr sim::Duration kRateWindow = sim::seconds(1);

void restore_heap(std::vector<sim::Time>& free_at) {
  // The front was just replaced by a later time: sift it down.
  std::size_t i = 0;
  const std::size_t n = free_at.size();
  const sim::Time moved = free_at[0];
  for (std::size_t child = 1; child < n; child = 2 * i + 1) {
    if (child + 1 < n && free_at[child + 1] < free_at[child]) ++child;
    if (moved <= free_at[child]) break;
    free_at[i] = free_at[child];
    i = child;
  }
  free_at[i] = moved;
}

double most_waiting(const Station& station) {
  return std::min(kMostWaiting, static_cast<double>(station.queue_places));
}

double mean_service(const Station& station) {
  return station.service_seconds.mean() * station.slowdown + station.slow_extra.seconds();
}

/// Sum of r^0 .. r^n, and its share r^n, without overflow for r > 1.
struct GeometricSum {
  double sum, last_share;
};
GeometricSum geometric_sum(double r, double n) {
  if (std::abs(r - 1) < 1e-9) return {n + 1, 1 / (n + 1)};
  if (r < 1) {
    const double last = sim::portable::pow(r, n);
    const double sum = (1 - last * r) / (1 - r);
    return {sum, last / sum};
  }
  const double reversed = (1 - sim::portable::pow(1 / r, n + 1)) / (1 - 1 / r);
  return {sim::portable::pow(r, std::min(n, 600 / sim::portable::log(r))) * reversed, 1 / reversed};
}

/// Recomputes the line for the present total rate: O(workers).
void settle_crowd(Station& station) {
  CrowdedLine& crowd = station.crowd;
  const double rate = station.attack_rate_per_second + station.real_rate_per_second;
  crowd.total_rate_per_second = rate;
  const double offered = rate * mean_service(station);
  double blocking = 1;  // Erlang B by its recursion
  for (std::uint32_t k = 1; k <= station.workers(); ++k)
    blocking = offered * blocking / (k + offered * blocking);
  crowd.below = 1 / blocking - 1;
  const double r = offered / station.workers();
  const GeometricSum levels = geometric_sum(r, most_waiting(station));
  crowd.waiting = levels.sum;
  crowd.full = levels.last_share * (levels.sum / (levels.sum + crowd.below));
}

/// Accounts the attack since `settled_at` and measures the real rate anew.
void settle(Station& station, sim::Time now) {
  const double elapsed = (now - station.settled_at).seconds();
  if (elapsed <= 0) return;
  StationLoad& load = station.load;
  const double arrivals = station.attack_rate_per_second * elapsed;
  const double dropped = arrivals * station.crowd.full;
  load.attack_arrivals += arrivals;
  load.attack_dropped += dropped;
  load.attack_busy_seconds += (arrivals - dropped) * mean_service(station);
  station.real_rate_per_second = static_cast<double>(station.window_arrivals) / elapsed;
  station.window_arrivals = 0;
  station.settled_at = now;
}

/// How many wait before an arrival that finds all workers busy: 0 .. Q, weight r^k.
double draw_waiting(const Station& station, sim::Draw& draw) {
  const double most = most_waiting(station);
  const double r = station.crowd.total_rate_per_second * mean_service(station) / station.workers();
  const double u = draw.uniform_positive();
  if (std::abs(r - 1) < 1e-9) return std::min(most, std::floor(u * (most + 1)));
  // Inversion of a truncated geometric, from the heavier end.
  const double q = r < 1 ? r : 1 / r;
  const double tail = sim::portable::pow(q, most + 1);
  const double from_end =
      std::floor(sim::portable::log(1 - u * (1 - tail)) / sim::portable::log(q));
  const double k = std::clamp(from_end, 0.0, most);
  return r < 1 ? k : most - k;
}

/// Time until `departures` have left c busy workers: Erlang; by the central limit when many.
sim::Duration draw_departures(const Station& station, double departures, sim::Draw& draw) {
  const double spacing = mean_service(station) / station.workers();
  double units = 0;
  if (departures > 16)
    units = std::max(0.0, departures + std::sqrt(departures) * sim::normal(draw));
  else
    for (int k = 0; k < departures; ++k) units += sim::exponential(draw);
  return sim::from_seconds(units * spacing);
}

sim::Duration draw_service(const Station& station, sim::Draw& draw) {
  const sim::Duration service = station.service_seconds.sample_duration(draw);
  if (station.slowdown == 1) return service + station.slow_extra;
  return sim::from_seconds(service.seconds() * station.slowdown) + station.slow_extra;
}

Admission admit_in_crowd(Station& station, sim::Time now, sim::Duration extra, sim::Draw& draw) {
  if (now - station.settled_at >= kRateWindow) {
    settle(station, now);
    settle_crowd(station);
  }
  const CrowdedLine& crowd = station.crowd;
  sim::Time start = now;
  if (draw.uniform() * (crowd.below + crowd.waiting) >= crowd.below) {
    const double ahead = draw_waiting(station, draw);
    if (ahead >= most_waiting(station)) return {};
    start += draw_departures(station, ahead + 1, draw);
  }
  return {true, start, start + draw_service(station, draw) + extra};
}

Admission admit_in_turn(Station& station, sim::Time now, sim::Duration extra, sim::Draw& draw) {
  const bool limited = station.queue_places != kUnlimited;
  const sim::Time start = std::max(now, station.free_at.front());
  if (start > now && limited && station.line.count(now) >= station.queue_places) return {};
  if (start > now && limited) station.line.push(start);
  const Admission admission{true, start, start + draw_service(station, draw) + extra};
  station.free_at.front() = admission.finishes_at;
  restore_heap(station.free_at);
  return admission;
}

}  // namespace

void WaitingLine::push(sim::Time starts_at) {
  if (size_ == ring_.size()) {
    std::rotate(ring_.begin(), ring_.begin() + static_cast<std::ptrdiff_t>(head_), ring_.end());
    head_ = 0;
    ring_.resize(std::max<std::size_t>(16, 2 * ring_.size()));
  }
  ring_[(head_ + size_++) & (ring_.size() - 1)] = starts_at;
}

std::size_t WaitingLine::count(sim::Time now) {
  while (size_ > 0 && ring_[head_] <= now) {
    head_ = (head_ + 1) & (ring_.size() - 1);
    --size_;
  }
  return size_;
}

Station::Station(const sim::Law& service, std::uint32_t worker_count, std::uint32_t places)
    : service_seconds(service), queue_places(places), free_at(worker_count) {
  WAYPOST_EXPECT(worker_count >= 1, "a station without workers");
}

Admission admit(Station& station, sim::Time now, sim::Draw& draw, std::uint64_t count,
                sim::Duration extra) {
  const bool crowded = station.attack_rate_per_second > 0;
  station.load.arrivals += count;
  station.window_arrivals += count;
  const Admission admission = crowded ? admit_in_crowd(station, now, extra, draw)
                                      : admit_in_turn(station, now, extra, draw);
  if (!admission.admitted) {
    station.load.dropped += count;
    return admission;
  }
  const auto weight = static_cast<std::int64_t>(count);
  station.load.waited += (admission.starts_at - now) * weight;
  station.load.busy += (admission.finishes_at - admission.starts_at) * weight;
  return admission;
}

void set_attack(Station& station, sim::Time now, double rate_per_second) {
  WAYPOST_EXPECT(rate_per_second >= 0, "negative attack rate");
  settle(station, now);
  station.attack_rate_per_second = rate_per_second;
  if (rate_per_second > 0) settle_crowd(station);
}

void restart(Station& station, sim::Time now) {
  for (sim::Time& free_at : station.free_at) {
    station.load.busy -= std::max(sim::Duration{}, free_at - now);
    free_at = std::min(free_at, now);
  }
  station.line = {};
}

double dropped_since(const Station& station, DropMark& mark) {
  if (station.load.arrivals < mark.arrivals) mark = {};  // the measurement began anew
  const auto arrivals = static_cast<double>(station.load.arrivals - mark.arrivals);
  const auto dropped = static_cast<double>(station.load.dropped - mark.dropped);
  mark = {station.load.arrivals, station.load.dropped};
  if (station.attack_rate_per_second > 0) return station.crowd.full;
  return arrivals > 0 ? dropped / arrivals : 0;
}

double utilisation(const Station& station, sim::Time now) {
  double busy = station.load.busy.seconds() + station.load.attack_busy_seconds;
  // Work promised but not done yet; the attack since the last settlement.
  for (const sim::Time free_at : station.free_at) busy -= std::max(0.0, (free_at - now).seconds());
  const double unsettled = (now - station.settled_at).seconds() * station.attack_rate_per_second;
  busy += unsettled * (1 - station.crowd.full) * mean_service(station);
  return now.ns > 0 ? busy / (now.seconds() * station.workers()) : 0;
}

}  // namespace waypost::net
