// SPDX-License-Identifier: Apache-2.0
// What migration engineers try first. Expected values: TTL arithmetic (RFC 1034 section 3.6),
// recordings of real stacks (s8: the last message to the old host TTL + 0..1 s after the fetch at
// Unbound).
#include "tests/questions/small_world.hpp"

using namespace waypost;
using questions::SmallWorld;
using questions::stage;

namespace {

/// Mail from Paris, one message each 30 s, to b.example, which moves from `old` to `new` at +25 h.
std::string moving(const std::string& plan) {
  return stage() + R"(
horizon: "60h"
zones { origin: "b.example" name_servers: "ns1.b.example" ttl: "1d" records: "@ 86400 MX 10 old" }
mail_hosts { name: "old.b.example" sites: "Berlin, DE" receives { domains { names: "b.example" } } }
mail_hosts { name: "new.b.example" sites: "Rome, IT" receives { domains { names: "b.example" } } }
messages { population: "writers" to { name: "b.example" } arrivals { every: "30s" } }
)" + plan;
}

constexpr double kHour = 3600, kMove = 25 * kHour;

double last_at_old_after_move(SmallWorld& world) {
  world.run_to(kMove);
  const double last =
      world.last_growth(60 * kHour, 10, [&] { return world.accepted("old.b.example"); });
  return last == questions::kNever ? questions::kNever : last - kMove;
}

}  // namespace

TEST_CASE("a TTL lowered together with the change does not help: strays for up to the old TTL",
          "[questions]") {
  SmallWorld world(moving(R"(
plan { at: "+25h" change_records { zone: "b.example" replace: "@ 300 MX 10 new" } })"));
  const double last = last_at_old_after_move(world);
  CHECK(last > 300);
  CHECK(last <= 86400 + 10);
  CHECK(world.accepted("new.b.example") > 0);
}

TEST_CASE("a TTL lowered one old TTL ahead bounds strays by the new TTL", "[questions]") {
  SmallWorld world(moving(R"(
plan { at: "+1h" change_ttl { zone: "b.example" names: "@ MX" ttl: "300s" } }
plan { at: "+25h" change_records { zone: "b.example" replace: "@ 300 MX 10 new" } })"));
  const double last = last_at_old_after_move(world);
  // 300 s, one second more at Unbound, and the step of 10 s by which the test looks.
  CHECK(last <= 300 + 1 + 10);
}

TEST_CASE("an old host powered off at the move loses nothing", "[questions]") {
  SmallWorld world(moving(R"(
plan { at: "+25h" change_records { zone: "b.example" replace: "@ 86400 MX 10 new" } }
plan { at: "+25h" down { names: "old.b.example" } })"));
  world.run_to(60 * kHour);
  CHECK(world.count(mail::Outcome::bounced) == 0);
  CHECK(world.count(mail::Outcome::delivered_late) > 0);
  CHECK(world.queued() == 0);
}

TEST_CASE("a domain forgotten by the old host bounces every stray at once", "[questions]") {
  SmallWorld world(moving(R"(
plan { at: "+25h" change_records { zone: "b.example" replace: "@ 86400 MX 10 new" } }
plan { at: "+25h" change_mail_domain { host: "old.b.example" domains: "b.example" state: FORGOTTEN } })"));
  world.run_to(kMove);
  const auto old_before = world.accepted("old.b.example");
  world.run_to(60 * kHour);
  CHECK(world.count(mail::Outcome::bounced) > 0);
  CHECK(world.accepted("old.b.example") == old_before);
  CHECK(world.count(mail::Outcome::delivered_late) == 0);
}

TEST_CASE("an MX set deleted for five minutes bounces mail unless the domain has an address",
          "[questions]") {
  const bool address = GENERATE(false, true);
  const std::string records = address ? R"(records: "@ 60 A 198.51.100.9")" : "";
  SmallWorld world(stage() + R"(
horizon: "2h"
zones { origin: "b.example" name_servers: "ns1.b.example" ttl: "60s" records: "@ 60 MX 10 mx" )" +
                   records + R"( }
mail_hosts { name: "mx.b.example" sites: "Berlin, DE" addresses: "198.51.100.9" receives { domains { names: "b.example" } } }
messages { population: "writers" to { name: "b.example" } arrivals { every: "10s" until: "+1h" } }
plan { at: "+20m" change_records { zone: "b.example" remove: "@ MX" } lasting: "5m" }
)");
  world.run_to(2 * kHour);
  CAPTURE(address);
  // RFC 5321 section 5.1: no MX, then the address; neither: an error, mail returned.
  if (address)
    CHECK(world.count(mail::Outcome::bounced) == 0);
  else
    CHECK(world.count(mail::Outcome::bounced) > 10);
  CHECK(world.queued() == 0);
}

TEST_CASE(
    "mail waits, and never bounces, while all name servers of its domain are dead for an hour",
    "[questions]") {
  SmallWorld world(stage() + R"(
horizon: "8h"
zones { origin: "b.example" name_servers: "ns1.b.example" ttl: "60s" records: "@ 60 MX 10 mx" }
mail_hosts { name: "mx.b.example" sites: "Berlin, DE" receives { domains { names: "b.example" } } }
messages { population: "writers" to { name: "b.example" } arrivals { every: "20s" until: "+3h" } }
plan { at: "+1h" down { names: "ns1.b.example" } lasting: "1h" }
)");
  world.run_to(8 * kHour);
  CHECK(world.count(mail::Outcome::bounced) == 0);
  CHECK(world.queued() == 0);
  CHECK(world.accepted("mx.b.example") == 540);
}

TEST_CASE(
    "after a move of name servers, a provider that refuses is as good as dead until the NS TTL "
    "ends",
    "[questions]") {
  SmallWorld world(stage() + R"(
horizon: "60h"
name_servers { name: "ns1.provider.example" sites: "London, GB" }
zones { origin: "provider.example" name_servers: "ns1.provider.example" }
zones { origin: "b.example" name_servers: "ns1.b.example" ttl: "1h" records: "www 60 A 198.51.100.9" }
populations { name: "people" users: "100" sites: "Paris, FR" resolvers: "isp" }
queries { population: "people" names: "www.b.example" types { name: "A" } arrivals { every: "60s" } }
plan { at: "+2h" change_name_servers { zone: "b.example" name_servers: "ns1.provider.example" } }
plan { at: "+2h" change_delegation { zone: "b.example" name_servers: "ns1.provider.example" } }
)");
  world.run_to(2 * kHour);
  CHECK(world.failed_lookups() == 0);
  const double last = world.last_growth(60 * kHour, 60, [&] { return world.failed_lookups(); });
  // The delegation's TTL at the parent is 2 d, the child's NS set 1 h: no failure after the longer.
  CHECK(last < 2 * kHour + 48 * kHour + 120);
}
