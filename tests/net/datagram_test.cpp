// SPDX-License-Identifier: Apache-2.0
// What becomes of one packet: delay, loss, reachability. Two hosts, one declared link of 20 ms.
#include <catch2/catch.hpp>
#include <cmath>

#include "models/net/datagram.hpp"
#include "models/net/fault.hpp"

using namespace waypost;
using namespace waypost::net;
using Verdict = Transit::Verdict;

namespace {

/// Hosts a and b at the ends of a 20 ms link, access 1 ms and 2 ms.
struct TwoHosts {
  Network network;
  LinkId cable;
  HostId a, b;
  AddressId to_b;

  explicit TwoHosts(float jitter = 0) {
    const SiteId left = add_site(network, {.path = "left", .position = {0, 0}});
    const SiteId right = add_site(network, {.path = "right", .position = {0, 30}});
    const NodeId l = wire_site(network, left), r = wire_site(network, right);
    cable = network.topology.add_link(l, r, {.name = "cable", .latency = sim::milliseconds(20)});
    a = add_host(network, "a", {.site = left, .access = sim::milliseconds(1), .jitter = jitter});
    b = add_host(network, "b", {.site = right, .access = sim::milliseconds(2)});
    claim_automatic_address(network, a, Family::v4);
    claim_automatic_address(network, b, Family::v4);
    to_b = network.hosts[b].ipv4;
    publish(network);
  }
  Transit send(std::uint64_t packet = 0) const {
    sim::Draw draw(sim::make_stream(1, 2, "packets"), packet);
    return send_datagram(network, a, to_b, draw);
  }
  double lost_share(int packets) const {
    int lost = 0;
    for (int i = 0; i < packets; ++i)
      lost += send(static_cast<std::uint64_t>(i)).verdict == Verdict::lost;
    return static_cast<double>(lost) / packets;
  }
};

}  // namespace

TEST_CASE("a datagram takes access, path and access", "[net][datagram]") {
  const TwoHosts world;
  const Transit transit = world.send();
  CHECK(transit.verdict == Verdict::delivered);
  CHECK(transit.host == world.b);
  CHECK(transit.delay == sim::milliseconds(23));
  CHECK(base_rtt(world.network, world.a, world.b) == sim::milliseconds(46));
}

TEST_CASE("a cut link without detour is unreachable until it returns", "[net][datagram]") {
  TwoHosts world;
  const std::uint32_t epoch = world.network.routes->epoch;
  set_link_up(world.network, world.cable, false);
  publish(world.network);
  CHECK(world.send().verdict == Verdict::unreachable);
  CHECK(world.network.routes->epoch == epoch + 1);
  set_link_up(world.network, world.cable, true);
  publish(world.network);
  CHECK(world.send().delay == sim::milliseconds(23));
}

TEST_CASE("a site that is down is unreachable, its hosts too", "[net][datagram]") {
  TwoHosts world;
  set_site_up(world.network, world.network.hosts[world.b].site, false);
  publish(world.network);
  CHECK(world.send().verdict == Verdict::unreachable);
}

TEST_CASE("a host that is down gets the packet and says nothing", "[net][datagram]") {
  TwoHosts world;
  set_host_up(world.network, world.b, false);
  publish(world.network);
  CHECK(world.send().verdict == Verdict::delivered);
  CHECK(port_state(world.network, world.b, Service::smtp) == PortState::black_holed);
  set_host_up(world.network, world.b, true);
  set_port(world.network, world.b, Service::smtp, PortState::refused);
  CHECK(port_state(world.network, world.b, Service::smtp) == PortState::refused);
  CHECK(host_answers(world.network, world.b, Service::dns));
}

TEST_CASE("losses of both access lines and of the link combine", "[net][datagram]") {
  TwoHosts world;
  world.network.hosts[world.a].loss = 0.1f;
  world.network.hosts[world.b].loss = 0.2f;
  set_link_fault(world.network, world.cable, 1, 0.3f);
  publish(world.network);
  const double expected = 1 - 0.9 * 0.8 * 0.7;
  // 40,000 packets: standard error 0.0025; 4 of them is a false alarm in 1 of 16,000 seeds.
  CHECK(world.lost_share(40000) == Approx(expected).margin(0.01));
}

TEST_CASE("slow links and slow hosts multiply the delay", "[net][datagram]") {
  TwoHosts world;
  set_link_fault(world.network, world.cable, 2, 0);
  publish(world.network);
  CHECK(world.send().delay == sim::milliseconds(43));
  set_host_fault(world.network, world.b, 3, 0);
  CHECK(world.send().delay == sim::milliseconds(129));
}

TEST_CASE("a fault's extra delay comes after its factor, each way", "[net][datagram]") {
  TwoHosts world;
  set_link_fault(world.network, world.cable, 2, 0, sim::milliseconds(5));
  publish(world.network);
  CHECK(world.send().delay == sim::milliseconds(48));
  set_host_fault(world.network, world.b, 2, 0, sim::milliseconds(7));
  CHECK(world.send().delay == sim::milliseconds(103));
}

TEST_CASE("what passes through a slow and lossy hub meets its faults once", "[net][datagram]") {
  Network network;
  const SiteId left = add_site(network, {.path = "left", .position = {0, 0}});
  const SiteId right = add_site(network, {.path = "right", .position = {0, 30}});
  const NodeId l = wire_site(network, left), r = wire_site(network, right);
  const NodeId hub = network.topology.add_node({.name = "hub", .position = {0, 15}});
  network.topology.add_link(l, hub, {.name = "a", .latency = sim::milliseconds(20)});
  network.topology.add_link(hub, r, {.name = "b", .latency = sim::milliseconds(30)});
  set_node_fault(network, hub, 2, 0.19f, sim::milliseconds(8));
  publish(network);
  const Leg& leg = network.routes->between(left, right);
  CHECK(leg.delay() == sim::milliseconds(20 * 2 + 30 * 2 + 8));
  CHECK(leg.loss == Approx(0.19));
}

TEST_CASE("jitter never undercuts the path and has the deviation asked for", "[net][datagram]") {
  const TwoHosts world(0.05f);
  const int n = 200000;
  double sum = 0, squares = 0, least = 1;
  for (std::uint64_t i = 0; i < n; ++i) {
    const double delay = world.send(i).delay.seconds();
    sum += delay;
    squares += delay * delay;
    least = std::min(least, delay);
  }
  CHECK(least >= 0.023);
  const double deviation = std::sqrt(squares / n - sum / n * (sum / n));
  // The fourth moment of this lognormal makes the relative standard error about 2.4 % at 200,000.
  CHECK(deviation / 0.023 == Approx(0.05).epsilon(0.1));
}

TEST_CASE("switching loss on does not change the jitter of what arrives", "[net][datagram]") {
  TwoHosts clean(0.05f), lossy(0.05f);
  lossy.network.hosts[lossy.b].loss = 0.5f;
  for (std::uint64_t i = 0; i < 100; ++i) {
    const Transit transit = lossy.send(i);
    if (transit.verdict == Verdict::delivered) CHECK(transit.delay == clean.send(i).delay);
  }
}

TEST_CASE("no address of the family means unreachable at once", "[net][datagram]") {
  TwoHosts world;
  world.to_b = claim_automatic_address(world.network, world.b, Family::v6);
  CHECK(world.send().verdict == Verdict::unreachable);
  CHECK(world.send().delay == sim::Duration{});
  claim_automatic_address(world.network, world.a, Family::v6);
  CHECK(world.send().verdict == Verdict::delivered);
  set_reaches(world.network, world.b, Family::v6, false);
  CHECK(world.send().verdict == Verdict::black_holed);
}

TEST_CASE("an address without owner swallows packets, or is unreachable by setting",
          "[net][datagram]") {
  TwoHosts world;
  world.to_b = world.network.addresses.intern(*parse_address("203.0.113.9"));
  CHECK(world.send().verdict == Verdict::black_holed);

  Network strict;
  strict.addresses = AddressBook(Binding::Kind::unreachable);
  const SiteId site = add_site(strict, {.path = "x"});
  const HostId host = add_host(strict, "h", {.site = site, .access = sim::milliseconds(1)});
  claim_automatic_address(strict, host, Family::v4);
  publish(strict);
  const AddressId nobody = strict.addresses.intern(*parse_address("203.0.113.9"));
  const Transit transit = expected_transit(strict, host, nobody);
  CHECK(transit.verdict == Verdict::unreachable);
  CHECK(transit.delay == sim::milliseconds(2));
}

TEST_CASE("a copied network goes on by itself", "[net][datagram]") {
  TwoHosts world;
  TwoHosts copy = world;
  set_link_up(copy.network, copy.cable, false);
  publish(copy.network);
  CHECK(copy.send().verdict == Verdict::unreachable);
  CHECK(world.send().verdict == Verdict::delivered);
  set_link_fault(world.network, world.cable, 2, 0);
  publish(world.network);
  CHECK(world.send().delay == sim::milliseconds(43));
}
