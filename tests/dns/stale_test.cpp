// SPDX-License-Identifier: Apache-2.0
// Stale answers (RFC 8767). Times are those of recording s3 (golden/s3-auth-outage.json, "stale"):
// a cached name whose TTL of 5 s ended two seconds ago, both servers dead.
#include <catch2/catch.hpp>

#include "tests/dns/resolver_fixture.hpp"

using namespace waypost;
using namespace waypost::dns;
using test::World;

namespace {

World expired(const char* name, sim::Duration wait) {
  ResolverProfile p = *find_profile(name);
  p.minimisation = Minimisation::off;
  p.stale.enabled = true;
  p.stale.client_timeout = wait;
  p.cache.keep_expired = p.stale.max_age;
  World world = test::make_recorded_world(p);
  world.add_zone("shop.alpha.",
                 {"shop.alpha. 5 SOA 5", "shop.alpha. 3600 NS ns1.shop.alpha.",
                  "shop.alpha. 3600 NS ns2.shop.alpha.", "ns1.shop.alpha. 3600 A 198.18.10.1",
                  "ns2.shop.alpha. 3600 A 198.18.10.2", "www.shop.alpha. 5 A 198.18.30.1",
                  "alias.shop.alpha. 5 CNAME www.shop.alpha."},
                 {"198.18.10.1", "198.18.10.2"});
  world.stubs[0] = {world.host("client"),
                    world.network.hosts[world.host("client")].ipv4,
                    {},
                    {sim::seconds(30), 1}};
  world.stubs[0].add_server(world.network.hosts[world.resolver().host].ipv4);
  for (const char* known : {"www.shop.alpha.", "alias.shop.alpha.", "nx.shop.alpha."})
    world.look_up(known);
  for (const char* server : {"198.18.10.1", "198.18.10.2"})
    net::set_host_up(world.network, world.host(server), false);
  world.run_for(sim::seconds(7));
  world.asked.clear();
  return world;
}

const sim::Duration kUnbound = find_profile("unbound")->stale.client_timeout;
const sim::Duration kBind = find_profile("bind")->stale.client_timeout;

}  // namespace

TEST_CASE("a stale answer comes at once, after the client timeout, or when the resolver gives up",
          "[dns][stale][golden]") {
  const auto [name, wait, recorded] = GENERATE(table<const char*, sim::Duration, double>({
      {"unbound", kUnbound, 0.001},
      {"unbound", sim::milliseconds(1800), 1.804},
      {"bind", kBind, 10.008},
      {"bind", sim::milliseconds(1800), 1.807},
      {"bind", sim::Duration{}, 0.001},
  }));
  CAPTURE(name, recorded);
  World world = expired(name, wait);
  const test::Told told = world.look_up("www.shop.alpha.");
  CHECK(told.result.status == LookupStatus::found);
  CHECK(told.result.elapsed.seconds() == Approx(recorded).margin(0.01));
  REQUIRE(told.result.answer.size() == 1);
  CHECK(told.result.answer[0].ttl == 30);
  CHECK(world.resolver().counters.stale == 1);
}

TEST_CASE("who asks while a refresh goes on waits for stale data as long as the first",
          "[dns][stale][golden]") {
  World world = expired("unbound", sim::milliseconds(1800));
  for (int i = 0; i < 8; ++i) {  // recorded: each at 1.80 s, one every 2 s
    const test::Told told = world.look_up("www.shop.alpha.");
    CHECK(told.result.status == LookupStatus::found);
    CHECK(told.result.elapsed.seconds() == Approx(1.80).margin(0.01));
    world.run_for(sim::milliseconds(200));
  }
  CHECK(world.resolver().counters.misses == 3 + 1);  // three filled the cache
}

TEST_CASE("the refresh goes on behind a stale answer, once for all who ask",
          "[dns][stale][golden]") {
  World world = expired("unbound", {});
  for (int i = 0; i < 10; ++i) {
    CHECK(world.look_up("www.shop.alpha.").result.elapsed < sim::milliseconds(2));
    world.run_for(sim::seconds(2));
  }
  CHECK(world.resolver().counters.prefetches == 1);
  CHECK(world.resolver().counters.stale == 10);
  CHECK(world.asked.size() >= 15);  // recorded: 17 sends in 20 s
}

TEST_CASE("BIND gives stale data at once for 30 s after a failed refresh, then waits again",
          "[dns][stale][golden]") {
  World world = expired("bind", kBind);
  world.look_up("www.shop.alpha.");
  for (int i = 0; i < 14; ++i) {
    world.run_for(sim::seconds(2));
    CHECK(world.look_up("www.shop.alpha.").result.elapsed < sim::milliseconds(1));
  }
  world.run_for(sim::seconds(3));
  CHECK(world.look_up("www.shop.alpha.").result.elapsed.seconds() == Approx(10.0).margin(0.01));
}

TEST_CASE("stale aliases and name errors are given too; what was never known fails",
          "[dns][stale]") {
  World world = expired("unbound", {});
  const test::Told alias = world.look_up("alias.shop.alpha.");
  CHECK(alias.result.status == LookupStatus::found);
  CHECK(alias.result.answer.size() == 2);
  CHECK(world.look_up("nx.shop.alpha.").result.status == LookupStatus::nx_domain);
  CHECK(world.look_up("new.shop.alpha.").result.status == LookupStatus::timed_out);
}

TEST_CASE("data older than the limit are not given", "[dns][stale]") {
  World world = expired("bind", {});
  world.run_for(sim::hours(25));
  CHECK(world.look_up("www.shop.alpha.").result.status == LookupStatus::try_again);
}

TEST_CASE("when a server is back the next answer but one is fresh", "[dns][stale]") {
  World world = expired("bind", {});
  net::set_host_up(world.network, world.host("198.18.10.1"), true);
  CHECK(world.look_up("www.shop.alpha.").result.answer[0].ttl == 30);
  world.run_for(sim::seconds(2));
  CHECK(world.look_up("www.shop.alpha.").result.answer[0].ttl <= 5);
}
