// SPDX-License-Identifier: Apache-2.0
// What a resolver remembers of failures: the growing pause of RFC 9520 section 3.2, PowerDNS's
// throttle of single questions (syncres.cc; docs/models.md, "Resolver profiles").
#include <catch2/catch.hpp>

#include "models/dns/throttle.hpp"
#include "tests/dns/resolver_fixture.hpp"

using namespace waypost;
using namespace waypost::dns;
using test::World;

namespace {

/// shop.alpha. is known, and its servers are closed: a lookup fails within milliseconds.
World closed_zone(const char* name) {
  ResolverProfile p = *find_profile(name);
  p.minimisation = Minimisation::off;
  World world = test::make_recorded_world(p);
  world.look_up("mail.shop.alpha.");
  for (const char* server : {"198.18.10.1", "198.18.10.2"})
    net::set_port(world.network, world.host(server), net::Service::dns, net::PortState::refused);
  world.run_for(sim::seconds(1));
  world.asked.clear();
  return world;
}

}  // namespace

TEST_CASE("a failure that follows on another is remembered twice as long, five minutes at most",
          "[dns][failure]") {
  World world = closed_zone("rfc");
  std::vector<double> attempts;  // asked ten times a second for half an hour
  for (int i = 0; i < 18'000; ++i) {
    world.asked.clear();
    world.ask("www.shop.alpha.");
    world.run_for(sim::milliseconds(100));
    if (!world.asked.empty()) attempts.push_back(world.asked.front().at.seconds());
  }
  std::vector<double> pauses;
  for (std::size_t i = 1; i < attempts.size(); ++i) pauses.push_back(attempts[i] - attempts[i - 1]);
  const std::vector<double> expected{5, 10, 20, 40, 80, 160, 300, 300, 300, 300};
  REQUIRE(pauses.size() >= expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(pauses[i] == Approx(expected[i]).margin(0.25));

  SECTION("an answer ends the row") {
    for (const char* server : {"198.18.10.1", "198.18.10.2"})
      net::set_port(world.network, world.host(server), net::Service::dns, net::PortState::open);
    world.run_for(sim::seconds(301));
    CHECK(world.look_up("www.shop.alpha.").result.status == LookupStatus::found);
    for (const char* server : {"198.18.10.1", "198.18.10.2"})
      net::set_port(world.network, world.host(server), net::Service::dns, net::PortState::refused);
    world.run_for(sim::seconds(3601));  // the record's TTL
    world.look_up("www.shop.alpha.");
    world.run_for(sim::seconds(6));
    world.asked.clear();
    world.look_up("www.shop.alpha.");
    CHECK_FALSE(world.asked.empty());
  }
}

TEST_CASE("a throttled question is passed over for a time or for so many occasions",
          "[dns][failure]") {
  NameTable names;
  const Name www = names.intern("www.example."), mail = names.intern("mail.example.");
  const ThrottlePolicy policy = find_profile("pdns")->servers.throttle;
  const sim::Time now = sim::Time{} + sim::seconds(100);
  Throttle throttle;
  throttle.hold(1, www, RecordType::a, policy.timeout, now);  // 10 s or 5 queries
  for (int i = 0; i < 5; ++i) CHECK(throttle.passes_over(1, www, RecordType::a, now));
  CHECK_FALSE(throttle.passes_over(1, www, RecordType::a, now));
  CHECK(throttle.size() == 0);
  throttle.hold(1, www, RecordType::a, policy.timeout, now);
  CHECK_FALSE(throttle.passes_over(2, www, RecordType::a, now));
  CHECK_FALSE(throttle.passes_over(1, mail, RecordType::a, now));
  CHECK_FALSE(throttle.passes_over(1, www, RecordType::mx, now));
  CHECK(throttle.passes_over(1, www, RecordType::a, now + sim::seconds(9)));
  CHECK_FALSE(throttle.passes_over(1, www, RecordType::a, now + sim::seconds(10)));
}

TEST_CASE("PowerDNS does not put a question again to the server that failed at it",
          "[dns][failure]") {
  // SERVFAIL or REFUSED: 60 s or three occasions, but one in 25 goes through.
  ResolverProfile p = *find_profile("pdns");
  p.minimisation = Minimisation::off;
  p.cache.max_ttl = 1;  // asked anew each time
  World world = test::make_recorded_world(p);
  world.look_up("mail.shop.alpha.");
  publish_zone(world.server("198.18.10.1"), world.dns.names.intern("shop.alpha."), kNoZone);
  int asked_failing = 0;
  constexpr int kLookups = 200;
  for (int i = 0; i < kLookups; ++i) {
    world.asked.clear();
    CHECK(world.look_up("www.shop.alpha.").result.status == LookupStatus::found);
    asked_failing += world.count("198.18.10.1");
    world.run_for(sim::seconds(2));
  }
  // It would be asked every time: a REFUSED comes as fast as an answer. After each failure three
  // occasions pass, of which one in 25 is let through: 1 / (1 + 3 x 24/25) of all.
  CHECK(asked_failing == Approx(kLookups / 3.88).epsilon(0.1));
}
