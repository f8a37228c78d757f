// SPDX-License-Identifier: Apache-2.0
// Expected times: Postfix's algorithm run by hand (arrival aligned with a scan, and 2.5 min off),
// the closed form of mail retried under an exponential outage (validation rows M2), and the
// recorded retries of Postfix 3.7.11.
#include "models/mail/retry_schedule.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace waypost;
using namespace waypost::mail;

namespace {

/// Times of the attempts (first at 0) of a message whose destination never answers, in seconds;
/// the last is the one after which it expires, or the n-th.
std::vector<double> attempts(const RetryProfile& profile, sim::Time anchor, std::size_t n = 1000) {
  std::vector<double> times;
  sim::Time now{};
  while (times.size() < n) {
    times.push_back(now.seconds());
    const Retried message{.attempts = static_cast<std::uint32_t>(times.size())};
    if (expired(profile, message, now, false)) break;
    now = taken_up(profile, anchor, next_try(profile, message, now), now);
  }
  return times;
}

RetryProfile without_scan() {
  RetryProfile p;
  p.scan_period = {};
  p.clock_grain = {};
  return p;
}

struct Delay {
  double mean = 0, attempts = 0;
};

/// Residual outage Exp(m), first attempt fails: P(delivered at t_k) = e^(-t_{k-1}/m) - e^(-t_k/m).
Delay expected_delay(const std::vector<double>& t, double m) {
  Delay d{0, 1};
  for (std::size_t k = 1; k < t.size(); ++k) {
    d.mean += t[k] * (std::exp(-t[k - 1] / m) - std::exp(-t[k] / m));
    d.attempts += std::exp(-t[k - 1] / m);
  }
  return d;
}

Delay expected_delay_with_scan(double m) {
  constexpr int kPhases = 600;
  Delay sum;
  for (int i = 0; i < kPhases; ++i) {
    const sim::Time anchor = sim::Time{} + sim::from_seconds((i + 0.5) * 300.0 / kPhases);
    const Delay d = expected_delay(attempts(RetryProfile{}, anchor), m);
    sum.mean += d.mean / kPhases;
    sum.attempts += d.attempts / kPhases;
  }
  return sum;
}

}  // namespace

TEST_CASE("Postfix tries a dead destination at ages that double, then every 70 minutes",
          "[mail][retry]") {
  const auto t = attempts(RetryProfile{}, sim::Time{});
  const std::vector<double> minutes{0, 5, 10, 20, 40, 80, 150, 220, 290};
  for (std::size_t i = 0; i < minutes.size(); ++i) CHECK(t[i] == minutes[i] * 60);
  CHECK(t.size() == 108);
  CHECK(t.back() / 3600 == Approx(120.33).margin(0.005));
}

TEST_CASE("a message that arrives between two queue scans is tried 2.5 minutes later each time",
          "[mail][retry]") {
  const auto t = attempts(RetryProfile{}, sim::Time{} + sim::seconds(150));
  const std::vector<double> minutes{0, 7.5, 17.5, 37.5, 77.5, 147.5};
  for (std::size_t i = 0; i < minutes.size(); ++i) CHECK(t[i] == minutes[i] * 60);
  CHECK(t.size() == 107);
  CHECK(t.back() / 3600 == Approx(120.29).margin(0.005));
}

TEST_CASE("retries fall on the scan grid of the queue manager, in whole seconds, as recorded",
          "[mail][retry]") {
  // Recording s6: 4 s / 32 s / scan 2 s / life 120 s, injected at 0.11 s.
  RetryProfile p;
  p.backoff = BackoffByAge{sim::seconds(4), sim::seconds(32)};
  p.scan_period = sim::seconds(2);
  p.lifetime = sim::seconds(120);
  const std::vector<double> recorded{0.322, 3.897, 7.594, 16.188, 32.084, 64.183, 96.44, 128.011};
  const sim::Time arrival = sim::Time{} + sim::milliseconds(110);
  sim::Time now = sim::Time{} + sim::milliseconds(322);
  for (std::size_t i = 1; i < recorded.size(); ++i) {
    REQUIRE_FALSE(expired(p, {.arrival = arrival}, now, false));
    now = taken_up(p, sim::Time{} + sim::milliseconds(100), next_try(p, {.arrival = arrival}, now),
                   now);
    CHECK(std::abs(now.seconds() - recorded[i]) <= 3);  // one scan + 1 s
  }
  CHECK(expired(p, {.arrival = arrival}, now, false));
}

TEST_CASE("mail retried under an exponential outage has the closed form's mean delay",
          "[mail][retry][validation]") {
  SECTION("scan period towards 0") {
    const auto [m, mean, tries] = GENERATE(table<double, double, double>(
        {{600, 910.4, 3.128}, {1800, 2544.3, 4.418}, {14400, 16122.3, 8.659}}));
    const Delay d = expected_delay(attempts(without_scan(), {}), m);
    CHECK(d.mean == Approx(mean).epsilon(0.001));
    CHECK(d.attempts == Approx(tries).epsilon(0.001));
  }
  SECTION("scan period 300 s, uniform phase") {
    const auto [m, mean, tries] =
        GENERATE(table<double, double, double>({{600, 1006.0, 2.677}, {1800, 2628.3, 3.709}}));
    const Delay d = expected_delay_with_scan(m);
    CHECK(d.mean == Approx(mean).epsilon(0.01));
    CHECK(d.attempts == Approx(tries).epsilon(0.01));
  }
  SECTION("every 1800 s") {
    RetryProfile p = without_scan();
    p.backoff = FixedInterval{sim::seconds(1800)};
    const auto [m, mean] =
        GENERATE(table<double, double>({{600, 1894.3}, {1800, 2847.6}, {14400, 15318.7}}));
    CHECK(expected_delay(attempts(p, {}), m).mean == Approx(mean).epsilon(0.001));
  }
}
