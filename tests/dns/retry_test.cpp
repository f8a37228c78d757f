// SPDX-License-Identifier: Apache-2.0
// When a resolver sends again to servers that do not answer, by profile. Expected times are those
// of the products' sources (docs/models.md, "Resolver profiles"); the recorded timelines of
// `unbound` and `bind` are in resolver_test.cpp.
#include <catch2/catch.hpp>

#include "tests/dns/resolver_fixture.hpp"

using namespace waypost;
using namespace waypost::dns;
using test::World;

namespace {

constexpr const char* kServer = "198.18.12.1";
constexpr const char* kSecond = "198.18.12.2";

/// A zone with one or two servers that are dead, below alpha., whose way is known.
World dead_zone(const char* name, bool two) {
  ResolverProfile p = *find_profile(name);
  p.minimisation = Minimisation::off;
  World world = test::make_recorded_world(p);
  std::vector<std::string> lines{"alpha. 3600 SOA 900", "alpha. 86400 NS ns1.alpha.",
                                 "ns1.alpha. 86400 A 198.18.1.1",
                                 "dark.alpha. 3600 NS ns.dark.alpha."};
  if (two) lines.push_back("dark.alpha. 3600 NS ns2.dark.alpha.");
  lines.push_back("ns.dark.alpha. 3600 A 198.18.12.1");
  if (two) lines.push_back("ns2.dark.alpha. 3600 A 198.18.12.2");
  lines.push_back("light.alpha. 3600 A 198.18.30.9");
  world.add_zone("alpha.", lines, {"198.18.1.1", "198.18.1.2"});
  for (const char* server : {kServer, kSecond}) {
    world.server(server);
    net::set_host_up(world.network, world.host(server), false);
  }
  world.stubs[0] = {world.host("client"),
                    world.network.hosts[world.host("client")].ipv4,
                    {},
                    {sim::seconds(600), 1}};
  world.stubs[0].add_server(world.network.hosts[world.resolver().host].ipv4);
  world.publish();
  world.look_up("light.alpha.");
  world.run_for(sim::seconds(1));
  world.asked.clear();
  return world;
}

struct Sent {
  double at;  ///< seconds after the first
  bool tcp;
};
std::vector<Sent> sends(const World& world, const std::string& prefix = "198.18.12.") {
  std::vector<Sent> out;
  sim::Time first{};
  for (const test::Asked& a : world.asked) {
    if (a.server.rfind(prefix, 0) != 0) continue;
    if (out.empty()) first = a.at;
    out.push_back({(a.at - first).seconds(), a.tcp});
  }
  return out;
}

}  // namespace

TEST_CASE("one dead server: sends by the product's timers", "[dns][retry]") {
  using Times = std::vector<double>;
  const auto [name, times, margin, tcp_from, ends] =
      GENERATE(table<const char*, Times, double, int, double>({
          {"knot", {0, .4, 1.2, 2.8}, .011, 2, 10.0},  // 400 ms, doubled; TCP after two
          {"pdns", {0}, .001, 1, 1.52},                // one try of 1.5 s
          {"bind_9_21", {0, .8, 1.6, 2.4, 4.0, 7.2}, .4, 2, 10.0},  // 800 ms << (round - 3), more
                                                                    // after a penalty
          {"unbound_2026", {0, .376, 1.128, 2.632, 5.64}, .011, 99, 600},  // srtt 0 + 4 x 94 ms,
                                                                           // doubled
      }));
  CAPTURE(name);
  World world = dead_zone(name, false);
  const sim::Time before = world.engine.now();
  const test::Told told = world.look_up("www.dark.alpha.");
  const std::vector<Sent> sent = sends(world);
  REQUIRE(sent.size() >= times.size());
  for (std::size_t i = 0; i < times.size(); ++i) {
    CHECK(sent[i].at == Approx(times[i]).margin(margin));
    CHECK(sent[i].tcp == (static_cast<int>(i) >= tcp_from));
  }
  if (std::string(name) == "unbound_2026") return;  // asks the parent then
  CHECK(told.result.status == LookupStatus::try_again);
  CHECK((told.at - before).seconds() <= ends + 0.1);
}

TEST_CASE("all of two servers dead: each product's order and end", "[dns][retry]") {
  SECTION("PowerDNS asks each once, 1.5 s apart") {
    World world = dead_zone("pdns", true);
    const sim::Time before = world.engine.now();
    const test::Told told = world.look_up("www.dark.alpha.");
    const std::vector<Sent> sent = sends(world);
    REQUIRE(sent.size() == 2);
    CHECK(sent[1].at == Approx(1.5).margin(0.001));
    CHECK(sends(world, kServer).size() == 1);
    CHECK((told.at - before).seconds() == Approx(3.02).margin(0.03));
  }
  SECTION("Unbound of 2026 sends five times to each, doubling by server, none twice at once") {
    World world = dead_zone("unbound_2026", true);
    world.look_up("www.dark.alpha.");
    for (const char* server : {kServer, kSecond}) {
      const std::vector<Sent> sent = sends(world, server);
      REQUIRE(sent.size() >= 5);
    }
    // 376 ms, doubled: a server's next send comes when its own wait and those of the other between
    // are over, so that the waits of both together are the gaps between all sends.
    std::vector<double> gaps;
    const std::vector<Sent> sent = sends(world);
    REQUIRE(sent.size() >= 10);
    for (std::size_t i = 1; i < 10; ++i) gaps.push_back(sent[i].at - sent[i - 1].at);
    std::sort(gaps.begin(), gaps.end());
    const std::vector<double> expected{.376, .376, .752, .752, 1.504, 1.504, 3.008, 3.008, 6.016};
    for (std::size_t i = 0; i < expected.size(); ++i)
      CHECK(gaps[i] == Approx(expected[i]).margin(0.011));
  }
  SECTION("Knot Resolver takes the one with fewer timeouts") {
    World world = dead_zone("knot", true);
    world.look_up("www.dark.alpha.");
    const std::vector<Sent> first = sends(world, kServer), second = sends(world, kSecond);
    REQUIRE(first.size() >= 2);
    REQUIRE(second.size() >= 2);
    CHECK(std::abs(static_cast<int>(first.size()) - static_cast<int>(second.size())) <= 1);
  }
  SECTION("BIND 9.21 takes turns, over TCP once each was tried twice, and gives up after 10 s") {
    World world = dead_zone("bind_9_21", true);
    const sim::Time before = world.engine.now();
    const test::Told told = world.look_up("www.dark.alpha.");
    CHECK((told.at - before).seconds() == Approx(10.0).margin(0.01));
    const std::vector<Sent> sent = sends(world);
    REQUIRE(sent.size() >= 8);
    for (std::size_t i = 0; i < 6; ++i) CHECK(sent[i].tcp == (i >= 4));
  }
}

TEST_CASE("PowerDNS remembers a failure for a minute, Knot for five seconds", "[dns][retry]") {
  const auto [name, seconds] = GENERATE(table<const char*, int>({{"pdns", 60}, {"knot", 5}}));
  CAPTURE(name);
  World world = dead_zone(name, true);
  world.look_up("www.dark.alpha.");
  world.asked.clear();
  world.run_for(sim::seconds(seconds - 1));
  CHECK(world.look_up("www.dark.alpha.").result.elapsed < sim::milliseconds(1));
  CHECK(world.asked.empty());
  world.run_for(sim::seconds(2));
  world.look_up("www.dark.alpha.");
  CHECK_FALSE(world.asked.empty());
}

TEST_CASE("Knot Resolver leaves a server alone for a second after four timeouts in a row",
          "[dns][retry]") {
  ServerMemory memory(find_profile("knot")->servers);
  sim::Draw draw(sim::Stream{}, 1, 1);
  const sim::Time now = sim::Time{} + sim::seconds(100);
  const auto known = [&] { return memory.find(1, kRoot, now); };
  for (int i = 0; i < 3; ++i) memory.note_loss(1, kRoot, sim::seconds(1), now, draw);
  CHECK(memory.worth_asking(known(), now));
  memory.note_loss(1, kRoot, sim::seconds(1), now, draw);
  CHECK_FALSE(memory.worth_asking(known(), now + sim::milliseconds(999)));
  CHECK(memory.worth_asking(known(), now + sim::seconds(1)));
}

TEST_CASE("PowerDNS goes by decaying averages: a slow server is tried again when its past fades",
          "[dns][retry]") {
  ServerMemory memory(find_profile("pdns")->servers);
  sim::Draw draw(sim::Stream{}, 1, 1);
  const sim::Time now = sim::Time{} + sim::seconds(100);
  const auto cost = [&](net::AddressId server, sim::Time at) {
    return memory.cost(memory.find(server, kRoot, at), at, draw);
  };
  CHECK(cost(1, now) == 0);  // never asked: first
  memory.note_reply(1, kRoot, sim::milliseconds(20), now);
  memory.note_reply(2, kRoot, sim::milliseconds(200), now);
  CHECK(cost(1, now) < cost(2, now));
  // e^(-t/60): after 150 s the 200 ms have faded below 20 ms.
  CHECK(cost(2, now + sim::seconds(150)) == Approx(200'000 * 0.0821).epsilon(0.01));
}
