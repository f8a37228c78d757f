// SPDX-License-Identifier: Apache-2.0
// Many clients with one question: how many queries go upstream, who gets an answer, who is dropped.
// Sources: Unbound's mesh and PowerDNS's chains have no limit; BIND 9 ARM, clients-per-query 10 and
// max-clients-per-query 100 (+5 per fetch that was crowded, -1 per 20 minutes).
#include <catch2/catch.hpp>

#include "tests/dns/resolver_fixture.hpp"

using namespace waypost;
using namespace waypost::dns;
using test::World;

namespace {

constexpr int kClients = 100, kQuestions = 10'000;

/// 100 clients of a resolver that knows the way to shop.alpha.
World crowd(std::string_view name) {
  ResolverProfile p = *find_profile(name);
  p.minimisation = Minimisation::off;
  World world = test::make_recorded_world(p);
  for (int i = 1; i <= kClients; ++i)
    world.add_client("client" + std::to_string(i), {"198.18.99.1"},
                     {.timeout = sim::seconds(5), .attempts = 1});
  world.publish();
  world.look_up("mail.shop.alpha.");
  world.run_for(sim::seconds(1));
  world.asked.clear();
  world.told.clear();
  return world;
}

/// Asks as many times, by all clients in turn, and waits for what is answered while one fetch
/// lasts.
void flood(World& world, const std::string& name, int questions) {
  for (int i = 0; i < questions; ++i)
    world.ask(name, RecordType::a, static_cast<std::size_t>(1 + i % kClients));
  world.run_for(sim::seconds(1));
}

/// Lookups that ended with an answer, whatever it says; the others timed out.
std::size_t answers(const World& world) {
  return static_cast<std::size_t>(std::count_if(
      world.told.begin(), world.told.end(),
      [](const test::Told& t) { return t.result.status != LookupStatus::timed_out; }));
}

}  // namespace

TEST_CASE("ten thousand identical questions of a hundred clients are one query upstream",
          "[dns][resolver]") {
  for (const std::string_view name : profile_names()) {
    CAPTURE(name);
    World world = crowd(name);
    flood(world, "www.shop.alpha.", kQuestions);
    CHECK(world.asked.size() == 1);
    const ResolverCounters& c = world.resolver().counters;
    const bool bind = name.starts_with("bind");
    CHECK(world.told.size() == (bind ? 10 : kQuestions));
    CHECK(c.crowded_out == (bind ? kQuestions - 10 : 0));
    CHECK(c.joined + c.crowded_out == kQuestions - 1);
    for (const test::Told& t : world.told) REQUIRE(t.result.status == LookupStatus::found);
  }
}

TEST_CASE("BIND lets five more clients wait after each fetch that was crowded, up to a hundred",
          "[dns][resolver]") {
  World world = crowd("bind");
  std::vector<std::size_t> answered;
  for (int i = 0; i < 20; ++i) {
    world.told.clear();
    flood(world, "n" + std::to_string(i) + ".shop.alpha.", 150);
    answered.push_back(answers(world));
  }
  CHECK(answered.front() == 10);
  CHECK(answered[1] == 15);
  CHECK(answered[17] == 95);
  CHECK(answered[19] == 100);
  world.run_for(sim::minutes(41));  // 20 minutes each: two fewer
  world.look_up("mail.shop.alpha.");
  world.told.clear();
  flood(world, "later.shop.alpha.", 150);
  CHECK(answers(world) == 98);
}

TEST_CASE("a fetch that fails does not let more clients wait", "[dns][resolver]") {
  World world = crowd("bind");
  for (const char* server : {"198.18.10.1", "198.18.10.2"})
    publish_zone(world.server(server), world.dns.names.intern("shop.alpha."), kNoZone);
  flood(world, "a.shop.alpha.", 50);
  world.told.clear();
  flood(world, "b.shop.alpha.", 50);
  CHECK(answers(world) == 10);
}

TEST_CASE("Unbound since 1.20 lets one client wait for a thousand answers, no more",
          "[dns][resolver]") {
  // unbound.conf(5), wait-limit: 1000; what waits is counted by client address.
  constexpr int kLimit = 1000;
  World world = crowd("unbound_2026");
  for (const char* server : {"198.18.10.1", "198.18.10.2"})
    net::set_host_up(world.network, world.host(server), false);
  for (int i = 0; i < kLimit + 200; ++i)
    world.ask("n" + std::to_string(i) + ".shop.alpha.", RecordType::a, 1);
  world.ask("n0.shop.alpha.", RecordType::a, 2);
  world.run_for(sim::milliseconds(100));
  const ResolverCounters& c = world.resolver().counters;
  CHECK(c.limited == 200);
  CHECK(c.joined == 1);  // another client is let in
  world.run_for(sim::minutes(10));
  const std::uint64_t limited = c.limited;
  world.ask("later.shop.alpha.", RecordType::a, 1);
  world.run_for(sim::seconds(1));
  CHECK(c.limited == limited);  // who was answered waits no longer
}
