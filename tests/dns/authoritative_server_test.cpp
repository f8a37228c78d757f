// SPDX-License-Identifier: Apache-2.0
// The authoritative server as an entity: service time, queue and drops, a closed port, a dead host,
// zones published and withdrawn while it runs, health checks with their delay.
#include <catch2/catch.hpp>

#include "tests/dns/resolver_fixture.hpp"

using namespace waypost::dns;
using waypost::test::World;
namespace net = waypost::net;
namespace sim = waypost::sim;

namespace {

/// One name server 10 ms from a client that asks it directly, each query worked on for 1 ms.
World one_server(net::Station station) {
  World w;
  w.add_zone("alpha.",
             {"alpha. 3600 SOA 900", "alpha. 3600 NS ns.alpha.", "ns.alpha. 3600 A 198.18.0.1",
              "www.alpha. 60 A 198.18.9.1"},
             {"198.18.0.1"});
  w.server("198.18.0.1").station = std::move(station);
  w.add_client("client", {"198.18.0.1"}, {.timeout = sim::seconds(1), .attempts = 1});
  w.publish();
  return w;
}

const sim::Law kMillisecond = sim::Law::constant(0.001);

}  // namespace

TEST_CASE("queries wait for the worker and those beyond the queue are dropped",
          "[dns][authoritative]") {
  World w = one_server(net::Station(kMillisecond, 1, 2));
  for (int i = 0; i < 5; ++i) w.ask("www.alpha.");
  w.run(sim::Time{} + sim::seconds(5));
  std::vector<sim::Duration> took;
  for (const auto& told : w.told)
    if (told.result.status == LookupStatus::found) took.push_back(told.result.elapsed);
  // Round trip 20 ms and 1, 2, 3 ms at the server; two in the queue, so the last two are lost.
  CHECK(took == std::vector<sim::Duration>{sim::milliseconds(21), sim::milliseconds(22),
                                           sim::milliseconds(23)});
  const ServerCounters& c = w.server("198.18.0.1").counters;
  CHECK(c.queries == 5);
  CHECK(c.dropped == 2);
  CHECK(c.count(Outcome::answer) == 3);
  CHECK(w.told.size() == 5);
}

TEST_CASE("a closed port is told to the client at once and a dead host says nothing",
          "[dns][authoritative]") {
  World w = one_server(net::Station(kMillisecond, 1));
  net::set_port(w.network, w.host("198.18.0.1"), net::Service::dns, net::PortState::refused);
  const auto refused = w.look_up("www.alpha.");
  CHECK(refused.result.status != LookupStatus::found);
  CHECK(refused.result.elapsed == sim::milliseconds(20));
  net::set_host_up(w.network, w.host("198.18.0.1"), false);
  const auto dead = w.look_up("www.alpha.");
  CHECK(dead.result.status == LookupStatus::timed_out);
  CHECK(dead.result.elapsed == sim::seconds(1));
  CHECK(w.server("198.18.0.1").counters.turned_away == 2);
  CHECK(w.server("198.18.0.1").counters.queries == 0);
}

TEST_CASE("a zone published later is served from then on and a withdrawn one is refused",
          "[dns][authoritative]") {
  World w = one_server(net::Station(kMillisecond, 1));
  AuthoritativeServer& server = w.server("198.18.0.1");
  const Name alpha = w.dns.names.intern("alpha.");
  publish_zone(server, alpha, kNotLoaded);
  CHECK(w.look_up("www.alpha.").result.rcode == Rcode::serv_fail);
  publish_zone(server, alpha, kNoZone);
  CHECK(w.look_up("www.alpha.").result.rcode == Rcode::refused);
  publish_zone(server, alpha, 0);
  CHECK(w.look_up("www.alpha.").result.status == LookupStatus::found);
  CHECK(server.counters.count(Outcome::refused) == 1);
  CHECK(server.counters.count(Outcome::serv_fail) == 1);
}

TEST_CASE("a world copied in the middle of its queries goes on to the same fingerprint",
          "[dns][authoritative]") {
  World w = one_server(net::Station(sim::Law::exponential(0.005), 1));
  for (int i = 0; i < 20; ++i) w.ask("www.alpha.");
  w.run(sim::Time{} + sim::milliseconds(15));
  World copy = w;
  w.run(sim::Time{} + sim::seconds(3));
  copy.run(sim::Time{} + sim::seconds(3));
  CHECK(w.engine.fingerprint() == copy.engine.fingerprint());
  CHECK(w.told.size() == 20);
}

TEST_CASE("a dead host leaves the answer after three probes and is back after two",
          "[dns][policy]") {
  World w;
  const net::HostId prober = w.add_host("prober", "198.18.1.1", {});
  const net::HostId first = w.add_host("first", "198.18.2.1", {});
  w.add_host("second", "198.18.2.2", {});
  HealthMonitor monitor;
  monitor.entity = w.network.hosts[prober].entity;
  monitor.host = prober;
  monitor.interval = sim::seconds(10);
  for (const char* text : {"198.18.2.1", "198.18.2.2"})
    monitor.addresses.push_back(*w.network.addresses.find(*net::parse_address(text)));
  add_monitor(w.dns, w.engine, monitor);
  w.publish();
  const auto healthy_at = [&](int second) {
    w.run(sim::Time{} + sim::seconds(second));
    return w.dns.authority.policies.monitors[0].healthy & 0b11u;
  };
  CHECK(healthy_at(15) == 0b11);
  net::set_host_up(w.network, first, false);  // probes at 20, 30, 40 fail
  CHECK(healthy_at(39) == 0b11);
  CHECK(healthy_at(40) == 0b10);
  net::set_host_up(w.network, first, true);  // probes at 50, 60 succeed
  CHECK(healthy_at(59) == 0b10);
  CHECK(healthy_at(60) == 0b11);
}

TEST_CASE("each site gets the records of the region whose listed site is nearest",
          "[dns][policy]") {
  net::Network network;
  const auto site = [&](const char* path, double latitude, double longitude) {
    return net::add_site(network, {.path = path, .position = {latitude, longitude}});
  };
  const net::SiteId paris = site("Paris", 48.9, 2.4);
  const net::SiteId tokyo = site("Tokyo", 35.7, 139.7);
  const net::SiteId york = site("New York", 40.7, -74.0);
  site("Madrid", 40.4, -3.7);
  site("Seoul", 37.6, 127.0);
  site("Mexico City", 19.4, -99.1);
  const std::vector<SiteRegion> regions{{{paris}, 0b001}, {{tokyo}, 0b010}, {{york}, 0b100}};
  CHECK(masks_by_nearest_site(network, regions) ==
        std::vector<RecordMask>{0b001, 0b010, 0b100, 0b001, 0b010, 0b100});
}
