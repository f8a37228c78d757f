// SPDX-License-Identifier: Apache-2.0
// dig in whole worlds: who is asked, in which order; that the parts are the whole; the checker-site
// view beside the user-weighted one.
#include <sstream>

#include "cli/program.hpp"
#include "models/dns/trace_kinds.hpp"
#include "scenarios/results/checker_view.hpp"
#include "scenarios/results/lookup_text.hpp"
#include "tests/build/world_text.hpp"

using namespace waypost;
using scenarios::Lookup;
using scenarios::WalkStep;
using Kind = WalkStep::Kind;

namespace {

const std::string kWorld = R"(
root { mini {} }
resolvers { name: "isp" sites: "Madrid, ES" }
name_servers { name: "ns1.shop.example" sites: "Amsterdam, NL" }
name_servers { name: "ns2.shop.example" sites: "Chicago, US" }
zones {
  origin: "shop.example"
  name_servers: "ns1.shop.example"
  name_servers: "ns2.shop.example"
  records: "@     300 MX 10 mail"
  records: "www   300 A 198.51.100.7"
  records: "mail  300 A 198.51.100.8"
}
populations { name: "madrid" users: "1,000" sites: "Madrid, ES" resolvers: "isp" }
)";

struct World {
  scenarios::Built built;
  std::array<std::uint32_t, 1> client;
  scenarios::Askers askers;

  explicit World(const std::string& text, scenarios::BuildOptions options = {})
      : built(test::build_text(text, with_client(options))),
        client{built.client},
        askers(built.world, client) {
    world::start(built.world);
  }
  static scenarios::BuildOptions with_client(scenarios::BuildOptions options) {
    options.client = scenarios::ExtraClient{};
    return options;
  }
  Lookup look_up(const std::string& name, dns::RecordType type = dns::RecordType::a) {
    return scenarios::look_up(built.world, askers, {built.world.dns.names.intern(name), type});
  }
  /// The zones asked on the path, in order.
  std::vector<std::string> zones(const Lookup& lookup) const {
    const scenarios::WorldWords words(built);
    std::vector<std::string> zones;
    for (const WalkStep& step : lookup.walk.path)
      if (step.kind == Kind::upstream) zones.push_back(describe(step, words).zone);
    return zones;
  }
};

void check_parts(const Lookup& lookup) {
  sim::Time reached = lookup.walk.begin;
  for (const WalkStep& step : lookup.walk.path) {
    CHECK(step.begin == reached);
    reached = step.end;
  }
  CHECK(reached == lookup.walk.end);
  CHECK(lookup.walk.total() == lookup.result.elapsed);
}

}  // namespace

TEST_CASE("a cold dig asks root, TLD and leaf in that order, and its steps are its latency",
          "[cli][dig]") {
  World world(kWorld);
  const Lookup lookup = world.look_up("www.shop.example");
  check_parts(lookup);
  CHECK(lookup.walk.total() > sim::milliseconds(10));  // Madrid to Amsterdam and back at least
  std::vector<std::string> zones = world.zones(lookup);
  zones.erase(std::unique(zones.begin(), zones.end()), zones.end());  // priming is the root's too
  CHECK(zones == std::vector<std::string>{".", "example.", "shop.example."});
}

TEST_CASE("the root never answers with a leaf's data", "[cli][dig]") {
  World world(kWorld);
  const scenarios::WorldWords words(world.built);
  for (const auto type : {dns::RecordType::a, dns::RecordType::mx}) {
    const Lookup lookup =
        world.look_up(type == dns::RecordType::a ? "www.shop.example" : "shop.example", type);
    for (const WalkStep* step : upstream_queries(lookup.walk))
      if (describe(*step, words).zone == "." && step->asked.name != dns::kRoot.node)
        CHECK(step->outcome != dns::kTraceAnswer);
  }
}

TEST_CASE("a second name of the zone asks only its servers, a warm repeat nobody", "[cli][dig]") {
  World world(kWorld);
  world.look_up("www.shop.example");
  const Lookup second = world.look_up("mail.shop.example");
  check_parts(second);
  CHECK(world.zones(second) == std::vector<std::string>{"shop.example."});
  const Lookup warm = world.look_up("www.shop.example");
  check_parts(warm);
  CHECK(upstream_queries(warm.walk).empty());
  CHECK(warm.result.status == dns::LookupStatus::found);
}

TEST_CASE("a missing name is told as NXDOMAIN, and its steps add up too", "[cli][dig]") {
  World world(kWorld);
  const Lookup lookup = world.look_up("nobody.shop.example");
  check_parts(lookup);
  CHECK(lookup.result.status == dns::LookupStatus::nx_domain);
}

TEST_CASE("a dead zone costs timeouts that are steps of their own", "[cli][dig]") {
  World world(kWorld +
              R"(plan { at: "+0s" down { names: "ns1.shop.example" names: "ns2.shop.example" } }
)");
  world::run(world.built.world, sim::Time{} + sim::seconds(1));
  const Lookup lookup = world.look_up("www.shop.example");
  check_parts(lookup);
  CHECK(lookup.result.status > dns::LookupStatus::nx_domain);
  int waits = 0;
  for (const WalkStep& step : lookup.walk.path)
    waits += step.outcome == dns::kTraceTimeout || step.kind == Kind::gave_up;
  CHECK(waits > 0);
}

TEST_CASE("checker sites count resolvers, users are counted at the resolver they ask",
          "[cli][dig]") {
  scenarios::BuildOptions options;
  options.checkers = true;
  World world(R"(
root { mini {} }
resolvers { name: "small" sites: "Oslo, NO" }
resolvers { name: "large" sites: "Madrid, ES" }
name_servers { name: "ns1.shop.example" sites: "Amsterdam, NL" }
zones { origin: "shop.example" name_servers: "ns1.shop.example" records: "www 300 A 198.51.100.7" }
populations { name: "oslo" users: "100" sites: "Oslo, NO" resolvers: "small" }
populations { name: "madrid" users: "900" sites: "Madrid, ES" resolvers: "large" }
plan { at: "+10s" change_records { zone: "shop.example" replace: "www 300 A 198.51.100.9" } }
queries { name: "before" population: "madrid" names: "www.shop.example" types { name: "A" } arrivals { at: "+1s" } }
)",
              options);
  world::run(world.built.world, sim::Time{} + sim::seconds(20));
  // Madrid's resolver still has the old address in its cache (TTL 300); Oslo's asks for the first
  // time.
  const scenarios::CheckerView view = ask_all_resolvers(
      world.built, {world.built.world.dns.names.intern("www.shop.example"), dns::RecordType::a});
  CHECK(view.resolvers == 2);
  CHECK(view.users == 1000);
  REQUIRE(view.shares.size() == 2);
  CHECK(view.shares[0].answer == "198.51.100.7");
  CHECK(view.shares[0].users == 900);
  CHECK(view.shares[0].resolvers == 1);
  CHECK(view.shares[1].answer == "198.51.100.9");
  CHECK(view.shares[1].users == 100);
}

TEST_CASE("dig prints the answer, the sum of its steps, and JSON with its keys", "[cli][dig]") {
  const auto call = [](std::vector<std::string> words) {
    std::ostringstream out, err;
    const cli::ExitCode code = cli::run_program(words, {out, err});
    INFO(err.str());
    CHECK(code == cli::kFine);
    return out.str();
  };
  const std::string page = call({"dig", "www.example.org", "--scenario", "first_lookup"});
  CHECK_THAT(page, Catch::Contains("198.51.100.7") && Catch::Contains("sum of the steps"));
  for (std::istringstream lines(page); lines;) {
    std::string line;
    std::getline(lines, line);
    CHECK(line.size() <= 100);
  }
  const std::string json = call({"dig", "www.example.org", "--scenario", "first_lookup", "--json"});
  for (const char* key : {"\"question\"", "\"answer\"", "\"walk\"", "\"latency_ns\"", "\"steps\"",
                          "\"not_waited_for\"", "\"upstream_queries\""})
    CHECK_THAT(json, Catch::Contains(key));
}
