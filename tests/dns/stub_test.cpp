// SPDX-License-Identifier: Apache-2.0
// The stub resolver's order and timers: glibc 2.36, res_send.c, as recorded ("domain's servers
// blackholed: deferred after 10.0 s", "with one server SERVFAIL makes it send twice at once").
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/dns/resolver_fixture.hpp"
#include "tests/net/closed_form_gate.hpp"

using namespace waypost;
using namespace waypost::dns;
using test::World;

namespace {

/// Three servers of one zone stand for resolvers; the client asks the first `count`.
World make_world(std::size_t count, StubOptions options = {}) {
  World world;
  const std::vector<std::string> servers{"198.18.5.1", "198.18.5.2", "198.18.5.3"};
  world.add_zone("test.",
                 {"test. 60 SOA 60", "www.test. 60 A 198.18.30.1", "alias.test. 60 CNAME www.test.",
                  "dangling.test. 60 CNAME no.test."},
                 servers);
  world.add_client(
      "client", {servers.begin(), servers.begin() + static_cast<std::ptrdiff_t>(count)}, options);
  world.publish();
  return world;
}

void down(World& world, const std::string& server) {
  net::set_host_up(world.network, world.host(server), false);
}

std::vector<std::pair<double, std::string>> sends(const World& world) {
  std::vector<std::pair<double, std::string>> out;
  for (const test::Asked& a : world.asked) out.push_back({a.at.seconds(), a.server});
  return out;
}

}  // namespace

TEST_CASE("one silent server is asked twice, five seconds apart, and given up after ten",
          "[dns][stub]") {
  World world = make_world(1);
  down(world, "198.18.5.1");
  const test::Told told = world.look_up("www.test.");
  CHECK(told.result.status == LookupStatus::timed_out);
  CHECK(told.result.elapsed == sim::seconds(10));
  CHECK(sends(world) ==
        std::vector<std::pair<double, std::string>>{{0, "198.18.5.1"}, {5, "198.18.5.1"}});
}

TEST_CASE("silent servers take their turns: 5, 3 and 6 seconds, twice", "[dns][stub]") {
  World world = make_world(3);
  for (const char* s : {"198.18.5.1", "198.18.5.2", "198.18.5.3"}) down(world, s);
  const test::Told told = world.look_up("www.test.");
  CHECK(told.result.elapsed == sim::seconds(28));
  CHECK(sends(world) == std::vector<std::pair<double, std::string>>{{0, "198.18.5.1"},
                                                                    {5, "198.18.5.2"},
                                                                    {8, "198.18.5.3"},
                                                                    {14, "198.18.5.1"},
                                                                    {19, "198.18.5.2"},
                                                                    {22, "198.18.5.3"}});
}

TEST_CASE("a failing server is asked again at once, or the next one is", "[dns][stub]") {
  World one = make_world(1);
  const test::Told refused = one.look_up("www.elsewhere.");  // REFUSED: not its zone
  CHECK(refused.result.status == LookupStatus::try_again);
  CHECK(refused.result.rcode == Rcode::refused);
  CHECK(refused.result.elapsed == sim::milliseconds(40));
  CHECK(one.asked.size() == 2);

  World two = make_world(2);
  publish_zone(two.server("198.18.5.1"), two.dns.names.intern("test."), kNoZone);
  const test::Told told = two.look_up("www.test.");
  CHECK(told.result.status == LookupStatus::found);
  CHECK(told.result.elapsed == sim::milliseconds(40));
}

TEST_CASE("a closed port moves the stub on to the next server", "[dns][stub]") {
  World world = make_world(2);
  net::set_port(world.network, world.host("198.18.5.1"), net::Service::dns,
                net::PortState::refused);
  CHECK(world.look_up("www.test.").result.elapsed == sim::milliseconds(40));
}

TEST_CASE("a host without a route fails at once, by an event", "[dns][stub]") {
  World world = make_world(2);
  net::set_reaches(world.network, world.host("client"), net::Family::v4, false);
  world.ask("www.test.");
  CHECK(world.told.empty());
  world.run_for({});
  REQUIRE(world.told.size() == 1);
  CHECK(world.told[0].result.status == LookupStatus::try_again);
}

TEST_CASE("the status says what the response means", "[dns][stub]") {
  const auto [name, type, status] = GENERATE(table<const char*, RecordType, LookupStatus>({
      {"www.test.", RecordType::a, LookupStatus::found},
      {"alias.test.", RecordType::a, LookupStatus::found},
      {"www.test.", RecordType::mx, LookupStatus::no_data},
      {"nx.test.", RecordType::a, LookupStatus::nx_domain},
      {"dangling.test.", RecordType::a, LookupStatus::nx_domain},
  }));
  CAPTURE(name);
  World world = make_world(1);
  CHECK(world.look_up(name, type).result.status == status);
}

TEST_CASE("retries under loss succeed and cost as in the closed form", "[dns][stub][closed-form]") {
  // Loss p per exchange, n tries: success 1 - p^n, sent (1 - p^n) / (1 - p). Lost on the way there
  // only: the server's access line loses with p, so that an exchange fails with 1 - (1-p)^2.
  const auto [per_exchange, tries, success, sent] =
      GENERATE(table<double, int, double, double>({{0.5, 4, 0.9375, 1.875},
                                                   {0.75, 4, 0.6836, 2.734},
                                                   {0.9, 4, 0.3439, 3.439},
                                                   {0.9, 16, 0.8147, 8.147}}));
  CAPTURE(per_exchange, tries);
  const auto loss = static_cast<float>(1 - std::sqrt(1 - per_exchange));
  const int attempts = tries;
  std::vector<double> successes, sends_per_lookup;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    World world(seed);
    world.add_zone("test.", {"test. 60 SOA 60", "www.test. 60 A 198.18.30.1"}, {"198.18.5.1"});
    world.add_client("client", {"198.18.5.1"}, {sim::seconds(1), attempts});
    world.publish();
    net::set_host_fault(world.network, world.host("198.18.5.1"), 1, loss);
    constexpr int kLookups = 20'000;
    for (int i = 0; i < kLookups; ++i) {
      world.ask("www.test.");
      world.run_for(sim::microseconds(100));  // luck is keyed by who asks what when
    }
    world.run_for(sim::seconds(60));
    int found = 0;
    for (const test::Told& t : world.told) found += t.result.status == LookupStatus::found;
    successes.push_back(static_cast<double>(found) / kLookups);
    sends_per_lookup.push_back(static_cast<double>(world.stubs[0].queries_sent()) / kLookups);
  }
  const auto first = test::closed_form_gate(successes, success);
  const auto second = test::closed_form_gate(sends_per_lookup, sent);
  INFO(first.text << "\n" << second.text);
  CHECK(first.passed);
  CHECK(second.passed);
}

TEST_CASE("a machine with a cache asks once per TTL, and counts the TTL down", "[dns][stub]") {
  World world = make_world(1);
  world.add_zone("kept.",
                 {"kept. 60 SOA 30", "www.kept. 60 A 198.18.30.1", "brief.kept. 0 A 198.18.30.2"},
                 {"198.18.5.1"});
  const std::size_t client =
      world.add_client("caching", {"198.18.5.1"}, {sim::seconds(5), 2, true});
  world.publish();
  const auto asked_for = [&](const char* name, sim::Duration later) {
    world.run_for(later);
    world.asked.clear();
    const test::Told told = world.look_up(name, RecordType::a, client);
    if (world.asked.empty()) CHECK(told.result.elapsed == sim::Duration{});
    return world.asked.size();
  };
  CHECK(asked_for("www.kept.", {}) == 1);
  CHECK(asked_for("www.kept.", sim::seconds(30)) == 0);
  CHECK(world.told.back().result.answer[0].ttl == 30);
  CHECK(asked_for("www.kept.", sim::seconds(31)) == 1);
  CHECK(asked_for("nx.kept.", {}) == 1);  // RFC 2308: for the SOA's minimum
  CHECK(asked_for("nx.kept.", sim::seconds(29)) == 0);
  CHECK(world.told.back().result.status == LookupStatus::nx_domain);
  CHECK(asked_for("nx.kept.", sim::seconds(2)) == 1);
  CHECK(asked_for("brief.kept.", {}) == 1);
  CHECK(asked_for("brief.kept.", {}) == 1);  // TTL 0: not reused
  CHECK(world.stubs[client].cache_hits() == 2);
}

TEST_CASE("users behind one stub do not see each other's cache; failures are not kept",
          "[dns][stub]") {
  StubCache cache;
  Message answer;
  answer.question = {kRoot, RecordType::a};
  answer.sets.push_back({.owner = kRoot, .set = 0, .ttl = 10});
  cache.store(answer, 7, sim::Time{});
  Message found;
  CHECK(cache.find(answer.question, 7, sim::Time{} + sim::seconds(9), found));
  CHECK_FALSE(cache.find(answer.question, 8, sim::Time{}, found));
  CHECK_FALSE(cache.find(answer.question, 7, sim::Time{} + sim::seconds(10), found));
  answer.header.rcode = Rcode::serv_fail;
  cache.store(answer, 9, sim::Time{});
  CHECK_FALSE(cache.find(answer.question, 9, sim::Time{}, found));
}
