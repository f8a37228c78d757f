// SPDX-License-Identifier: Apache-2.0
// The walk of a lookup, from its trace: in a world where every round trip is 20 ms, so that what
// waited for what is known beforehand. The orders are those of recording s1
// (golden/s1-cold-warm.json).
#include "scenarios/results/lookup_walk.hpp"

#include <catch2/catch.hpp>

#include "models/dns/trace_kinds.hpp"
#include "tests/dns/resolver_fixture.hpp"

using namespace waypost;
using dns::RecordType;
using scenarios::LookupWalk;
using scenarios::WalkStep;
using Kind = WalkStep::Kind;

namespace {

LookupWalk walk_of(test::World& world, const std::string& name, RecordType type = RecordType::a) {
  sim::MemoryTrace trace;
  world.trace = &trace;
  world.look_up(name, type);
  world.run_for(sim::milliseconds(500));
  world.trace = nullptr;
  const auto& records = trace.records();
  for (std::size_t i = records.size(); i-- > 0;)
    if (records[i].kind == dns::kTraceStubAnswer) return scenarios::walk_lookup(records, i);
  return {};
}

/// Each step begins where the one before ended, from the question to the answer.
void check_unbroken(const LookupWalk& walk) {
  sim::Time reached = walk.begin;
  sim::Duration sum{};
  for (const WalkStep& step : walk.path) {
    CHECK(step.begin == reached);
    reached = step.end;
    sum += step.took();
  }
  CHECK(reached == walk.end);
  CHECK(sum == walk.total());
}

/// "198.18.0.": the networks of the servers asked on the path, in order.
std::vector<std::string> asked(const test::World& world, const std::vector<WalkStep>& steps) {
  std::vector<std::string> networks;
  for (const WalkStep& step : steps) {
    if (step.kind != Kind::upstream) continue;
    const std::string address = to_text(world.network.addresses.address(step.asked.address));
    networks.push_back(address.substr(0, address.rfind('.')));
  }
  return networks;
}

const std::string kRootNet = "198.18.0", kTldNet = "198.18.1", kLeafNet = "198.18.10";

dns::ResolverProfile profile(const char* name) {
  dns::ResolverProfile p = *dns::find_profile(name);
  p.minimisation = dns::Minimisation::off;
  return p;
}

}  // namespace

TEST_CASE("a cold lookup waits for priming, root, TLD and leaf in turn with Unbound",
          "[cli][walk]") {
  test::World world = test::make_recorded_world(profile("unbound"));
  const LookupWalk walk = walk_of(world, "www.shop.alpha.");
  check_unbroken(walk);
  CHECK(walk.total() == sim::milliseconds(80));
  CHECK(asked(world, walk.path) == std::vector<std::string>{kRootNet, kRootNet, kTldNet, kLeafNet});
  CHECK(walk.beside.empty());
}

TEST_CASE("BIND's priming runs beside the lookup and is not waited for", "[cli][walk]") {
  test::World world = test::make_recorded_world(profile("bind"));
  const LookupWalk walk = walk_of(world, "www.shop.alpha.");
  check_unbroken(walk);
  CHECK(walk.total() == sim::milliseconds(60));
  CHECK(asked(world, walk.path) == std::vector<std::string>{kRootNet, kTldNet, kLeafNet});
  CHECK(asked(world, walk.beside) == std::vector<std::string>{kRootNet});
  CHECK(scenarios::upstream_queries(walk).size() == 4);
}

TEST_CASE("a second name of the zone asks only the leaf, a warm repeat nobody", "[cli][walk]") {
  test::World world = test::make_recorded_world(profile("unbound"));
  walk_of(world, "www.shop.alpha.");
  const LookupWalk second = walk_of(world, "mail.shop.alpha.");
  check_unbroken(second);
  CHECK(asked(world, second.path) == std::vector<std::string>{kLeafNet});
  CHECK(second.beside.empty());
  const LookupWalk warm = walk_of(world, "www.shop.alpha.");
  check_unbroken(warm);
  CHECK(upstream_queries(warm).empty());
  CHECK(std::count_if(warm.path.begin(), warm.path.end(),
                      [](const WalkStep& s) { return s.from_cache; }) == 1);
}

TEST_CASE("a dead server's timeout is a step of its own", "[cli][walk]") {
  test::World world = test::make_recorded_world(profile("unbound"));
  for (const char* path : {"198.18.10.1", "198.18.10.2"})
    world.network.hosts[world.host(path)].up = false;
  const LookupWalk walk = walk_of(world, "www.shop.alpha.");
  check_unbroken(walk);
  int timeouts = 0;
  for (const WalkStep& step : walk.path) timeouts += step.outcome == dns::kTraceTimeout;
  CHECK(timeouts + static_cast<int>(
                       std::count_if(walk.path.begin(), walk.path.end(),
                                     [](const WalkStep& s) { return s.kind == Kind::gave_up; })) >
        0);
}

TEST_CASE("what a resolver did for a client that had given up is told beside the walk",
          "[cli][walk]") {
  test::World world = test::make_recorded_world(profile("unbound"));
  for (const char* path : {"198.18.10.1", "198.18.10.2"})
    world.network.hosts[world.host(path)].up = false;
  sim::MemoryTrace trace;
  world.trace = &trace;
  world.look_up("www.shop.alpha.", RecordType::a);
  world.run_for(sim::minutes(10));
  const auto& records = trace.records();
  const auto sent = std::count_if(records.begin(), records.end(),
                                  [](const auto& r) { return r.kind == dns::kTraceQuerySent; });
  for (std::size_t i = records.size(); i-- > 0;) {
    if (records[i].kind != dns::kTraceStubAnswer) continue;
    const LookupWalk walk = scenarios::walk_lookup(records, i);
    check_unbroken(walk);
    CHECK(std::all_of(walk.path.begin(), walk.path.end(),
                      [](const WalkStep& s) { return s.kind == Kind::gave_up; }));
    CHECK(sent > 4);
    CHECK(upstream_queries(walk).size() == static_cast<std::size_t>(sent));
    CHECK(walk.beside.front().kind == Kind::at_work);
  }
}

TEST_CASE("glueless name servers are looked up as steps within the lookup", "[cli][walk]") {
  test::World world = test::make_recorded_world(profile("unbound"));
  const LookupWalk walk = walk_of(world, "www.cafe.beta.");  // its servers are in shop.alpha
  check_unbroken(walk);
  CHECK(std::any_of(walk.path.begin(), walk.path.end(),
                    [](const WalkStep& s) { return s.depth > 0 && s.kind == Kind::upstream; }));
}

TEST_CASE("a lookup that joins one under way shows only the rest of it", "[cli][walk]") {
  test::World world = test::make_recorded_world(profile("unbound"));
  world.add_client("late", {"198.18.99.1"});
  world.publish();
  sim::MemoryTrace trace;
  world.trace = &trace;
  world.ask("www.shop.alpha.", RecordType::a, 0);
  world.run_for(sim::milliseconds(30));
  world.ask("www.shop.alpha.", RecordType::a, 1);
  world.run_for(sim::seconds(1));
  for (std::size_t i = 0; i < trace.records().size(); ++i) {
    if (trace.records()[i].kind != dns::kTraceStubAnswer) continue;
    const LookupWalk walk = scenarios::walk_lookup(trace.records(), i);
    check_unbroken(walk);
    const bool late = walk.begin > sim::Time{};
    CHECK(walk.total() == sim::milliseconds(late ? 50 : 80));
    CHECK(std::any_of(walk.path.begin(), walk.path.end(),
                      [](const WalkStep& s) { return s.begun_before; }) == late);
  }
}
