// SPDX-License-Identifier: Apache-2.0
// What encrypted DNS costs: round trips before the first query of a connection (RFC 7858, 8484 and
// 9250 with TLS 1.3: RFC 8446 section 2, RFC 9001 section 4), work at the server, connections held.
#include <cmath>

#include "models/net/datagram.hpp"
#include "tests/questions/small_world.hpp"

using namespace waypost;
using questions::SmallWorld;

namespace {

/// One user of a resolver that takes 1 ms per query and 3 ms per handshake; `encrypted` is how it
/// asks, a connection lasting 30 s. The name is in the cache since second 10; counted is what comes
/// after second 20.
SmallWorld one_user(const std::string& encrypted, const std::string& asks_at) {
  return SmallWorld(R"(
horizon: "10m" warm_up: "20s"
network { jitter: "0%" core_loss: "0%" }
root { mini {} }
resolvers { name: "public" sites: "London, GB" service { time { constant: "1ms" } } encrypted { handshake_work: "3ms" } }
name_servers { name: "ns1.example.org" sites: "Frankfurt am Main, DE" }
zones { origin: "example.org" name_servers: "ns1.example.org" records: "www 1d A 198.51.100.7" }
populations { name: "reader" sites: "Paris, FR" resolvers: "public" access { delay: "20ms" jitter: "0%" loss: "0%" } )" +
                    encrypted + R"( }
queries { population: "reader" names: "www.example.org" types { name: "A" } arrivals { at: "+10s" )" +
                    asks_at + " } }\n");
}

double round_trip_ms(const SmallWorld& world) {
  const auto& clients = world.world().workload.clients.front();
  const auto resolver = world.world().dns.resolvers.front().host;
  return static_cast<double>(net::base_rtt(world.world().network, clients.host, resolver).ns) / 1e6;
}

/// Of the last lookup, in round trips, without the work at the resolver.
double round_trips_taken(SmallWorld& world, double work_ms) {
  world.run_to(600);
  const auto& latency = world.world().workload.clients.front().metrics.latency;
  REQUIRE(latency.count() == 1);
  return (static_cast<double>(latency.max()) / 1e6 - work_ms) / round_trip_ms(world);
}

std::string spoken(const std::string& kind, const std::string& more = "") {
  return "encrypted { kind: " + kind + " " + more + " }";
}

}  // namespace

TEST_CASE("the first query of an encrypted connection waits for the handshake, the next does not",
          "[questions][encryption]") {
  struct Case {
    std::string encrypted;
    double opening;  ///< round trips until the answer when the connection is new
  };
  const auto c = GENERATE(values<Case>({
      {spoken("DOT"), 3},
      {spoken("DOH"), 3},
      {spoken("DOQ"), 2},
      {spoken("DOT", "resumed: \"100%\""), 2},
      {spoken("DOQ", "resumed: \"100%\""), 1},
  }));
  SmallWorld cold = one_user(c.encrypted, "at: \"+60s\"");  // closed at 40 s
  CHECK(round_trips_taken(cold, 1 + 3) == Approx(c.opening).margin(0.01));
  SmallWorld warm = one_user(c.encrypted, "at: \"+35s\"");
  CHECK(round_trips_taken(warm, 1) == Approx(1).margin(0.01));
}

TEST_CASE("a query in clear takes one round trip", "[questions][encryption]") {
  SmallWorld world = one_user("", "at: \"+60s\"");
  CHECK(round_trips_taken(world, 1) == Approx(1).margin(0.01));
}

TEST_CASE("users who ask at random open connections as the closed form says",
          "[questions][encryption]") {
  SmallWorld world(R"(
horizon: "70m" warm_up: "10m"
root { mini {} }
resolvers { name: "public" sites: "London, GB" }
name_servers { name: "ns1.example.org" sites: "Frankfurt am Main, DE" }
zones { origin: "example.org" name_servers: "ns1.example.org" records: "www 1d A 198.51.100.7" }
populations { name: "readers" users: "1,000" sites: "Paris, FR" resolvers: "public" encrypted { kind: DOT idle_timeout: "30s" } }
queries { population: "readers" names: "www.example.org" types { name: "A" } arrivals { rate_per_user: "1/m" } }
)");
  world.run_to(4200);
  dns::EncryptedConnections connections = world.world().workload.clients.front().stub.encrypted();
  REQUIRE(connections.by_server().size() == 1);
  net::KeptConnections kept = connections.by_server().front().kept;
  const net::ConnectionTotals totals = kept.totals(world.world().engine.now());
  const double open = 1 - std::exp(-30 / 60.0);
  // 60,000 lookups; standard errors 0.002 and 1.2 connections; false alarm under 1 in 10,000.
  CHECK(static_cast<double>(totals.opened) / static_cast<double>(totals.requests) ==
        Approx(1 - open).margin(0.008));
  CHECK(totals.held_seconds / 3600 == Approx(1000 * open).margin(6));
}

TEST_CASE("a resolver keeps one encrypted connection to each name server that speaks it",
          "[questions][encryption]") {
  SmallWorld world(R"(
horizon: "1h"
network { core_loss: "0%" }
root { mini {} }
resolvers { name: "isp" sites: "Paris, FR" access { families: IPV4_ONLY } upstream { kind: DOT idle_timeout: "5m" } }
name_servers { name: "ns1.example.org" sites: "Tokyo, JP" encrypted {} }
name_servers { name: "ns1.example.net" sites: "Tokyo, JP" }
zones { origin: "example.org" name_servers: "ns1.example.org" records: "* 0 A 198.51.100.7" }
zones { origin: "example.net" name_servers: "ns1.example.net" records: "* 0 A 198.51.100.7" }
populations { name: "readers" users: "100" sites: "Paris, FR" resolvers: "isp" }
queries { population: "readers" names: "a.example.org" names: "b.example.net" zipf: 0 types { name: "A" } arrivals { every: "20s" until: "+50m" } }
)");
  world.run_to(3600);
  const dns::RecursiveResolver& resolver = world.world().dns.resolvers.front();
  const auto& counters = [&](const char* name) -> const dns::ServerCounters& {
    return world.world().dns.authority.servers[world.server(name).index].counters;
  };
  CHECK(counters("ns1.example.org").queries > 50);
  CHECK(counters("ns1.example.org").over_tcp == counters("ns1.example.org").queries);
  CHECK(counters("ns1.example.net").over_tcp == 0);
  REQUIRE(resolver.upstream.connections.by_server().size() == 1);
  net::KeptConnections kept = resolver.upstream.connections.by_server().front().kept;
  CHECK(kept.totals(world.world().engine.now()).opened == 1);
  CHECK(kept.held(world.world().engine.now()) == 0);  // idle since minute 50
  CHECK(world.failed_lookups() == 0);
}
