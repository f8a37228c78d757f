// SPDX-License-Identifier: Apache-2.0
// Whole worlds, from scenario text to report, against closed forms: published values
// (models/theory, tests/theory), by the gate of tests/net/closed_form_gate.hpp.
#include "models/theory/availability.hpp"
#include "tests/net/closed_form_gate.hpp"
#include "tests/questions/small_world.hpp"

using namespace waypost;
using questions::SmallWorld;

namespace {

/// A resolver at 2,000/s and an authoritative server at 800/s on one spot, no network between.
/// 1,000 lookups/s, 3/7 of them of names that nobody asked before: each costs the authoritative
/// server one query and the resolver a second visit. Visits: 1,428.57/s and 428.57/s, as in the
/// published network times 100. Routes by class instead of coins: the product form holds all the
/// same, as service is exponential and alike for all classes (Baskett, Chandy, Muntz, Palacios
/// 1975).
std::string feedback_world(std::uint64_t seed, const std::string& resolver_ms, int seconds) {
  const std::string line =
      R"( access { profile: "datacentre" delay: "0s" jitter: "0%" loss: "0%" } )";
  return "seed: " + std::to_string(seed) + " horizon: \"" + std::to_string(10 + seconds) +
         R"(s" warm_up: "10s"
    network { core_loss: "0%" jitter: "0%" }
    root { mini { sites: "Paris, FR" } }
    resolvers { name: "isp" sites: "Paris, FR" profile: "ideal" )" +
         line + R"(
                service { time { exponential: ")" +
         resolver_ms + R"(ms" } queue_limit: 1000000 } }
    name_servers { name: "ns1.shop.example" sites: "Paris, FR" )" +
         line + R"(
                   service { time { exponential: "1.25ms" } queue_limit: 1000000 } }
    zones { origin: "shop.example" name_servers: "ns1.shop.example" ttl: "30d" records: "www A 198.18.9.9" }
    populations { name: "users" users: "1000" sites: "Paris, FR" )" +
         line + R"( }
    queries { name: "cached" population: "users" names: "www.shop.example" types { name: "A" }
              arrivals { rate: "571.428571/s" } }
    queries { name: "fresh" population: "users" names: "www.shop.example" types { name: "A" }
              missing: "100%" arrivals { rate: "428.571429/s" } })";
}

double mean_latency_ms(std::uint64_t seed, const std::string& resolver_ms, int seconds) {
  SmallWorld world(feedback_world(seed, resolver_ms, seconds));
  world.run_to(10 + seconds);
  return world.world().workload.clients[0].metrics.latency.mean() / 1e6;
}

/// Share of the time at which the number of failed things satisfies `counts`.
template <class Counts>
double share_of_time(const plan::Plan& plan, double end, Counts&& counts) {
  int down = 0;
  double since = 0, sum = 0;
  for (const plan::Happened& happened : plan.happened) {
    const double at = happened.at.seconds();
    if (counts(down)) sum += at - since;
    since = at;
    down += happened.what.ends_with(" fails") ? 1 : -1;
  }
  if (counts(down)) sum += end - since;
  return sum / end;
}

struct Repairs {
  int machines;
  const char *up, *down;
};

double availability(std::uint64_t seed, const Repairs& r, double years, int most_down,
                    int least_down) {
  std::string names, text = "seed: " + std::to_string(seed) + " horizon: \"" +
                            std::to_string(static_cast<int>(years * 365)) +
                            "d\" root { mini {} }\n";
  for (int i = 1; i <= r.machines; ++i) {
    const std::string name = "\"ns" + std::to_string(i) + ".shop.example\"";
    text += "name_servers { name: " + name + " sites: \"Paris, FR\" }\n";
    names += " names: " + name;
  }
  text += "failures {" + names + " time_to_failure { " + r.up + " } time_to_repair { " + r.down +
          " } }";
  SmallWorld world(text);
  world.run_to(years * 365 * 86400);
  return share_of_time(world.world().plan, years * 365 * 86400.0,
                       [&](int down) { return least_down <= down && down <= most_down; });
}

}  // namespace

TEST_CASE("a resolver and an authoritative server behave as the Jackson network with feedback",
          "[questions][closed-form]") {
  // Published: W = 0.365385 at 10/s; here all rates are 100 times as high.
  const auto values =
      test::replicate(12, [](std::uint64_t seed) { return mean_latency_ms(seed, "0.5", 200); });
  const auto verdict = test::closed_form_gate(values, 3.65385, 0.02);
  INFO(verdict.text);
  CHECK(verdict.passed);
}

TEST_CASE("the gate of the whole world refuses a resolver that is 5 % slower",
          "[questions][closed-form]") {
  const auto values =
      test::replicate(12, [](std::uint64_t seed) { return mean_latency_ms(seed, "0.525", 60); });
  // By its mean (14 % too high), not for want of precision.
  CHECK_FALSE(test::closed_form_gate(values, 3.65385, 0.05).passed);
}

TEST_CASE("thirteen letters with crews of their own are all up as the Markov chain says",
          "[questions][closed-form]") {
  // Availability depends on the means alone: Weibull and lognormal give the same.
  const Repairs repairs = GENERATE(Repairs{13, R"(exponential: "2160h")", R"(exponential: "6h")"},
                                   Repairs{13, R"(weibull { mean: "2160h" shape: 0.7 })",
                                           R"(lognormal { mean: "6h" sigma: 1 })"});
  const auto values = test::replicate(
      10, [&](std::uint64_t seed) { return availability(seed, repairs, 20, 0, 0); });
  const double all_up = theory::machines_down(13, 13, 2160, 6)[0];
  CHECK(all_up == Approx(0.964581).epsilon(1e-6));  // published
  const auto verdict = test::closed_form_gate(values, all_up);
  INFO(verdict.text);
  CHECK(verdict.passed);
}

TEST_CASE("two servers are down together as often as two machines with two crews",
          "[questions][closed-form]") {
  const Repairs repairs{2, R"(exponential: "20h")", R"(exponential: "10h")"};
  const auto values = test::replicate(
      10, [&](std::uint64_t seed) { return availability(seed, repairs, 40, 2, 2); });
  const auto verdict = test::closed_form_gate(values, theory::machines_down(2, 2, 20, 10)[2], 0.02);
  INFO(verdict.text);
  CHECK(verdict.passed);
}
