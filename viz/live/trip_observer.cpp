// SPDX-License-Identifier: Apache-2.0
#include "viz/live/trip_observer.hpp"

#include <algorithm>
#include <array>

#include "models/dns/trace_kinds.hpp"
#include "models/mail/trace_kinds.hpp"
#include "models/net/datagram.hpp"

namespace waypost::viz {
namespace {

constexpr std::size_t kMostRecords = 16'384;  // a millisecond of reading
constexpr std::size_t kEnough = 40;
constexpr std::array kShownFor{sim::Duration{},  sim::milliseconds(20), sim::milliseconds(100),
                               sim::seconds(1),  sim::seconds(10),      sim::minutes(1),
                               sim::minutes(10), sim::hours(1)};

/// What a record says about a packet: who is at the far end, which way, when it arrives or arrived.
struct Leg {
  bool any = false;
  bool outward = true;  ///< from the reporting entity
  bool by_address = true;
  Trip::Kind kind = Trip::Kind::question;
};

Leg leg_of(const sim::TraceRecord& r) {
  switch (r.kind) {
    case dns::kTraceQuerySent: return {true, true, true, Trip::Kind::question};
    case dns::kTraceClientQuery: return {true, false, false, Trip::Kind::question};
    case dns::kTraceCacheHit: return {true, true, false, Trip::Kind::answer};
    case dns::kTraceTimeout: return {true, true, true, Trip::Kind::lost};
    case dns::kTraceAnswer:
    case dns::kTraceAlias:
    case dns::kTraceReferral:
    case dns::kTraceNoData:
    case dns::kTraceNameError:
    case dns::kTraceLame:
    case dns::kTraceFailure:
    case dns::kTraceTruncated: return {true, false, true, Trip::Kind::answer};
    case mail::kTraceConnect:
    case mail::kTraceCommand: return {true, true, true, Trip::Kind::mail};
    case mail::kTraceReply:
    case mail::kTraceGreeting:
    case mail::kTracePassedOn: return {true, false, true, Trip::Kind::mail};
    case mail::kTraceAddressFailed: return {true, true, true, Trip::Kind::lost};
    default: return {};
  }
}

std::uint32_t site_of_address(const net::Network& network, net::AddressId address,
                              std::uint32_t from_site) {
  if (address >= network.addresses.size() || from_site == net::kNone) return net::kNone;
  const net::Binding owner = network.addresses.binding(address);
  net::HostId host = net::kNone;
  if (owner.kind == net::Binding::Kind::host) host = owner.index;
  if (owner.kind == net::Binding::Kind::anycast) host = network.catchment(owner.index, from_site);
  return host == net::kNone ? net::kNone : network.hosts[host].site;
}

float progress_at(std::int64_t now, std::int64_t begin, std::int64_t end, sim::Duration slowed) {
  const double length = static_cast<double>(end - begin + slowed.ns);
  return static_cast<float>(static_cast<double>(now - begin) / std::max(length, 1.0));
}

class Collector {
 public:
  Collector(const world::World& world, const Scene& scene) : world_(world), scene_(scene) {}

  /// Adds what the record tells of a packet that is shown at `now`; one within a site is counted.
  void read(const sim::TraceRecord& r, sim::Duration slowed, std::int64_t now, Trips& trips) const {
    const Leg leg = leg_of(r);
    // What arrives has arrived by now.
    if (!leg.any || (!leg.outward && r.time < now - slowed.ns)) return;
    const std::uint32_t near = scene_.site_of(r.entity);
    const std::uint32_t far =
        leg.by_address ? site_of_address(world_.network, r.address, near) : scene_.site_of(r.other);
    if (near == net::kNone || far == net::kNone) return;
    if (near == far) {
      if (r.time >= now - slowed.ns) ++trips.local;
      return;
    }
    const net::Leg& route = world_.network.routes->between(near, far);
    const std::int64_t takes = route.reachable() ? route.delay_ns : 100'000'000;
    const std::int64_t begin = leg.outward ? r.time : r.time - takes;
    const float progress = progress_at(now, begin, begin + takes, slowed);
    if (progress < 0 || progress > 1) return;
    trips.trips.push_back({leg.outward ? near : far, leg.outward ? far : near, progress, leg.kind});
  }

 private:
  const world::World& world_;
  const Scene& scene_;
};

/// What the log holds, in order of time, with the number of its first record.
struct Log {
  std::span<const sim::TraceRecord> older, newer;
  std::uint64_t first = 0;
};

/// Those from `since` on.
std::span<const sim::TraceRecord> recent(std::span<const sim::TraceRecord> records,
                                         std::int64_t since) {
  const auto begin =
      std::lower_bound(records.begin(), records.end(), since,
                       [](const sim::TraceRecord& r, std::int64_t t) { return r.time < t; });
  return records.subspan(static_cast<std::size_t>(begin - records.begin()));
}

/// Trips shown at `now`, when each is shown from its begin to `slowed` after its end. Of very many
/// records it reads one in a power of two, chosen by their numbers, so that whoever is shown now is
/// shown in the next picture too.
Trips collect(const Collector& collector, const Log& log, std::int64_t now, sim::Duration slowed,
              std::size_t most) {
  Trips trips;
  trips.shown_for = slowed;
  constexpr std::int64_t kLongest = 500'000'000;  // one way, in all but broken networks
  const auto older = recent(log.older, now - slowed.ns - kLongest),
             newer = recent(log.newer, now - slowed.ns - kLongest);
  while ((older.size() + newer.size()) / trips.sampled > kMostRecords) trips.sampled *= 2;
  const auto take = [&](std::span<const sim::TraceRecord> records, std::uint64_t end) {
    for (std::uint64_t last = end - end % trips.sampled, first = end - records.size();;
         last -= trips.sampled) {
      if (last < end && last >= first) collector.read(records[last - first], slowed, now, trips);
      if (last < first + trips.sampled) return;
    }
  };
  const std::uint64_t middle = log.first + log.older.size();
  take(newer, middle + log.newer.size());
  take(older, middle);
  trips.total = trips.trips.size() * trips.sampled;
  trips.local *= trips.sampled;
  const std::size_t stride = (trips.trips.size() + most - 1) / std::max<std::size_t>(most, 1);
  if (stride > 1) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < trips.trips.size(); i += stride)
      trips.trips[kept++] = trips.trips[i];
    trips.trips.resize(kept);
  }
  return trips;
}

}  // namespace

Trips observe_trips(const world::World& world, const Scene& scene,
                    std::span<const sim::TraceRecord> older,
                    std::span<const sim::TraceRecord> newer, std::uint64_t first, TripView view) {
  const Log log{older, newer, first};
  const Collector collector(world, scene);
  const std::int64_t now = world.engine.now().ns;
  if (view.shown_for.ns >= 0) return collect(collector, log, now, view.shown_for, view.most);
  Trips trips;
  for (const sim::Duration shown_for : kShownFor) {
    trips = collect(collector, log, now, shown_for, view.most);
    if (trips.total >= kEnough) break;
  }
  return trips;
}

}  // namespace waypost::viz
