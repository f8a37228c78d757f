// SPDX-License-Identifier: Apache-2.0
// Anycast under attack: sites absorb or withdraw (Moura, Schmidt, Heidemann, de Vries, Mueller,
// Wei, Hesselman, "Anycast vs. DDoS", IMC 2016). One worker of 50 us takes 20,000 queries a second;
// of junk at rho times that, the share 1 - 1/rho is dropped (M/M/1/K, K = 1001).
#include "models/net/station.hpp"
#include "tests/questions/small_world.hpp"

using namespace waypost;
using questions::SmallWorld;

namespace {

/// Sites in Amsterdam, New York and Tokyo; for ten minutes 60,000 junk queries a second, three
/// quarters from Europe, one quarter from North America.
SmallWorld attacked(const std::string& overload, const std::string& size = "") {
  return SmallWorld(R"(
horizon: "1h"
network { not_nearest: "0%" }
root { mini {} }
resolvers { name: "isp" sites: "Berlin, DE" sites: "Boston, US" sites: "Osaka, JP" }
name_servers { name: "ns.example.org" sites: "Amsterdam, NL" sites: "New York City, US" sites: "Tokyo, JP" )" +
                    overload + R"( }
zones { origin: "example.org" name_servers: "ns.example.org" records: "* 0 A 198.51.100.7" }
populations { name: "people" users: "300" sites: "Berlin, DE" sites: "Boston, US" sites: "Osaka, JP" spread: EVENLY resolvers: "isp" }
queries { population: "people" names: "www.example.org" types { name: "A" } arrivals { rate_per_user: "1/m" } }
plan {
  at: "+10m" lasting: "10m"
  attack { names: "ns.example.org" rate: "60,000/s" from: "Berlin, DE" from: "Paris, FR" from: "London, GB" from: "Boston, US" )" +
                    size + R"( }
}
)");
}

/// Junk per second at the site, and the share of everything that it drops.
struct Seen {
  double junk, dropped;
};
Seen at_site(const SmallWorld& world, std::size_t site) {
  const net::Station& station =
      world.world().dns.authority.servers[world.server("ns.example.org").index + site].station;
  net::DropMark mark;
  return {station.attack_rate_per_second, net::dropped_since(station, mark)};
}

constexpr std::size_t kAmsterdam = 0, kNewYork = 1, kTokyo = 2;

bool announced(const SmallWorld& world, std::size_t site) {
  for (const net::AnycastGroup& group : world.world().network.groups)
    if (group.path == "name_servers/ns.example.org") return group.instances[site].announced;
  FAIL("no such address");
  return false;
}

}  // namespace

TEST_CASE("a site gets the junk of its catchment and drops what it cannot take",
          "[questions][anycast]") {
  SmallWorld world = attacked("");
  world.run_to(900);
  CHECK(at_site(world, kAmsterdam).junk == Approx(45'000));
  CHECK(at_site(world, kAmsterdam).dropped == Approx(1 - 20'000 / 45'000.0).margin(0.002));
  CHECK(at_site(world, kNewYork).junk == Approx(15'000));
  CHECK(at_site(world, kNewYork).dropped < 1e-6);
  CHECK(at_site(world, kTokyo).junk == 0);
  CHECK(announced(world, kAmsterdam));
  world.run_to(1300);
  CHECK(at_site(world, kAmsterdam).junk == 0);
}

TEST_CASE("a full site that withdraws sends clients and junk to the next, and comes back",
          "[questions][anycast]") {
  SmallWorld world =
      attacked("overload { withdraw_at: \"50%\" look_every: \"10s\" stay_away: \"15m\" }");
  world.run_to(900);
  CHECK_FALSE(announced(world, kAmsterdam));
  // New York is now full as well: it withdraws too, and Tokyo, the last, has to stay.
  CHECK_FALSE(announced(world, kNewYork));
  CHECK(announced(world, kTokyo));
  CHECK(at_site(world, kTokyo).junk == Approx(60'000));
  CHECK(at_site(world, kTokyo).dropped == Approx(1 - 20'000 / 60'000.0).margin(0.002));
  world.run_to(600 + 900 + 60);
  CHECK(announced(world, kAmsterdam));
  CHECK(announced(world, kNewYork));
  bool told = false;
  for (const auto& happened : world.world().plan.happened)
    told = told || happened.what == "ns.example.org at Amsterdam, NL is full: it withdraws";
  CHECK(told);
}

TEST_CASE("junk beyond an access line is dropped there, with as much of everything else",
          "[questions][anycast]") {
  SmallWorld world = attacked("access { bandwidth: \"100Mbit/s\" }", "size: \"500B\"");
  world.run_to(900);
  // 45,000 packets of 4,000 bits are 180 Mbit/s at Amsterdam, 15,000 are 60 Mbit/s at New York.
  CHECK(at_site(world, kAmsterdam).junk == Approx(25'000));
  CHECK(at_site(world, kAmsterdam).dropped == Approx(1 - 20'000 / 25'000.0).margin(0.002));
  CHECK(at_site(world, kNewYork).junk == Approx(15'000));
  const auto& hosts = world.world().network.hosts;
  const auto& servers = world.world().dns.authority.servers;
  const std::size_t first = world.server("ns.example.org").index;
  CHECK(hosts[servers[first + kAmsterdam].host].flood_loss == Approx(1 - 100 / 180.0));
  CHECK(hosts[servers[first + kNewYork].host].flood_loss == 0);
  world.run_to(1300);
  CHECK(hosts[servers[first + kAmsterdam].host].flood_loss == 0);
}

TEST_CASE("with withdrawals more clients fail than where sites absorb", "[questions][anycast]") {
  SmallWorld absorbing = attacked("");
  SmallWorld withdrawing = attacked("overload { withdraw_at: \"50%\" stay_away: \"15m\" }");
  absorbing.run_to(1200);
  withdrawing.run_to(1200);
  CHECK(absorbing.failed_lookups() < withdrawing.failed_lookups());
}
