// SPDX-License-Identifier: Apache-2.0
// Looking at those servers only that were busy tells the same as looking at all of them.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "viz/live/simulation.hpp"

using namespace waypost;
using namespace waypost::viz;

namespace {

sim::Time at(sim::Duration d) { return sim::Time{} + d; }

scenarios::Loaded library(const std::string& name) {
  return scenarios::load_file(std::filesystem::path(WAYPOST_SOURCE_DIR) / "scenarios/library" /
                              (name + ".textproto"));
}

/// Observers that have seen nothing yet look at everything.
void check_against_all(Simulation& simulation, const scenarios::WorldWords& words,
                       std::uint32_t change) {
  Attention attention;
  attention.watched = change;
  simulation.look(attention);
  const Snapshot s = simulation.observe();
  const world::World& world = simulation.world();
  const Scene& scene = simulation.scene();
  const Activity fresh(world, scene);
  ServerObserver servers;
  const ServerStates& all = servers.observe(world, scene, fresh);
  CHECK(s.servers.up == all.up);
  CHECK(s.servers.queued == all.queued);
  WatchObserver watch(s.watch.changes);
  const WatchState whole = watch.observe(world, scene, fresh, words, change);
  CHECK(s.watch.held == whole.held);
  CHECK(s.watch.counts == whole.counts);
  CHECK(s.watch.users == whole.users);
  CHECK(s.watch.holder_count == whole.holder_count);
  ResolverTotals totals;
  totals.refresh(world, scene, fresh);
  CHECK(s.figures.timeouts == static_cast<double>(totals.sum()[5]));
  const auto& sum = totals.sum();
  CHECK(s.figures.upstream == static_cast<double>(sum[2] + sum[3] + sum[4]));
}

}  // namespace

TEST_CASE("looking at busy servers alone tells the same as looking at all", "[viz][activity]") {
  const std::string name = GENERATE("outage_and_queue", "mx_migration", "serve_stale_rescue");
  const auto loaded = library(name);
  CAPTURE(name);
  const scenarios::Built built = scenarios::build(loaded);
  const scenarios::WorldWords words(built);
  Simulation simulation(loaded);
  const sim::Duration whole = simulation.horizon() - sim::Time{};
  for (int step = 1; step <= 20; ++step) {
    CAPTURE(step);
    simulation.advance(sim::Time{whole.ns / 25 * step}, 30'000);
    check_against_all(simulation, words, static_cast<std::uint32_t>(step % 2));
  }
  simulation.seek(sim::Time{simulation.now().ns / 2});  // going back: nothing is remembered
  check_against_all(simulation, words, 0);
}

TEST_CASE("a server that falls quiet has no rates from the next window on", "[viz][activity]") {
  const auto loaded = scenarios::load_memory(R"(
schema_version: 1
horizon: "100m"
root { mini {} }
resolvers { name: "isp" sites: "Paris, FR" }
name_servers { name: "ns1.example.org" sites: "London, GB" }
zones { origin: "example.org" name_servers: "ns1.example.org" records: "www 1 A 192.0.2.1" }
populations { name: "people" users: "10" sites: "Paris, FR" resolvers: "isp" }
queries { population: "people" names: "www.example.org" types { name: "A" } arrivals { at: "+5s" } }
)",
                                             scenarios::Form::text, "quiet.textproto");
  Simulation simulation(loaded);  // windows of 10 s
  const auto& all = simulation.scene().servers;
  const auto resolver =
      std::find_if(all.begin(), all.end(), [](const auto& s) { return s.name == "isp"; }) -
      all.begin();
  const auto rate = [&] {
    return simulation.observe().servers.per_second[static_cast<std::size_t>(resolver)];
  };
  simulation.seek(at(sim::seconds(11)));
  CHECK(rate() == Approx(0.1));
  simulation.seek(at(sim::seconds(21)));
  CHECK(rate() == 0);
  simulation.seek(at(sim::seconds(12)));
  CHECK(rate() == Approx(0.1));
  simulation.seek(at(sim::seconds(31)));
  CHECK(rate() == 0);
}
