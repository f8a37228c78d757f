// SPDX-License-Identifier: Apache-2.0
// Limits by rate: accounts, response rate limiting with slip, limits per client and per zone.
// Expected values: BIND 9 ARM, "rate-limit" (credit per second, window, slip 2); Unbound,
// "ip-ratelimit" and "ratelimit" (factor 10: one in ten gets by).
#include <catch2/catch.hpp>

#include "tests/dns/resolver_fixture.hpp"

using namespace waypost::dns;
using waypost::test::World;
namespace sim = waypost::sim;

namespace {

struct Tally {
  int within = 0, exempt = 0, exceeded = 0;
};
Tally charge(RateAccounts& accounts, const RateLimit& limit, int times, double at_seconds) {
  Tally tally;
  for (int i = 0; i < times; ++i)
    switch (accounts.charge(limit, 7, sim::Time{} + sim::from_seconds(at_seconds))) {
      case Allowance::within: ++tally.within; break;
      case Allowance::exempt: ++tally.exempt; break;
      case Allowance::exceeded: ++tally.exceeded; break;
    }
  return tally;
}

/// A client in Lab asks one name server of alpha.; `limit` is the server's.
World limited(const ResponseLimit& limit) {
  World w;
  w.add_zone("alpha.",
             {"alpha. 3600 SOA 900", "alpha. 3600 NS ns.alpha.", "ns.alpha. 3600 A 198.18.0.1",
              "www.alpha. 0 A 198.18.9.1", "other.alpha. 0 A 198.18.9.2"},
             {"198.18.0.1"});
  w.server("198.18.0.1").limit = limit;
  w.add_client("client", {"198.18.0.1"}, {.timeout = sim::seconds(1), .attempts = 1});
  return w;
}

}  // namespace

TEST_CASE(
    "an account gives its rate, then every second one slips, and the debt is held for the window",
    "[dns][rate]") {
  const RateLimit limit{10, 15, 2};
  RateAccounts accounts;
  const Tally flood = charge(accounts, limit, 1000, 0);
  CHECK(flood.within == 10);
  CHECK(flood.exempt == 495);
  CHECK(flood.exceeded == 495);
  // The debt stops at 15 s worth: at 15 s it is paid but for the question that asks.
  CHECK(charge(accounts, limit, 1, 14.5).within == 0);
  CHECK(charge(accounts, limit, 1, 16.5).within == 1);
}

TEST_CASE("equal responses to one network are limited, other names and TCP are not",
          "[dns][rate]") {
  World w = limited({.rate = {5, 15, 2}});
  w.publish();
  for (int i = 0; i < 25; ++i) w.ask("www.alpha.");
  for (int i = 0; i < 5; ++i) w.ask("other.alpha.");
  w.run_for(sim::seconds(3));
  const ServerCounters& c = w.server("198.18.0.1").counters;
  CHECK(c.slipped == 10);
  CHECK(c.withheld == 10);
  CHECK(c.truncated == 0);  // counted apart
  int found = 0;
  for (const auto& told : w.told) found += told.result.status == LookupStatus::found;
  CHECK(found == 10);
}

TEST_CASE(
    "a resolver in a limited network gets its answer by TCP, when a truncated one slips through",
    "[dns][rate]") {
  World w = limited({.rate = {5, 15, 1}, .ipv4_prefix = 8});  // slip 1: all are truncated
  w.add_hint("ns.root.", "198.18.0.2");
  w.add_zone(".",
             {". 86400 SOA 900", ". 86400 NS ns.root.", "ns.root. 86400 A 198.18.0.2",
              "alpha. 86400 NS ns.alpha.", "ns.alpha. 86400 A 198.18.0.1"},
             {"198.18.0.2"});
  w.add_resolver("198.18.99.1", ideal_profile());
  const std::size_t user = w.add_client("user", {"198.18.99.1"});
  w.publish();
  for (int i = 0; i < 100; ++i) w.ask("www.alpha.");
  w.run_for(sim::seconds(2));
  const auto told = w.look_up("www.alpha.", RecordType::a, user);
  CHECK(told.result.status == LookupStatus::found);
  CHECK(w.server("198.18.0.1").counters.over_tcp == 1);
}

TEST_CASE("a client over its limit is dropped but for one query in ten; others are served",
          "[dns][rate]") {
  ResolverProfile profile = ideal_profile();
  profile.load.per_client.per_second = 20;
  World w = waypost::test::make_recorded_world(profile);
  const std::size_t other =
      w.add_client("other", {"198.18.99.1"}, {.timeout = sim::seconds(1), .attempts = 1});
  w.publish();
  w.look_up("www.shop.alpha.");
  w.run_for(sim::seconds(5));
  for (int i = 0; i < 120; ++i) w.ask("www.shop.alpha.");
  w.ask("www.shop.alpha.", RecordType::a, other);
  w.run_for(sim::milliseconds(500));
  CHECK(w.resolver().counters.limited == 90);  // 100 over the limit, ten of them get by
  CHECK(w.resolver().counters.queries == 122);
}

TEST_CASE("queries to one zone over its limit fail, and do not reach the zone's servers",
          "[dns][rate]") {
  ResolverProfile profile = ideal_profile();
  profile.load.per_zone.per_second = 10;
  World w = waypost::test::make_recorded_world(profile);
  w.look_up("www.shop.alpha.");
  w.run_for(sim::seconds(5));
  w.asked.clear();
  for (int i = 0; i < 110; ++i) w.ask("n" + std::to_string(i) + ".shop.alpha.");
  w.run_for(sim::milliseconds(500));
  CHECK(w.count("198.18.10.") == 10 + 10);  // the limit, and one in ten of the 100 beyond
}
