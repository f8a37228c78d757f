// SPDX-License-Identifier: Apache-2.0
// What operators of zones try first: secondaries that follow, lag, stop; TTLs halved; a record
// asked for too early; a second provider in an outage. Expected values: SOA timers (RFC 1034
// section 4.3.5), negative TTL (RFC 2308 section 5), TTL arithmetic.
#include "models/dns/zone_change.hpp"
#include "tests/questions/small_world.hpp"

using namespace waypost;
using questions::SmallWorld;
using questions::stage;

namespace {

constexpr double kMinute = 60, kHour = 3600;
constexpr std::uint32_t kNothing = UINT32_MAX;  // no usable zone: SERVFAIL

/// The serial of b.example at a name server.
std::uint32_t serial_at(const SmallWorld& world, const std::string& server) {
  const dns::Dns& dns = world.world().dns;
  const auto index = world.server(server).index;
  dns::Name apex;
  REQUIRE(dns.names.find("b.example", apex));
  const auto* zone = dns.authority.servers[index].served->find(dns.names, apex, dns::RecordType::a);
  REQUIRE(zone != nullptr);
  return zone->version == dns::kNotLoaded
             ? kNothing
             : dns::serial(dns.records, dns.authority.zones[zone->version]);
}

/// b.example at ns1 (primary) and ns2, refresh 1 h, retry 10 min, expire 6 h; `plan` at will.
std::string followed(const std::string& plan, const std::string& secondaries = "") {
  return stage() + R"(
horizon: "48h"
name_servers { name: "ns2.b.example" sites: "London, GB" }
zones { origin: "b.example" name_servers: "ns1.b.example" name_servers: "ns2.b.example"
        records: "@ 60 SOA ns1 host 1 1h 10m 6h 60" records: "www 60 A 198.51.100.9" )" +
         secondaries + "}\n" + plan;
}

const std::string kChange =
    R"(plan { at: "+10h" change_records { zone: "b.example" replace: "www 60 A 198.51.100.10" } })";

/// Lookups of www.b.example from Paris, one each `every`.
std::string lookups(const std::string& every) {
  return R"(
populations { name: "people" users: "100" sites: "Paris, FR" resolvers: "isp" }
queries { population: "people" names: "www.b.example" types { name: "A" } arrivals { every: ")" +
         every + "\" } }\n";
}

}  // namespace

TEST_CASE(
    "with NOTIFY a secondary has the change within seconds, without it within the SOA's refresh",
    "[questions][secondaries]") {
  SmallWorld told(followed(kChange));
  told.run_to(10 * kHour + 0.5);
  CHECK(serial_at(told, "ns1.b.example") == 2);
  CHECK(serial_at(told, "ns2.b.example") == 1);  // NOTIFY goes out after a second
  told.run_to(10 * kHour + 3);
  CHECK(serial_at(told, "ns2.b.example") == 2);

  SmallWorld looks(followed(kChange, "secondaries { without_notify: true }"));
  looks.run_to(10 * kHour + 3);
  CHECK(serial_at(looks, "ns2.b.example") == 1);
  looks.run_to(11 * kHour + 3);
  CHECK(serial_at(looks, "ns2.b.example") == 2);
}

TEST_CASE("a forgotten serial keeps the secondary old for ever, and it never expires",
          "[questions][secondaries]") {
  SmallWorld world(followed(
      R"(plan { at: "+10h" change_records { zone: "b.example" replace: "www 60 A 198.51.100.10"
                                            serial_forgotten: true } })"));
  world.run_to(47 * kHour);
  CHECK(serial_at(world, "ns1.b.example") == 1);
  CHECK(serial_at(world, "ns2.b.example") == 1);
  CHECK(world.upkeep("ns2.b.example").transfers == 0);
  CHECK(world.upkeep("ns2.b.example").expiries == 0);
}

TEST_CASE("a secondary that stopped following is old until its zone expires, and then fails",
          "[questions][secondaries]") {
  // Transfers are refused: its looks succeed while the serials are equal, so the six hours begin
  // with the last look before the change.
  SmallWorld world(followed(
      kChange + lookups("10s") +
      R"(plan { at: "+1h" refuse_transfers { zone: "b.example" name_servers: "ns2.b.example" } })"));
  world.run_to(10 * kHour + 4 * kHour);
  CHECK(serial_at(world, "ns2.b.example") == 1);
  world.run_to(10 * kHour + 6 * kHour + kMinute);
  CHECK(serial_at(world, "ns2.b.example") == kNothing);
  CHECK(world.upkeep("ns2.b.example").expiries == 1);
  world.run_to(20 * kHour);
  CHECK(world.failed_lookups() == 0);  // resolvers go on to the primary
}

TEST_CASE(
    "a dead primary is not missed before the expire, and a secondary recovers at its next retry",
    "[questions][secondaries]") {
  SmallWorld world(followed(lookups("10s") + kChange +
                            R"(plan { at: "+2h" down { names: "ns1.b.example" } lasting: "9h" })"));
  world.run_to(7 * kHour);
  CHECK(serial_at(world, "ns2.b.example") == 1);
  CHECK(world.failed_lookups() == 0);
  world.run_to(8 * kHour + kMinute);
  CHECK(serial_at(world, "ns2.b.example") == kNothing);
  world.run_to(10.5 * kHour);
  CHECK(world.failed_lookups() > 0);  // one is dead, the other says SERVFAIL
  const auto failed = world.failed_lookups();
  world.run_to(11 * kHour + 11 * kMinute);  // the primary is back at 11 h, retry 10 min
  CHECK(serial_at(world, "ns2.b.example") == 2);
  CHECK(world.failed_lookups() > failed);
}

TEST_CASE("halving all TTLs doubles the queries at the name servers, not more",
          "[questions][ttl]") {
  SmallWorld world(stage("ideal") + R"(
horizon: "42h"
zones { origin: "b.example" name_servers: "ns1.b.example" ttl: "600s" records: "www A 198.51.100.9" }
populations { name: "people" users: "100" sites: "Paris, FR" resolvers: "isp" }
queries { population: "people" names: "www.b.example" types { name: "A" } arrivals { rate: "1/s" } }
plan { at: "+21h" change_ttl { zone: "b.example" ttl: "300s" } })");
  const auto queries = [&] { return world.answers("ns1.b.example"); };
  world.run_to(kHour);
  const auto start = queries();
  world.run_to(21 * kHour);
  const auto before = queries() - start;
  world.run_to(22 * kHour);
  const auto changed = queries();
  world.run_to(42 * kHour);
  const auto after = queries() - changed;
  // One fetch per T + 1/rate: 600 + 1 s, then 300 + 1 s (Jung, Berger, Balakrishnan 2003).
  CHECK(static_cast<double>(before) == Approx(20 * 3600.0 / 601).epsilon(0.03));
  CHECK(static_cast<double>(after) == Approx(20 * 3600.0 / 301).epsilon(0.03));
}

TEST_CASE("a record asked for too early stays missing for the negative TTL",
          "[questions][negative]") {
  SmallWorld world(stage() + R"(
horizon: "2h"
zones { origin: "b.example" name_servers: "ns1.b.example"
        records: "@ 3600 SOA ns1 host 1 2h 15m 2w 900" records: "www 60 A 198.51.100.9" }
populations { name: "people" users: "100" sites: "Paris, FR" resolvers: "isp" }
queries { population: "people" names: "new.b.example" types { name: "A" } arrivals { every: "5s" } }
plan { at: "+60s" change_records { zone: "b.example" add: "new 60 A 198.51.100.10" } })");
  const auto denied = [&] { return world.ended(dns::LookupStatus::nx_domain); };
  const double last = world.last_growth(2 * kHour, 1, denied);
  // RFC 2308 section 5: min(SOA TTL 3600, minimum 900), one second more at Unbound; asked each 5 s.
  CHECK(last > 900 - 6);
  CHECK(last <= 900 + 1 + 5);
  CHECK(world.ended(dns::LookupStatus::found) > 0);
}

TEST_CASE(
    "a second DNS provider helps in the outage of the first only if resolvers know it already",
    "[questions][providers]") {
  const auto [profile, known, least, most] = GENERATE(table<std::string, bool, double, double>({
      {"bind", true, questions::kNever, questions::kNever},
      {"unbound", true, questions::kNever, questions::kNever},
      // The delegation and the NS set live an hour. BIND keeps to them; Unbound asked the parent
      // once more when the outage began, and keeps to what it said then.
      {"bind", false, 600, 3600 + 60},
      {"unbound", false, 600, 3600 + 60},
  }));
  CAPTURE(profile, known);
  // The living one is the primary: a copy of the dead one's zone would go on naming the dead one
  // alone.
  const std::string both = R"(name_servers: "ns1.second.example" name_servers: "ns1.b.example")";
  const std::string servers = known ? both : R"(name_servers: "ns1.b.example")";
  const std::string plan = known ? ""
                                 : R"(
plan { at: "+130m" change_name_servers { zone: "b.example" )" +
                                       both + R"( } }
plan { at: "+130m" change_delegation { zone: "b.example" )" +
                                       both + R"( } })";
  SmallWorld world(stage(profile) + R"(
horizon: "6h"
name_servers { name: "ns1.second.example" sites: "Madrid, ES" }
zones { origin: "second.example" name_servers: "ns1.second.example" }
zones { origin: "b.example" )" +
                   servers + R"( ttl: "1h" delegation { ttl: "1h" }
        records: "www 60 A 198.51.100.9" }
plan { at: "+90m" down { names: "ns1.b.example" } }
)" + lookups("30s") +
                   plan);
  constexpr double kHelp = 130 * kMinute;
  world.run_to(kHelp);
  if (!known) CHECK(world.failed_lookups() > 0);
  const double last = world.last_growth(6 * kHour, 30, [&] { return world.failed_lookups(); });
  const double after = last == questions::kNever ? last : last - kHelp;
  CHECK(after >= least);
  CHECK(after <= most);
}
