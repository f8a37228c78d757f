// SPDX-License-Identifier: Apache-2.0
#include "viz/live/trip_observer.hpp"

#include <algorithm>
#include <array>

#include "models/dns/trace_kinds.hpp"
#include "models/mail/trace_kinds.hpp"
#include "models/net/datagram.hpp"

namespace waypost::viz {
namespace {

constexpr std::size_t kMostRecords = 200'000;
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

class Collector {
 public:
  Collector(const world::World& world, const Scene& scene) : world_(world), scene_(scene) {}

  /// Calls f(from, to, kind, begin, end) when the record tells of a packet between two sites;
  /// counts one within a site as local.
  template <class F>
  void read(const sim::TraceRecord& r, Trips& trips, F&& f) const {
    const Leg leg = leg_of(r);
    if (!leg.any) return;
    const std::uint32_t near = scene_.site_of(r.entity);
    const std::uint32_t far =
        leg.by_address ? site_of_address(world_.network, r.address, near) : scene_.site_of(r.other);
    if (near == net::kNone || far == net::kNone) return;
    if (near == far) {
      ++trips.local;
      return;
    }
    const net::Leg& route = world_.network.routes->between(near, far);
    const std::int64_t takes = route.reachable() ? route.delay_ns : 100'000'000;
    const std::int64_t begin = leg.outward ? r.time : r.time - takes;
    f(leg.outward ? near : far, leg.outward ? far : near, leg.kind, begin, begin + takes);
  }

 private:
  const world::World& world_;
  const Scene& scene_;
};

float progress_at(std::int64_t now, std::int64_t begin, std::int64_t end, sim::Duration slowed) {
  const double length = static_cast<double>(end - begin + slowed.ns);
  return static_cast<float>(static_cast<double>(now - begin) / std::max(length, 1.0));
}

/// Trips shown at `now`, when each is shown from its begin to `slowed` after its end.
Trips collect(const Collector& collector, std::span<const sim::TraceRecord> older,
              std::span<const sim::TraceRecord> newer, std::int64_t now, sim::Duration slowed,
              std::size_t most) {
  Trips trips;
  trips.shown_for = slowed;
  std::size_t read = 0;
  constexpr std::int64_t kLongest = 500'000'000;  // one way, in all but broken networks
  const auto take = [&](std::span<const sim::TraceRecord> records) {
    for (auto r = records.rbegin(); r != records.rend(); ++r) {
      if (r->time < now - slowed.ns - kLongest || ++read > kMostRecords) return;
      collector.read(*r, trips,
                     [&](std::uint32_t from, std::uint32_t to, Trip::Kind kind, std::int64_t begin,
                         std::int64_t end) {
                       const float progress = progress_at(now, begin, end, slowed);
                       if (progress < 0 || progress > 1) return;
                       ++trips.total;
                       trips.trips.push_back({from, to, progress, kind});
                     });
    }
  };
  take(newer);
  take(older);
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
                    std::span<const sim::TraceRecord> newer, TripView view) {
  const Collector collector(world, scene);
  const std::int64_t now = world.engine.now().ns;
  if (view.shown_for.ns >= 0)
    return collect(collector, older, newer, now, view.shown_for, view.most);
  Trips trips;
  for (const sim::Duration shown_for : kShownFor) {
    trips = collect(collector, older, newer, now, shown_for, view.most);
    if (trips.total >= kEnough) break;
  }
  return trips;
}

}  // namespace waypost::viz
