// SPDX-License-Identifier: Apache-2.0
// The server model against the closed forms of queueing theory. Exact values: Erlang's and
// Pollaczek-Khinchine's formulas as tabulated in analytic.csv; the gate is closed_form_gate.hpp.
#include <algorithm>
#include <catch2/catch.hpp>

#include "models/net/station.hpp"
#include "sim/engine.hpp"
#include "tests/net/closed_form_gate.hpp"

using namespace waypost;
using namespace waypost::net;
using sim::Law;
using test::closed_form_gate;
using test::replicate;

namespace {

struct Means {
  double wait = 0, sojourn = 0, dropped_share = 0, waited_share = 0, p99_sojourn = 0;
};

/// Poisson arrivals at `rate` per second into `station`, by the engine; the first tenth is warm-up.
Means run_station(Station station, double rate, int arrivals, std::uint64_t seed,
                  bool percentiles = false) {
  sim::Engine engine(seed);
  const sim::EntityId source = engine.add_entity(sim::hash_text("source"));
  const sim::Stream luck = sim::make_stream(seed, engine.path_hash(source), "gap and service");
  const int warm_up = arrivals / 10;
  double admitted = 0, dropped = 0, waited = 0, wait = 0, sojourn = 0;
  std::vector<double> sojourns;
  engine.schedule(source, source, {}, 0, 0);
  engine.run(sim::kNever, [&](const sim::Event& event) {
    sim::Draw draw(luck, event.argument);
    const sim::Duration gap = sim::from_seconds(sim::exponential(draw) / rate);
    const Admission a = admit(station, event.at(), draw);
    if (event.argument >= static_cast<std::uint64_t>(warm_up)) {
      admitted += a.admitted;
      dropped += !a.admitted;
      if (a.admitted) {
        waited += a.starts_at > event.at();
        wait += (a.starts_at - event.at()).seconds();
        sojourn += (a.finishes_at - event.at()).seconds();
        if (percentiles) sojourns.push_back((a.finishes_at - event.at()).seconds());
      }
    }
    if (event.argument + 1 == static_cast<std::uint64_t>(arrivals)) return false;
    engine.schedule(source, source, event.at() + gap, 0, event.argument + 1);
    return true;
  });
  Means means{wait / admitted, sojourn / admitted, dropped / (admitted + dropped),
              waited / admitted, 0};
  if (percentiles) {
    const auto p99 = sojourns.begin() + static_cast<std::ptrdiff_t>(0.99 * admitted);
    std::nth_element(sojourns.begin(), p99, sojourns.end());
    means.p99_sojourn = *p99;
  }
  return means;
}

void check_gate(const std::vector<double>& values, double exact, double tolerance = 0.01) {
  const auto verdict = closed_form_gate(values, exact, tolerance);
  INFO(verdict.text);
  CHECK(verdict.passed);
}

}  // namespace

TEST_CASE("one exponential worker waits as M/M/1", "[net][station][closed-form]") {
  check_gate(replicate(10,
                       [](std::uint64_t seed) {
                         return run_station({Law::exponential(1), 1}, 0.5, 300000, seed).sojourn;
                       }),
             2);
  check_gate(replicate(20,
                       [](std::uint64_t seed) {
                         return run_station({Law::exponential(1), 1}, 0.8, 500000, seed).sojourn;
                       }),
             5);
}

TEST_CASE("M/M/1 at 95 % load keeps its long line", "[net][station][closed-form]") {
  check_gate(replicate(20,
                       [](std::uint64_t seed) {
                         return run_station({Law::exponential(1), 1}, 0.95, 2700000, seed).sojourn;
                       }),
             20, 0.02);
}

TEST_CASE("the 99th percentile of M/M/1 is ln(100) / (mu - lambda)",
          "[net][station][closed-form]") {
  check_gate(
      replicate(16,
                [](std::uint64_t seed) {
                  return run_station({Law::exponential(1), 1}, 0.8, 600000, seed, true).p99_sojourn;
                }),
      23.0259, 0.02);
}

TEST_CASE("several workers wait as M/M/c", "[net][station][closed-form]") {
  struct Row {
    std::uint32_t workers;
    double load, wait, waited_share;
  };
  const Row row = GENERATE(Row{2, 1.5, 1.285714, 0.642857}, Row{5, 4, 0.554113, 0.554113});
  std::vector<double> waits, shares;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Means m = run_station({Law::exponential(1), row.workers}, row.load, 1200000, seed);
    waits.push_back(m.wait);
    shares.push_back(m.waited_share);
  }
  check_gate(waits, row.wait);
  check_gate(shares, row.waited_share);
}

TEST_CASE("a bounded line drops and waits as M/M/c/K", "[net][station][closed-form]") {
  struct Row {
    double rate;
    std::uint32_t places;
    double dropped, sojourn;
    int arrivals;
  };
  const Row row =
      GENERATE(Row{0.9, 9, 0.050814, 4.646601, 800000}, Row{1.2, 4, 0.250588, 3.359493, 200000});
  std::vector<double> dropped, sojourns;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Means m = run_station({Law::exponential(1), 1, row.places}, row.rate, row.arrivals, seed);
    dropped.push_back(m.dropped_share);
    sojourns.push_back(m.sojourn);
  }
  check_gate(dropped, row.dropped);
  check_gate(sojourns, row.sojourn);
}

TEST_CASE("the waiting time follows Pollaczek and Khinchine", "[net][station][closed-form]") {
  struct Row {
    Law service;
    double load, wait;
    int arrivals;
  };
  const Row row =
      GENERATE(Row{Law::constant(1), 0.5, 0.5, 100000}, Row{Law::constant(1), 0.8, 2, 500000},
               Row{Law::hyperexponential(1, 4), 0.5, 2.5, 400000},
               Row{Law::hyperexponential(1, 4), 0.8, 10, 2400000});
  check_gate(replicate(20,
                       [&](std::uint64_t seed) {
                         return run_station({row.service, 1}, row.load, row.arrivals, seed).wait;
                       }),
             row.wait);
}

TEST_CASE("without a line the dropped share is Erlang B for any service law",
          "[net][station][closed-form]") {
  struct Row {
    double load;
    std::uint32_t workers;
    double blocked;
    Law law;
    int arrivals;
  };
  const Row row = GENERATE(Row{1, 1, 0.5, Law::lognormal_from_mean(1, 4), 100000},
                           Row{2, 5, 0.036697, Law::exponential(1), 1200000},
                           Row{10, 10, 0.214582, Law::exponential(1), 300000},
                           Row{10, 10, 0.214582, Law::constant(1), 200000},
                           Row{10, 10, 0.214582, Law::lognormal_from_mean(1, 4), 600000});
  check_gate(replicate(10,
                       [&](std::uint64_t seed) {
                         return run_station({row.law, row.workers, 0}, row.load, row.arrivals, seed)
                             .dropped_share;
                       }),
             row.blocked);
}

TEST_CASE("two stations with feedback are a Jackson network", "[net][station][closed-form]") {
  // As a resolver (20 per second) that asks an authority (8 per second) for 0.3 of its passes.
  const auto sojourn = [](std::uint64_t seed) {
    constexpr std::uint64_t kJobs = 150000, kWarmUp = kJobs / 10;
    sim::Engine engine(seed);
    const sim::EntityId nodes[] = {engine.add_entity(sim::hash_text("resolver")),
                                   engine.add_entity(sim::hash_text("authority"))};
    Station stations[] = {{Law::exponential(1 / 20.0), 1}, {Law::exponential(1 / 8.0), 1}};
    const sim::Stream luck = sim::make_stream(seed, 1, "jackson");
    std::vector<sim::Time> born(kJobs);
    std::vector<std::uint32_t> passes(kJobs);
    double total = 0;
    enum Kind : std::uint32_t { enters, arrives, leaves };
    const auto visit = [&](int node, std::uint64_t job, sim::Draw& draw) {
      const Admission a = admit(stations[node], engine.now(), draw);
      engine.schedule(nodes[node], nodes[node], a.finishes_at, leaves, job);
    };
    engine.schedule(nodes[0], nodes[0], {}, enters, 0);
    engine.run(sim::kNever, [&](const sim::Event& event) {
      const std::uint64_t job = event.argument;
      sim::Draw draw(luck, job, passes[job]++);
      const int node = event.target == nodes[0] ? 0 : 1;
      if (event.kind == enters) {
        born[job] = event.at();
        if (job + 1 < kJobs)
          engine.schedule(nodes[0], nodes[0],
                          event.at() + sim::from_seconds(sim::exponential(draw) / 10), enters,
                          job + 1);
        visit(0, job, draw);
      } else if (node == 1 || draw.chance(0.3)) {
        visit(1 - node, job, draw);
      } else if (job >= kWarmUp) {
        total += (event.at() - born[job]).seconds();
      }
      return true;
    });
    return total / static_cast<double>(kJobs - kWarmUp);
  };
  check_gate(replicate(20, sojourn), 0.365385);
}

TEST_CASE("the gate fails a wrong model", "[net][station][closed-form]") {
  const auto wrong_law = replicate(10, [](std::uint64_t seed) {
    return run_station({Law::erlang(1, 20), 1}, 0.5, 150000, seed).sojourn;
  });
  CHECK_FALSE(closed_form_gate(wrong_law, 2).passed);
  const auto one_place_more = replicate(20, [](std::uint64_t seed) {
    return run_station({Law::exponential(1), 1, 10}, 0.9, 250000, seed).dropped_share;
  });
  CHECK_FALSE(closed_form_gate(one_place_more, 0.050814).passed);
  const auto too_short = replicate(10, [](std::uint64_t seed) {
    return run_station({Law::exponential(1), 1}, 0.5, 1000, seed).sojourn;
  });
  CHECK_FALSE(closed_form_gate(too_short, 2).passed);
}

TEST_CASE("attack load alone leaves to others what M/M/c/K leaves", "[net][station][attack]") {
  // One real request in 1,000 joins an attack of 1.2 per service time on one worker, 4 places:
  // the line it sees is that of M/M/1/5 at 1.2, though no attack packet is an event.
  std::vector<double> dropped, sojourns;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Station station(Law::exponential(1), 1, 4);
    set_attack(station, {}, 1.2);
    const Means m = run_station(station, 1e-4, 100000, seed);
    dropped.push_back(m.dropped_share);
    sojourns.push_back(m.sojourn);
  }
  check_gate(dropped, 0.250588);
  check_gate(sojourns, 3.359493);
}

TEST_CASE("an attack ten times the capacity leaves a tenth of the answers",
          "[net][station][attack]") {
  Station station(Law::exponential(0.001), 4, 1000);
  set_attack(station, {}, 40000);
  const Means m = run_station(station, 10, 20000, 1);
  CHECK(m.dropped_share == Approx(0.9).margin(0.01));
  // Those admitted stand behind a full line: 1,000 places at 4,000 per second.
  CHECK(m.sojourn == Approx(0.251).epsilon(0.01));
}

TEST_CASE("a station counts its load and recovers when the attack ends", "[net][station][attack]") {
  Station station(Law::constant(0.5), 1, 10);
  sim::Draw draw(sim::make_stream(1, 1, "x"), 1);
  admit(station, {}, draw, 3);
  CHECK(station.load.arrivals == 3);
  set_attack(station, sim::Time{} + sim::seconds(10), 100);
  set_attack(station, sim::Time{} + sim::seconds(20), 0);
  CHECK(station.load.attack_arrivals == Approx(1000));
  // One worker at 2 per second, full all the time: 20 of the 1,000 are served.
  CHECK(station.load.attack_busy_seconds == Approx(10).epsilon(0.01));
  const Admission later = admit(station, sim::Time{} + sim::seconds(30), draw);
  CHECK(later.admitted);
  CHECK(later.starts_at == sim::Time{} + sim::seconds(30));
}

TEST_CASE("utilisation is the busy share of the workers", "[net][station]") {
  Station station(Law::constant(1), 2);
  sim::Draw draw(sim::make_stream(1, 1, "x"), 1);
  for (int i = 0; i < 3; ++i) admit(station, {}, draw);
  CHECK(utilisation(station, sim::Time{} + sim::seconds(1)) == Approx(1.0));
  CHECK(utilisation(station, sim::Time{} + sim::seconds(2)) == Approx(0.75));
  CHECK(utilisation(station, sim::Time{} + sim::seconds(4)) == Approx(0.375));
  station.slowdown = 3;
  const sim::Time now = sim::Time{} + sim::seconds(10);
  CHECK(admit(station, now, draw).finishes_at == now + sim::seconds(3));
  station.slow_extra = sim::milliseconds(500);
  CHECK(admit(station, now, draw).finishes_at == now + sim::milliseconds(3500));
}
