// SPDX-License-Identifier: Apache-2.0
// A scenario's plan as actions: when, at whom, with which versions of zones.
#include <cmath>

#include "models/dns/zone_change.hpp"
#include "tests/build/world_text.hpp"

using namespace waypost;
using namespace waypost::test;

namespace {

const std::string kShop = R"(
root { mini {} }
resolvers { name: "isp" sites: "Lyon, FR" }
name_servers { name: "ns1.shop.example" sites: "Paris, FR" }
name_servers { name: "ns2.shop.example" sites: "London, GB" }
name_servers { name: "ns3.shop.example" sites: "Rome, IT" }
zones { origin: "shop.example" name_servers: "ns1.shop.example" name_servers: "ns2.shop.example"
        records: "www 300 A 198.18.9.1" secondaries { delay: "30s" } }
)";

struct Published {
  double at;
  std::string server;
  std::uint32_t serial;
  dns::ZoneId zone;
};

/// The publications of one zone, in order.
std::vector<Published> publications(const scenarios::Built& built, const std::string& apex) {
  dns::Name name;
  REQUIRE(built.world.dns.names.find(apex, name));
  std::vector<Published> found;
  for (const plan::Step& step : built.world.plan.steps)
    for (const plan::Action& action : step.actions) {
      const auto* p = std::get_if<plan::PublishZone>(&action);
      if (p == nullptr || p->apex != name) continue;
      std::string server_name;
      for (const auto& s : built.directory.servers)
        if (s.server.kind == plan::ServerRef::Kind::authoritative && s.server.index == p->server)
          server_name = s.name;
      const std::uint32_t serial =
          p->zone == dns::kNoZone
              ? 0
              : dns::serial(built.world.dns.records, built.world.dns.authority.zones[p->zone]);
      found.push_back({step.at.seconds(), server_name, serial, p->zone});
    }
  return found;
}

std::uint32_t ttl_of_www(const scenarios::Built& built, dns::ZoneId zone) {
  dns::Name www;
  REQUIRE(built.world.dns.names.find("www.shop.example", www));
  const auto& records = built.world.dns.records;
  const auto set =
      find_set(records, built.world.dns.authority.zones[zone], www, dns::RecordType::a);
  return set == dns::kNoRecordSet ? UINT32_MAX : records.set(set).ttl;
}

}  // namespace

TEST_CASE("a change is published at the primary, for the secondaries to follow", "[build][plan]") {
  const auto built = build_text(
      kShop +
      R"(plan { at: "+10m" change_ttl { zone: "shop.example" names: "www A" ttl: "60s" } })");
  const auto p = publications(built, "shop.example");
  REQUIRE(p.size() == 1);
  CHECK(p[0].server == "ns1.shop.example");
  CHECK(p[0].at == 600);
  const auto& audiences = name_server(built, "ns1.shop.example").upkeep.audiences;
  REQUIRE(audiences.size() == 1);
  CHECK(audiences[0].delay == sim::seconds(30));
  CHECK(name_server(built, "ns2.shop.example").upkeep.copies.size() == 1);
  CHECK(p[0].serial == 2);  // RFC 1912 section 2.2: every change raises it
  CHECK(ttl_of_www(built, p[0].zone) == 60);
}

TEST_CASE("a forgotten serial stays at the primary until the next change", "[build][plan]") {
  const auto built = build_text(kShop + R"(
    plan { at: "+10m" change_records { zone: "shop.example" remove: "www A" serial_forgotten: true } }
    plan { at: "+20m" change_records { zone: "shop.example" add: "new A 198.18.9.2" } })");
  const auto p = publications(built, "shop.example");
  REQUIRE(p.size() == 2);
  CHECK(p[0].server == "ns1.shop.example");
  CHECK(p[0].serial == 1);
  CHECK(p[1].at == 1200);
  CHECK(p[1].serial == 2);
  CHECK(ttl_of_www(built, p[1].zone) == UINT32_MAX);  // the removal comes along
}

TEST_CASE("a rollback brings back the sets of its step, with a new serial", "[build][plan]") {
  const auto built = build_text(kShop + R"(
    plan { name: "lower" at: "+10m" change_ttl { zone: "shop.example" names: "www" ttl: "60s" } }
    plan { after: "lower + 5m" rollback: "lower" })");
  const auto p = publications(built, "shop.example");
  REQUIRE(p.size() == 2);
  CHECK(p[1].at == 900);
  CHECK(p[1].serial == 3);
  CHECK(ttl_of_www(built, p[1].zone) == 300);
}

TEST_CASE("the delegation changes at a part of the parent's servers, after publication",
          "[build][plan]") {
  const auto built = build_text(kShop + R"(
    plan { at: "+10m" change_delegation { zone: "shop.example" name_servers: "ns3.shop.example"
                                          publication_delay: "20m" partly: "50%" } })");
  const auto p = publications(built, "example");
  REQUIRE(!p.empty());
  for (const Published& one : p) {
    CHECK(one.at == 1800);
    CHECK(one.server == "a.nic.example");  // the first of two
  }
}

TEST_CASE("a zone moves: the new servers get it, the old ones drop it", "[build][plan]") {
  const auto built = build_text(kShop + R"(
    plan { at: "+10m" change_name_servers { zone: "shop.example" name_servers: "ns3.shop.example" } })");
  const auto p = publications(built, "shop.example");
  int dropped = 0;
  for (const Published& one : p) dropped += one.zone == dns::kNoZone;
  CHECK(dropped == 2);
  CHECK(p.back().server == "ns3.shop.example");
  CHECK(p.back().serial == 2);
}

TEST_CASE("an outage that lasts ends by itself; the warm-up ends before other steps of its instant",
          "[build][plan]") {
  const auto built = build_text(kShop + R"(
    warm_up: "10m"
    plan { name: "cut" at: "+10m" lasting: "5m" down { names: "ns1.shop.example" } })");
  const auto& steps = built.world.plan.steps;
  REQUIRE(steps.size() == 3);
  CHECK(std::holds_alternative<plan::HostCause>(steps[1].actions.front()));
  CHECK(std::holds_alternative<plan::ResetMetrics>(steps[0].actions.front()));
  CHECK(steps[2].at.seconds() == 900);
  CHECK(std::get<plan::HostCause>(steps[2].actions.front()).change == -1);
  CHECK(steps[1].what == "ns1.shop.example goes down");
}

TEST_CASE("a server that is added later is not there before", "[build][plan]") {
  const auto built = build_text(kShop + R"(plan { at: "+10m" add_server: "ns3.shop.example" })");
  const auto host = server(built, "ns3.shop.example").host;
  CHECK_FALSE(built.world.network.hosts[host].up);
  CHECK(built.world.plan.host_causes[host] == 1);
}

TEST_CASE("withdrawing a single host's route makes it unreachable, not silent", "[build][plan]") {
  auto built = build_text(
      kShop + R"(plan { at: "+10m" down { names: "ns1.shop.example" how: WITHDRAWN } })");
  const auto& action = built.world.plan.steps.front().actions.front();
  CHECK(std::holds_alternative<plan::Announce>(action));
}

TEST_CASE("failures of several targets are processes of their own", "[build][plan]") {
  const auto built = build_text(kShop + R"(
    failures { name: "f" names: "ns1.shop.example" names: "Lyon, FR"
               time_to_failure { exponential: "10h" } time_to_repair { constant: "1h" } })");
  REQUIRE(built.world.plan.failures.size() == 2);
  CHECK(built.world.plan.failures[0].path_hash != built.world.plan.failures[1].path_hash);
  CHECK(std::holds_alternative<plan::SiteCause>(built.world.plan.failures[1].fail.front()));
  CHECK(built.world.plan.failures[0].time_to_failure.mean() == Approx(36000));
}

TEST_CASE("a fault of instances needs a site where one stands", "[build][plan]") {
  const std::string all =
      mistakes(kShop + R"(plan { at: "+1m" down { names: "ns1.shop.example" sites: "Oslo, NO" } }
                 plan { at: "+1m" down { names: "Rome, IT" sites: "Oslo, NO" } })");
  CHECK_THAT(all,
             Catch::Contains("plan[0].down.sites") && Catch::Contains("It stands at Paris, FR"));
  CHECK_THAT(all, Catch::Contains("plan[1].down.sites") && Catch::Contains("is no host"));
}

TEST_CASE("a rollback of a rollback does the step again", "[build][plan]") {
  const auto built = build_text(kShop + R"(
    plan { name: "lower" at: "+10m" change_ttl { zone: "shop.example" names: "www" ttl: "60s" } }
    plan { name: "back" at: "+20m" rollback: "lower" }
    plan { name: "again" at: "+30m" rollback: "back" }
    plan { at: "+40m" rollback: "again" })");
  const auto p = publications(built, "shop.example");
  REQUIRE(p.size() == 4);  // at the primary; the secondary follows over the network
  CHECK(p[2].at == 1800);
  CHECK(ttl_of_www(built, p[2].zone) == 60);
  CHECK(p[3].at == 2400);
  CHECK(ttl_of_www(built, p[3].zone) == 300);
  CHECK(p[3].serial == 5);
}

TEST_CASE("a share of the users moves to other resolvers, the same ones first", "[build][plan]") {
  const std::string world = kShop + R"(
    resolvers { name: "public" sites: "Paris, FR" }
    populations { name: "lyon" sites: "Lyon, FR" users: "1000" resolvers: "isp" }
    queries { population: "lyon" names: "www.shop.example" arrivals { rate: "10/s" } types { name: "A" } }
    plan { name: "some" at: "+20m" change_resolvers { population: "lyon" resolvers: "public" share: "30%" } }
    plan { at: "+40m" change_resolvers { population: "lyon" resolvers: "public" share: "50%" } })";
  auto built = build_text(world);
  world::start(built.world);
  const auto asked = [&](sim::Duration until) {
    world::run(built.world, sim::Time{} + until);
    return built.world.dns.resolvers[server(built, "public").server.index].counters.queries;
  };
  CHECK(asked(sim::minutes(20)) == 0);
  // 12,000 lookups in 20 minutes: standard errors 50 and 55; 5 of them, false alarm below 1 in
  // 10^6.
  const auto first = asked(sim::minutes(40));
  CHECK(std::abs(static_cast<double>(first) - 3600) < 5 * 78);
  const auto second = asked(sim::minutes(60)) - first;
  CHECK(std::abs(static_cast<double>(second) - 6000) < 5 * 95);
}

TEST_CASE("a stub survives a change from two servers to three with lookups open", "[build][plan]") {
  auto built = build_text(kShop + R"(
    resolvers { name: "b" sites: "Paris, FR" }
    resolvers { name: "c" sites: "Rome, IT" }
    populations { name: "lyon" sites: "Lyon, FR" resolvers: "isp" resolvers: "b" }
    queries { population: "lyon" names: "www.shop.example" arrivals { every: "1s" } }
    plan { at: "+1s" down { names: "isp" names: "b" names: "c" } }
    plan { at: "+1m" change_resolvers { population: "lyon" resolvers: "isp" resolvers: "b" resolvers: "c" } }
    plan { at: "+2m" change_resolvers { population: "lyon" resolvers: "isp" } })");
  world::start(built.world);
  world::run(built.world, sim::Time{} + sim::minutes(5));
  CHECK(built.world.workload.clients[0].metrics.ended_as(dns::LookupStatus::timed_out) > 300);
}

TEST_CASE("a fixed extra delay and slow or lossy hubs are undone", "[build][plan]") {
  auto built = build_text(kShop + R"(
    hubs { name: "ix" city: "Paris, FR" }
    hubs { name: "iy" city: "London, GB" }
    links { from: "ix" to: "iy" latency: "5ms" }
    plan { at: "+10m" lasting: "5m" slow { names: "ns1.shop.example" extra: "20ms" } }
    plan { at: "+20m" lasting: "5m" slow { names: "ix" factor: 3 } }
    plan { at: "+30m" lasting: "5m" slow { names: "Paris, FR" extra: "40ms" } }
    plan { at: "+40m" lasting: "5m" lossy { names: "ix" loss: "20%" } })");
  const auto& network = built.world.network;
  const auto& station = name_server(built, "ns1.shop.example").station;
  const net::HostId paris = server(built, "ns1.shop.example").host;
  const auto node = *network.topology.find_node("ix");
  world::start(built.world);
  const auto at = [&](int minutes) {
    world::run(built.world, sim::Time{} + sim::minutes(minutes));
  };
  at(12);
  CHECK(station.slow_extra == sim::milliseconds(20));
  at(22);
  CHECK(station.slow_extra == sim::Duration{});
  CHECK(network.topology.graph[node].fault_delay_factor == 3);
  at(32);
  CHECK(network.topology.graph[node].fault_delay_factor == 1);
  CHECK(network.hosts[paris].fault_extra == sim::milliseconds(40));
  at(42);
  CHECK(network.hosts[paris].fault_extra == sim::Duration{});
  CHECK(network.topology.graph[node].fault_loss == 0.2f);
  at(50);
  CHECK(network.topology.graph[node].fault_loss == 0);
}

TEST_CASE("a link of the shipped map goes down by the names of its ends", "[build][plan]") {
  const auto built = build_text(kShop + R"(
    plan { at: "+1m" down { names: "New York - Ashburn" } }
    plan { at: "+2m" up { names: "Ashburn - New York" } })");
  CHECK(built.world.plan.steps.size() >= 2);
  CHECK_THAT(mistakes(kShop + "plan { at: \"+1m\" down { names: \"New York - Atlantis\" } }"),
             Catch::Contains("\"New York - Atlantis\" is nothing of this world"));
}

TEST_CASE("a record added after the set was removed in the same step stands alone",
          "[build][plan]") {
  const auto built = build_text(kShop + R"(
    plan { at: "+10m" change_records {
      zone: "shop.example" remove: "www A" add: "www 60 A 198.18.9.2" add: "www 60 A 198.18.9.3" } })");
  dns::Name www;
  REQUIRE(built.world.dns.names.find("www.shop.example", www));
  const auto& records = built.world.dns.records;
  const dns::Zone& last =
      built.world.dns.authority.zones[publications(built, "shop.example").back().zone];
  const auto set = find_set(records, last, www, dns::RecordType::a);
  CHECK(records.set(set).count == 2);
  CHECK(records.set(set).ttl == 60);
}
