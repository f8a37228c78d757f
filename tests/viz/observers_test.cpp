// SPDX-License-Identifier: Apache-2.0
// What snapshots tell beside the map: who holds which value and why, what mail waits, where two
// runs part, where a breakpoint stops.
#include <catch2/catch.hpp>
#include <cmath>
#include <filesystem>
#include <numeric>

#include "viz/live/simulation.hpp"
#include "viz/view/compare_view.hpp"
#include "viz/view/propagation_view.hpp"

using namespace waypost;
using namespace waypost::viz;

namespace {

scenarios::Loaded library(const std::string& name) {
  return scenarios::load_file(std::filesystem::path(WAYPOST_SOURCE_DIR) / "scenarios/library" /
                              (name + ".textproto"));
}

scenarios::Loaded written(const std::string& text) {
  return scenarios::load_memory(text, scenarios::Form::text, "test.textproto");
}

sim::Time at(sim::Duration d) { return sim::Time{} + d; }

/// Two resolvers, 900 users behind one and 100 behind the other; an address that changes at 1 h.
const char* const kMove = R"(
schema_version: 1
horizon: "3h"
root { mini {} }
resolvers { name: "big" sites: "Paris, FR" }
resolvers { name: "small" sites: "Rome, IT" }
name_servers { name: "ns1.example.org" sites: "London, GB" }
zones { origin: "example.org" name_servers: "ns1.example.org" records: "www 1200 A 192.0.2.1" }
populations { name: "many" users: "900" sites: "Paris, FR" resolvers: "big" }
populations { name: "few" users: "100" sites: "Rome, IT" resolvers: "small" }
queries { population: "many" names: "www.example.org" types { name: "A" } arrivals { at: "+55m" at: "+65m" at: "+100m" } }
queries { population: "few" names: "www.example.org" types { name: "A" } arrivals { at: "+58m" at: "+100m" } }
plan { at: "+1h" change_records { zone: "example.org" replace: "www 1200 A 192.0.2.2" } }
)";

std::uint64_t count(const HeldCounts& counts, HeldValue held) {
  return counts[static_cast<std::size_t>(held)];
}

}  // namespace

TEST_CASE("shares are of resolvers and of the users behind them", "[viz][propagation]") {
  Simulation simulation(written(kMove));
  simulation.advance(at(sim::minutes(59)));
  WatchState w = simulation.observe().watch;
  REQUIRE(w.any());
  CHECK(w.change().old_ttl == 1200);
  CHECK(w.change().bound() == at(sim::minutes(80)));
  CHECK(count(w.counts, HeldValue::old_value) == 2);
  CHECK(count(w.users, HeldValue::old_value) == 1000);
  CHECK(w.holders.empty());  // nothing has changed yet
  // 55 min + 20 min: the big resolver's copy ends at 75 min, the small one's at 78.
  simulation.advance(at(sim::minutes(76)));
  w = simulation.observe().watch;
  CHECK(count(w.users, HeldValue::old_value) == 100);
  CHECK(count(w.users, HeldValue::none) == 900);
  REQUIRE(w.holders.size() == 1);
  CHECK(w.holders[0].users == 100);
  CHECK(w.holders[0].ttl_left == Approx(120).margin(2));
  CHECK_FALSE(w.holders[0].late);
  CHECK_THAT(w.holders[0].why, Catch::Contains("before the change"));
  simulation.advance(at(sim::minutes(101)));
  w = simulation.observe().watch;
  CHECK(count(w.users, HeldValue::new_value) == 1000);
  CHECK(w.holders.empty());
}

TEST_CASE("milestones are the first windows that reach them", "[viz][propagation]") {
  Simulation simulation(written(kMove));
  simulation.advance(at(sim::minutes(120)));
  const Snapshot s = simulation.observe();
  const PropagationView by_users = make_propagation_view(s, true);
  CHECK(by_users.bound == at(sim::minutes(80)));
  for (const auto& reached : by_users.reached) {
    REQUIRE(reached);
    CHECK(reached->seconds() == Approx(6000).margin(20));  // windows are 18 s
  }
  CHECK_THAT(by_users.sentence, Catch::Contains("no resolver has the old value"));
  const auto& series = *s.watch.series;
  for (std::size_t w = 0; w < series.users[0].size(); ++w) {
    float sum = 0;
    for (const auto& line : series.users) sum += line[w];
    CHECK(sum == Approx(1));
  }
}

TEST_CASE("what waits is counted as Postfix's qshape counts it", "[viz][mail]") {
  CHECK(queue_age_column(sim::minutes(0)) == 0);
  CHECK(queue_age_column(sim::minutes(5)) == 1);
  CHECK(queue_age_column(sim::minutes(79)) == 4);
  CHECK(queue_age_column(sim::minutes(1280)) == 9);
  CHECK(queue_age_column(sim::hours(500)) == 9);
  Simulation simulation(library("outage_and_queue"));
  simulation.advance(at(sim::minutes(150)));
  const Snapshot s = simulation.observe();
  CHECK(s.mail.total.total == mail::queued_recipients(simulation.world().mail));
  CHECK(std::accumulate(s.mail.total.by_age.begin(), s.mail.total.by_age.end(), 0ull) ==
        s.mail.total.total);
  REQUIRE(s.mail.shape.size() == 1);
  CHECK(s.mail.shape[0].domain == "example.org.");
  std::uint64_t reasons = 0;
  for (const auto& [reason, n] : s.mail.reasons) reasons += n;
  CHECK(reasons == s.mail.total.total);
  REQUIRE(s.mail.depth.size() == 1);
  CHECK(s.mail.depth[0].values.size() == s.series->size());
}

TEST_CASE("the distribution of delays ends at one, and a range limits it", "[viz][mail]") {
  Simulation simulation(library("outage_and_queue"));
  simulation.advance(at(sim::hours(6)));
  MailState all = simulation.observe().mail;
  REQUIRE_FALSE(all.delays.empty());
  CHECK(all.delays.back().share == Approx(1));
  for (std::size_t i = 1; i < all.delays.size(); ++i)
    CHECK(all.delays[i].share >= all.delays[i - 1].share);
  CHECK(all.delivered == static_cast<std::uint64_t>(simulation.observe().figures.delivered));
  Attention quiet;
  quiet.range = TimeRange{{}, at(sim::minutes(50))};
  simulation.look(quiet);
  const MailState before = simulation.observe().mail;
  CHECK(before.delivered < all.delivered);
  CHECK(before.delays.back().seconds < 60);  // nothing was down yet
  CHECK(simulation.observe().events.range);
}

TEST_CASE("a breakpoint stops right after the first event that matches", "[viz][breakpoint]") {
  Simulation simulation(library("mx_failover"));
  simulation.break_on("kind:address_failed");
  CHECK_FALSE(simulation.advance_to_breakpoint(at(sim::hours(3))));
  const auto hit = simulation.take_hit();
  REQUIRE(hit);
  CHECK(hit->kind == "mail.address_failed");
  CHECK(hit->time == simulation.now());
  CHECK(simulation.now() >= at(sim::minutes(30)));  // mx1 refuses from then on
  CHECK(simulation.now() < at(sim::minutes(31)));
  // Seeking passes by; nothing has changed in the run.
  simulation.seek(at(sim::hours(1)));
  CHECK(simulation.now() == at(sim::hours(1)));
  CHECK_FALSE(simulation.take_hit());
  Simulation plain(library("mx_failover"));
  plain.advance(at(sim::hours(1)));
  CHECK(plain.world().engine.fingerprint() == simulation.world().engine.fingerprint());
}

TEST_CASE("equal runs never part", "[viz][compare]") {
  Simulation a(library("mx_failover"));
  a.compare_with(std::make_unique<Simulation>(library("mx_failover")));
  a.advance(at(sim::minutes(40)));
  const Snapshot s = a.observe();
  REQUIRE(s.other);
  CHECK(s.other->transport.now == s.transport.now);
  CHECK_FALSE(s.comparison.diverged);
  CHECK(s.comparison.same_events > 1000);
  for (const CompareRow& row : make_compare_view(s).rows) CHECK_FALSE(row.differs);
}

TEST_CASE("two runs part where the first thing differs", "[viz][compare]") {
  scenarios::BuildOptions other_seed;
  other_seed.seed = 2;
  Simulation a(written(kMove));
  a.compare_with(std::make_unique<Simulation>(written(kMove), other_seed));
  a.advance(at(sim::hours(3)));
  CHECK_FALSE(a.observe().comparison.same_seed);

  // A cache flushed at 64 min: the lookup at 65 min is the first to notice.
  const std::string broken =
      std::string(kMove) + "plan { at: \"+64m\" flush { names: \"big\" } }\n";
  Simulation b(written(kMove));
  b.compare_with(std::make_unique<Simulation>(written(broken)));
  b.advance(at(sim::minutes(63)));
  CHECK_FALSE(b.observe().comparison.diverged);
  b.advance(at(sim::minutes(70)));
  const Comparison c = b.observe().comparison;
  CHECK(c.diverged);
  CHECK(c.a.kind == "dns.cache_hit");
  CHECK(c.b.kind == "dns.cache_miss");
  CHECK(c.a.time >= at(sim::minutes(65)));
  CHECK(c.a.time < at(sim::minutes(66)));
  // Going back and forth does not find another place.
  b.seek(at(sim::minutes(10)));
  b.seek(at(sim::minutes(90)));
  CHECK(b.observe().comparison.a.time == c.a.time);
  CHECK_THROWS_AS(b.inject("flush { names: \"big\" }"), std::runtime_error);
}

TEST_CASE("round trips are those of the routes, both ways", "[viz][rtt]") {
  Simulation simulation(library("first_lookup"));
  Attention attention;
  attention.subject = {Subject::Kind::site, 0};
  simulation.look(attention);
  const Snapshot s = simulation.observe();
  REQUIRE(s.rtt_ms.size() == s.scene->sites.size());
  CHECK(s.rtt_from == 0);
  const auto& routes = *simulation.world().network.routes;
  for (std::uint32_t i = 0; i < s.rtt_ms.size(); ++i)
    if (routes.between(0, i).reachable())
      CHECK(s.rtt_ms[i] == Approx(2e-6 * static_cast<double>(routes.between(0, i).delay_ns)));
}
