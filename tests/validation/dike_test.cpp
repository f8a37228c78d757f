// SPDX-License-Identifier: Apache-2.0
// Moura, Heidemann, Mueller, Schmidt, Davids, "When the Dike Breaks", IMC 2018: with one set of
// parameters, the share of clients served during an attack and the load at the attacked servers.
#include "tests/validation/library_run.hpp"

using namespace waypost;
using validation::Changes;
using validation::LibraryRun;

namespace {

constexpr double kMinute = 60, kHour = 3600;

/// Lookups asked and answered: of all clients, of those with a resolver of their own, of those at
/// the farm.
struct Counts {
  double asked[3], found[3];
};
Counts count(const LibraryRun& run) {
  constexpr auto kFound = dns::LookupStatus::found;
  const auto n = [](std::uint64_t counted) { return static_cast<double>(counted); };
  return {{n(run.asked()), n(run.asked("isp")), n(run.asked("public"))},
          {n(run.ended(kFound)), n(run.ended(kFound, "isp")), n(run.ended(kFound, "public"))}};
}

/// What a stretch of the attack did, per cent of the lookups asked in it.
struct Outcome {
  double served, own, farm;
  double failed_before;  ///< ... in the half hour before the attack
  double uncached;       ///< ... then, that no cache answered
  double load;           ///< queries at the zone's servers, against the half hour before, per time
};

Outcome attack(const Changes& changes, std::uint64_t seed, double from, double until) {
  LibraryRun run("dike", changes, seed);
  run.run_to(kHour / 2);
  const Counts early = count(run);
  const auto sent_early = static_cast<double>(run.upstream(dns::Layer::below));
  run.run_to(kHour);
  const Counts before = count(run);
  const double sent = static_cast<double>(run.upstream(dns::Layer::below)) - sent_early;
  LibraryRun attacked("dike", changes, seed);
  attacked.run_to(from);
  const Counts start = count(attacked);
  const auto sent_start = static_cast<double>(attacked.upstream(dns::Layer::below));
  attacked.run_to(until);
  Counts end = count(attacked);
  const double load = static_cast<double>(attacked.upstream(dns::Layer::below)) - sent_start;
  attacked.run_to(until + 6);  // the last of them wait 5 s
  const Counts late = count(attacked);
  const auto share = [&](int i) {
    return 100 * (late.found[i] - start.found[i]) / (end.asked[i] - start.asked[i]);
  };
  const double asked_before = before.asked[0] - early.asked[0];
  return {share(0),
          share(1),
          share(2),
          100 * (1 - (before.found[0] - early.found[0]) / asked_before),
          100 * sent / asked_before,
          load / (until - from) / (sent / (kHour / 2))};
}

/// One member of the outcomes of three seeds.
using Outcomes = std::vector<Outcome>;
std::vector<double> all(const Outcomes& outcomes, double Outcome::*member) {
  std::vector<double> values;
  for (const Outcome& outcome : outcomes) values.push_back(outcome.*member);
  return values;
}
/// The second hour is the attack's, unless said otherwise.
Outcomes replicate(const Changes& changes, double from = kHour, double until = 2 * kHour) {
  Outcomes outcomes;
  for (std::uint64_t seed = 1; seed <= 3; ++seed)
    outcomes.push_back(attack(changes, seed, from, until));
  return outcomes;
}
double served(const char* what, const char* published, const Outcomes& outcomes) {
  return validation::row(what, published, all(outcomes, &Outcome::served), "%");
}

const std::pair<std::string, std::string> kAllLost{"68.4%\"", "100%\""},
    kHalfLost{"68.4%\"", "29.3%\""},
    kMostLost{"68.4%\"", "50%\""};  // each way; of exchanges 100, 50 and 75 %
const std::pair<std::string, std::string> kAnHour{"* 1800 A", "* 3600 A"};

}  // namespace

TEST_CASE(
    "one set of parameters gives both the clients served and the load of the dike experiments",
    "[validation][dike]") {
  const Outcomes h = replicate({});
  const Outcomes i = replicate({{"* 1800 A", "* 60 A"}});
  const Outcomes e = replicate({kHalfLost});
  validation::heading("Dike", "Moura et al., IMC 2018; tolerance: ±10 points, load ±2");
  const double served_h = served("H: loss 90 %, TTL 1800, served", "50 to 60 %", h);
  validation::row("   by a resolver of their own", "-", all(h, &Outcome::own), "%");
  validation::row("   by a farm of separate caches", "-", all(h, &Outcome::farm), "%");
  const double served_i = served("I: loss 90 %, TTL 60, served", "30 to 37 %", i);
  const double served_e = served("E: loss 50 %, TTL 1800, served", ">= 88 %", e);
  validation::row("   failed before the attack (an input)", "4.8 % (memory)",
                  all(e, &Outcome::failed_before), "%");
  std::vector<double> rise;
  for (const Outcome& outcome : e) rise.push_back(100 - outcome.served - outcome.failed_before);
  validation::row("   failed in it, beyond those", "3.7 % (memory)", rise, "%");
  const double load_h =
      validation::row("H: load at the servers", "x8", all(h, &Outcome::load), "times");
  CHECK(served_h >= 40);
  CHECK(served_h <= 70);
  CHECK(served_i >= 20);
  CHECK(served_i <= 47);
  CHECK(served_e >= 88);
  CHECK(load_h >= 6);
  CHECK(load_h <= 10);
  CHECK(served_i < served_h);  // a longer TTL protects
}

TEST_CASE("caches carry clients through an outage shorter than their data live, and no longer",
          "[validation][dike]") {
  const std::pair<std::string, std::string> early{"\"+1h\" lossy", "\"+10m\" lossy"};
  const std::pair<std::string, std::string> one_server{"lossy { names: \"ns1.probe.example\" names",
                                                       "lossy { names"};
  const Outcomes a = replicate({kAllLost, kAnHour, early}, 10 * kMinute, kHour);
  const Outcomes a_after = replicate({kAllLost, kAnHour, early}, kHour, 70 * kMinute);
  const Outcomes b = replicate({kAllLost, kAnHour});
  const Outcomes c_early = replicate({kAllLost}, kHour, 70 * kMinute);
  const Outcomes c_late = replicate({kAllLost}, 90 * kMinute, 2 * kHour);
  const Outcomes d = replicate({kHalfLost, one_server});
  const Outcomes f = replicate({kMostLost});
  const Outcomes g = replicate({kMostLost, {"* 1800 A", "* 300 A"}});
  validation::heading("Dike, other experiments", "mostly from memory: printed");
  const double held = served("A: all lost, TTL 3600, served for 50 min", "about 50 %", a);
  const double ended = served("   ... last 10 min, as the data end", "-", a_after);
  served("B: all lost after an hour, TTL 3600, served", "-", b);
  validation::row("   before it, answered by no cache (an input)", "30 %",
                  all(b, &Outcome::uncached), "%");
  const double first = served("C: all lost, TTL 1800, first 10 min", "-", c_early);
  const double last = served("   ... second half hour", "ended (memory)", c_late);
  const double served_d = served("D: half lost at one of two servers", "hardly less (mem.)", d);
  const double served_f = served("F: loss 75 %, TTL 1800, served", "-", f);
  const double load_f =
      validation::row("   load at the servers", "x3.5 (memory)", all(f, &Outcome::load), "times");
  const double served_g = served("G: loss 75 %, TTL 300, served", "less than F (mem.)", g);
  CHECK(held == Approx(50).margin(15));  // "about half" (abstract)
  CHECK(ended < held);
  CHECK(last < first);
  CHECK(served_d > 90);
  CHECK(served_g < served_f);  // the abstract: longer TTLs protect
  CHECK(load_f > 1);           // ... and resolvers that try again multiply the load
}
