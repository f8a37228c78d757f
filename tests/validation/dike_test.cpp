// SPDX-License-Identifier: Apache-2.0
// Moura, Heidemann, Mueller, Schmidt, Davids, "When the Dike Breaks", IMC 2018: with one set of
// parameters, the share of clients served during an attack and the load at the attacked servers.
#include "tests/validation/library_run.hpp"

using namespace waypost;
using validation::Changes;
using validation::LibraryRun;

namespace {

/// What one hour of loss did.
struct Outcome {
  double served;  ///< per cent of the lookups asked in it
  double own,
      farm;     ///< the same of those who ask their provider's resolver, and of those at the farm
  double load;  ///< queries at the zone's servers, against the half hour before, per time
};

/// Of all clients, those with a resolver of their own, those at the farm.
struct Counts {
  std::uint64_t asked[3], found[3];
};
Counts count(const LibraryRun& run) {
  constexpr auto kFound = dns::LookupStatus::found;
  return {{run.asked(), run.asked("isp"), run.asked("public")},
          {run.ended(kFound), run.ended(kFound, "isp"), run.ended(kFound, "public")}};
}

Outcome attack(const Changes& changes, std::uint64_t seed) {
  LibraryRun run("dike", changes, seed);
  run.run_to(1800);
  const auto early = run.upstream(dns::Layer::below);
  run.run_to(3600);
  const auto before = run.upstream(dns::Layer::below);
  const Counts start = count(run);
  run.run_to(7200);
  const auto after = run.upstream(dns::Layer::below);
  Counts end = count(run);
  run.run_to(7206);  // the last of them
  const Counts late = count(run);
  for (int i = 0; i < 3; ++i) end.found[i] = late.found[i];
  const auto share = [&](int i) {
    return 100.0 * static_cast<double>(end.found[i] - start.found[i]) /
           static_cast<double>(end.asked[i] - start.asked[i]);
  };
  return {share(0), share(1), share(2),
          static_cast<double>(after - before) / (2.0 * static_cast<double>(before - early))};
}

struct Figures {
  std::vector<double> served, own, farm, load;
};
Figures replicate(const Changes& changes) {
  Figures figures;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Outcome outcome = attack(changes, seed);
    figures.served.push_back(outcome.served);
    figures.own.push_back(outcome.own);
    figures.farm.push_back(outcome.farm);
    figures.load.push_back(outcome.load);
  }
  return figures;
}

}  // namespace

TEST_CASE(
    "one set of parameters gives both the clients served and the load of the dike experiments",
    "[validation][dike]") {
  const Figures h = replicate({});
  const Figures i = replicate({{"* 1800 A", "* 60 A"}});
  const Figures e = replicate({{"68.4%\"", "29.3%\""}});
  validation::heading("Dike", "Moura et al., IMC 2018; tolerance: ±10 points, load ±2");
  const double served_h =
      validation::row("H: loss 90 %, TTL 1800, served", "50 to 60 %", h.served, "%");
  validation::row("   by a resolver of their own", "-", h.own, "%");
  validation::row("   by a farm of separate caches", "-", h.farm, "%");
  const double served_i =
      validation::row("I: loss 90 %, TTL 60, served", "30 to 37 %", i.served, "%");
  const double served_e =
      validation::row("E: loss 50 %, TTL 1800, served", ">= 88 %", e.served, "%");
  const double load_h = validation::row("H: load at the servers", "x8", h.load, "times");
  CHECK(served_h >= 40);
  CHECK(served_h <= 70);
  CHECK(served_i >= 20);
  CHECK(served_i <= 47);
  CHECK(served_e >= 88);
  CHECK(load_h >= 6);
  CHECK(load_h <= 10);
  CHECK(served_i < served_h);  // a longer TTL protects
}
