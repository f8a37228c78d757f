// SPDX-License-Identifier: Apache-2.0
// Recording s1 (golden/s1-cold-warm.json: NSD, Unbound 1.17.1, BIND 9.18): queries per level and
// round trips of a sequence of lookups, cold to warm.
#include <catch2/catch.hpp>

#include "tests/dns/resolver_fixture.hpp"

using namespace waypost;
using dns::RecordType;
using test::World;

namespace {

dns::ResolverProfile profile(const char* name, dns::Minimisation minimisation) {
  dns::ResolverProfile p = *dns::find_profile(name);
  p.minimisation = minimisation;
  return p;
}

struct Step {
  const char* name;
  RecordType type;
  dns::Rcode rcode;
  int root, top, leaf;  ///< queries at each level
  int round_trips;      ///< of 20 ms
};

void check(World& world, const Step& step) {
  INFO(step.name << " " << dns::to_text(step.type));
  const sim::Time before = world.engine.now();
  const test::Told told = world.look_up(step.name, step.type);
  world.run_for(sim::milliseconds(500));  // the parallel priming of BIND may still be under way
  CHECK(told.result.rcode == step.rcode);
  CHECK(world.count("198.18.0.") == step.root);
  CHECK(world.count("198.18.1.") + world.count("198.18.2.") == step.top);
  CHECK(world.count("198.18.10.") + world.count("198.18.11.") == step.leaf);
  CHECK(told.at - before == sim::milliseconds(20) * step.round_trips);
  world.asked.clear();
}

using enum RecordType;
constexpr auto kOk = dns::Rcode::no_error;
constexpr auto kNone = dns::Rcode::nx_domain;

// Rows of the recording's summary after the cold one, in its order; the same for both resolvers.
const Step kWarm[] = {
    {"mail.shop.alpha.", a, kOk, 0, 0, 1, 1},  {"www.shop.alpha.", a, kOk, 0, 0, 0, 0},
    {"shop.alpha.", mx, kOk, 0, 0, 1, 1},      {"mx1.shop.alpha.", a, kOk, 0, 0, 1, 1},
    {"www.cafe.beta.", a, kOk, 1, 1, 1, 3},    {"www.mill.alpha.", a, kOk, 0, 1, 1, 2},
    {"nx.shop.alpha.", a, kNone, 0, 0, 1, 1},  {"nx.shop.alpha.", a, kNone, 0, 0, 0, 0},
    {"www.shop.alpha.", txt, kOk, 0, 0, 1, 1}, {"www.shop.alpha.", txt, kOk, 0, 0, 0, 0},
};

}  // namespace

TEST_CASE("cold and warm lookups send as many queries as Unbound and BIND did", "[dns][golden]") {
  const auto [name, cold_trips] = GENERATE(table<const char*, int>({{"unbound", 4}, {"bind", 3}}));
  CAPTURE(name);
  World world = test::make_recorded_world(profile(name, dns::Minimisation::off));
  check(world, {"www.shop.alpha.", a, kOk, 2, 1, 1, cold_trips});
  for (const Step& step : kWarm) check(world, step);
  check(world, {"a.b.c.shop.alpha.", a, kOk, 0, 0, 1, 1});
  check(world, {"alias.shop.alpha.", a, kOk, 0, 0, 1, 1});
  check(world, {"www.nosuch.", a, kNone, 1, 0, 0, 1});
  check(world, {"x.y.nosuch.", a, kNone, 1, 0, 0, 1});
}

TEST_CASE("minimisation costs a query per extra label and a second one per name error",
          "[dns][golden]") {
  const auto [name, cold_trips] = GENERATE(table<const char*, int>({{"unbound", 4}, {"bind", 3}}));
  CAPTURE(name);
  World world = test::make_recorded_world(profile(name, dns::Minimisation::relaxed));
  check(world, {"www.shop.alpha.", a, kOk, 2, 1, 1, cold_trips});
  for (const Step& step : kWarm) check(world, step);
  check(world, {"a.b.c.shop.alpha.", a, kOk, 0, 0, 3, 3});
  check(world, {"alias.shop.alpha.", a, kOk, 0, 0, 1, 1});
  check(world, {"www.nosuch.", a, kNone, 2, 0, 0, 2});
  check(world, {"x.y.nosuch.", a, kNone, 2, 0, 0, 2});
}

TEST_CASE("both names of out-of-domain servers are resolved in parallel", "[dns][golden]") {
  // Recorded: 4/3/3 queries; 8 and 7 round trips' worth of chain (prime, referral, two levels of
  // name server lookup, answer), 1 less where priming runs beside the first query.
  const auto [name, trips] = GENERATE(table<const char*, int>({{"unbound", 7}, {"bind", 6}}));
  CAPTURE(name);
  World world = test::make_recorded_world(profile(name, dns::Minimisation::off));
  check(world, {"www.cafe.beta.", a, kOk, 4, 3, 3, trips});
  check(world, {"www.shop.alpha.", a, kOk, 0, 0, 1, 1});
}

TEST_CASE("out-of-domain servers cost as many queries with minimised names", "[dns][golden]") {
  // Recorded: BIND 4/3/3 in all runs; Unbound 3 or 4, 2 or 3, 3, as its probes meet or not.
  const char* name = GENERATE("unbound", "bind");
  CAPTURE(name);
  World world = test::make_recorded_world(profile(name, dns::Minimisation::relaxed));
  CHECK(world.look_up("www.cafe.beta.").result.rcode == kOk);
  world.run_for(sim::milliseconds(500));
  const int root = world.count("198.18.0.");
  const int top = world.count("198.18.1.") + world.count("198.18.2.");
  const bool bind = std::string(name) == "bind";
  CHECK(root <= 4);
  CHECK(root >= (bind ? 4 : 3));
  CHECK(top <= 3);
  CHECK(top >= (bind ? 3 : 2));
  CHECK(world.count("198.18.10.") == 3);
}
