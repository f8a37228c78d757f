// SPDX-License-Identifier: Apache-2.0
#include "models/net/datagram.hpp"

#include <algorithm>
#include <cmath>

#include "sim/distributions.hpp"
#include "sim/expect.hpp"

namespace waypost::net {
namespace {

/// Where a packet goes, before luck: `transit` as without loss and jitter.
struct Way {
  Transit transit;
  double loss = 0;
  double jitter = 0;
};

HostId destination(const Network& network, const Binding& binding, SiteId client) {
  return binding.kind == Binding::Kind::anycast ? network.catchment(binding.index, client)
                                                : binding.index;
}

bool reaches(const Host& host, Family family) {
  return family == Family::v4 ? host.ipv4 != kNone && host.reaches_ipv4
                              : host.ipv6 != kNone && host.reaches_ipv6;
}

sim::Duration path_delay(const Host& a, const Host& b, const Leg& leg) {
  const sim::Duration base = a.access + leg.delay() + b.access;
  const sim::Duration extra = a.fault_extra + b.fault_extra;
  const float factor = a.fault_delay_factor * b.fault_delay_factor;
  if (factor == 1) return base + extra;
  return sim::from_seconds(base.seconds() * static_cast<double>(factor)) + extra;
}

/// From `a` to `b`.
double path_loss(const Host& a, const Host& b, const Leg& leg) {
  double passes = 1;
  for (const float loss : {a.loss, a.fault_loss, leg.loss, b.loss, b.fault_loss, b.flood_loss})
    passes *= 1 - static_cast<double>(loss);
  return 1 - passes;
}

/// Both access lines jitter, independently: variances add.
double path_jitter(const Host& a, const Host& b) {
  return std::sqrt(static_cast<double>(a.jitter * a.jitter + b.jitter * b.jitter));
}

Way find_way(const Network& network, HostId from, AddressId to) {
  using Verdict = Transit::Verdict;
  WAYPOST_EXPECT(network.routes, "a packet before the network was published");
  const Host& sender = network.hosts[from];
  const Binding binding = network.addresses.binding(to);
  const Family family = network.addresses.address(to).family;
  if (!reaches(sender, family)) return {{Verdict::unreachable, kNone, {}}};
  const Transit no_route{Verdict::unreachable, kNone, sender.access * 2};
  if (binding.kind == Binding::Kind::unreachable) return {no_route};
  if (binding.kind == Binding::Kind::black_hole) return {{Verdict::black_holed, kNone, {}}};
  const HostId host = destination(network, binding, sender.site);
  if (host == kNone) return {no_route};
  if (host == from) return {{Verdict::delivered, host, {}}};
  const Host& receiver = network.hosts[host];
  const Leg& leg = network.routes->between(sender.site, receiver.site);
  if (!leg.reachable()) return {no_route};
  // A receiver without a way back in this family swallows the packet, as broken IPv6 does.
  if (family == Family::v4 ? !receiver.reaches_ipv4 : !receiver.reaches_ipv6)
    return {{Verdict::black_holed, host, {}}};
  return {{Verdict::delivered, host, path_delay(sender, receiver, leg)},
          path_loss(sender, receiver, leg),
          path_jitter(sender, receiver)};
}

/// Adds queueing: a lognormal share of the path's delay with sigma = 1, hence never less than the
/// propagation delay (the engine's look-ahead) and skewed as measured round trips are. Its standard
/// deviation is `jitter`: sd = median e^(1/2) sqrt(e - 1), so median = jitter / 2.1612.
sim::Duration jittered(sim::Duration delay, double jitter, sim::Draw& draw) {
  constexpr double kMedianPerDeviation = 1 / 2.1611974158950877;
  const double share = sim::lognormal(draw, jitter * kMedianPerDeviation, 1.0);
  return delay + sim::from_seconds(delay.seconds() * std::min(share, 100.0));
}

}  // namespace

Transit send_datagram(const Network& network, HostId from, AddressId to, sim::Draw& draw) {
  Way way = find_way(network, from, to);
  if (way.transit.verdict != Transit::Verdict::delivered) return way.transit;
  // The first draw is always loss, so that switching loss on leaves the jitter as it was.
  if (draw.chance(way.loss)) {
    way.transit.verdict = Transit::Verdict::lost;
    return way.transit;
  }
  if (way.jitter > 0) way.transit.delay = jittered(way.transit.delay, way.jitter, draw);
  return way.transit;
}

Transit expected_transit(const Network& network, HostId from, AddressId to) {
  return find_way(network, from, to).transit;
}

sim::Duration base_rtt(const Network& network, HostId a, HostId b) {
  if (a == b) return {};
  const Host& host_a = network.hosts[a];
  const Host& host_b = network.hosts[b];
  const Leg& leg = network.routes->between(host_a.site, host_b.site);
  if (!leg.reachable()) return {INT64_MAX};
  return path_delay(host_a, host_b, leg) * 2;
}

PortState port_state(const Network& network, HostId host, Service service) {
  const Host& target = network.hosts[host];
  return target.up ? target.ports[static_cast<std::size_t>(service)] : PortState::black_holed;
}

bool host_answers(const Network& network, HostId host, Service service) {
  return port_state(network, host, service) == PortState::open;
}

}  // namespace waypost::net
