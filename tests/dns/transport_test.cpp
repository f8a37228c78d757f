// SPDX-License-Identifier: Apache-2.0
// Truncation and TCP (RFC 1035 section 4.2.1, RFC 7766), EDNS met with errors (RFC 6891
// sections 6.2.2 and 7) or lost on the way, large responses lost as fragments.
#include <catch2/catch.hpp>

#include "tests/dns/resolver_fixture.hpp"

using namespace waypost;
using namespace waypost::dns;
using test::World;

namespace {

/// The way to big.alpha. is known: one server; wide.big.alpha. has `records` addresses of 16 octets
/// each and as much again around them.
World big_zone(std::string_view name, int records) {
  ResolverProfile p = *find_profile(name);
  p.minimisation = Minimisation::off;
  World world = test::make_recorded_world(p);
  world.add_zone(
      "alpha.",
      {"alpha. 3600 SOA 900", "alpha. 86400 NS ns1.alpha.", "ns1.alpha. 86400 A 198.18.1.1",
       "big.alpha. 86400 NS ns.big.alpha.", "ns.big.alpha. 86400 A 198.18.12.1"},
      {"198.18.1.1", "198.18.1.2"});
  std::vector<std::string> lines{"big.alpha. 86400 SOA 900", "big.alpha. 86400 NS ns.big.alpha.",
                                 "ns.big.alpha. 86400 A 198.18.12.1",
                                 "small.big.alpha. 86400 A 198.18.30.1"};
  for (int i = 1; i <= records; ++i)
    lines.push_back("wide.big.alpha. 60 A 198.18.31." + std::to_string(i));
  world.add_zone("big.alpha.", lines, {"198.18.12.1"});
  world.publish();
  world.look_up("small.big.alpha.");
  world.run_for(sim::seconds(1));
  world.asked.clear();
  return world;
}

int over_tcp(const World& world) {
  return static_cast<int>(std::count_if(world.asked.begin(), world.asked.end(),
                                        [](const test::Asked& a) { return a.tcp; }));
}

}  // namespace

TEST_CASE("an answer too large for UDP is truncated and asked for again over TCP",
          "[dns][transport]") {
  for (const std::string_view name : profile_names()) {
    CAPTURE(name);
    World world = big_zone(name, 100);  // over 1,232 octets
    const test::Told told = world.look_up("wide.big.alpha.");
    CHECK(told.result.status == LookupStatus::found);
    CHECK(world.asked.size() == 2);
    CHECK(over_tcp(world) == 1);
    CHECK(told.result.elapsed == sim::milliseconds(60));  // 1 RTT, then 2 with the handshake
  }
}

TEST_CASE("an answer of 600 octets needs no TCP with EDNS, and TCP without", "[dns][transport]") {
  World world = big_zone("unbound", 20);
  CHECK(world.look_up("wide.big.alpha.").result.elapsed == sim::milliseconds(20));
  World old = big_zone("unbound", 20);
  old.server("198.18.12.1").style.edns = EdnsHandling::passed_over;
  CHECK(old.look_up("wide.big.alpha.").result.elapsed == sim::milliseconds(60));
  CHECK(over_tcp(old) == 1);
}

TEST_CASE("a server from before EDNS is asked again without it, and known as such from then on",
          "[dns][transport]") {
  for (const std::string_view name : profile_names()) {
    CAPTURE(name);
    World world = big_zone(name, 1);
    world.server("198.18.12.1").style.edns = EdnsHandling::format_error;
    const test::Told told = world.look_up("wide.big.alpha.");
    CHECK(told.result.status == LookupStatus::found);
    CHECK(world.asked.size() == 2);
    CHECK(told.result.elapsed == sim::milliseconds(40));
    world.asked.clear();
    world.look_up("nx.big.alpha.");
    CHECK(world.asked.size() == 1);
  }
}

TEST_CASE(
    "where a firewall drops EDNS, those get through that try TCP after timeouts; the others fail",
    "[dns][transport]") {
  // Nobody leaves EDNS out after a timeout any more (DNS flag day, 2019: Unbound 1.9, BIND 9.14).
  const auto [name, gets_through] = GENERATE(table<const char*, bool>({{"bind_9_21", true},
                                                                       {"knot", true},
                                                                       {"pdns", false},
                                                                       {"rfc", false},
                                                                       {"unbound", false},
                                                                       {"unbound_2026", false},
                                                                       {"bind", false}}));
  CAPTURE(name);
  World world = big_zone(name, 1);
  world.server("198.18.12.1").style.edns = EdnsHandling::dropped;
  const test::Told told = world.look_up("wide.big.alpha.");
  CHECK((told.result.status == LookupStatus::found) == gets_through);
  CHECK((over_tcp(world) > 0) == gets_through);
  CHECK(world.server("198.18.12.1").counters.filtered >= 1);
}

TEST_CASE("where large responses are lost, small ones still come", "[dns][transport]") {
  World world = big_zone("bind_9_21", 30);  // about 1,000 octets
  world.server("198.18.12.1").style.udp_lost_above = 900;
  CHECK(world.look_up("nx.big.alpha.").result.elapsed == sim::milliseconds(20));
  world.asked.clear();
  const test::Told told = world.look_up("wide.big.alpha.");
  CHECK(told.result.status == LookupStatus::found);  // two timeouts, then TCP
  CHECK(told.result.elapsed.seconds() == Approx(1.64 + 0.3).margin(0.31));  // its penalties vary
  CHECK(world.server("198.18.12.1").counters.lost_large == 2);
}
