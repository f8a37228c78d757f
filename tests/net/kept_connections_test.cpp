// SPDX-License-Identifier: Apache-2.0
// Connections kept for the next request. A client that asks as a Poisson process of rate r finds
// its connection open with probability 1 - e^(-r T); by PASTA that is also the share of clients
// connected at any time.
#include "models/net/kept_connections.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "sim/distributions.hpp"

using namespace waypost;
using net::KeptConnections;

namespace {

sim::Time at(double seconds) { return sim::Time{} + sim::from_seconds(seconds); }

}  // namespace

TEST_CASE("a connection is kept until nothing was sent for the idle time", "[net][connection]") {
  KeptConnections kept(sim::seconds(30));
  CHECK_FALSE(kept.use(7, at(0)));
  CHECK(kept.use(7, at(29)));    // and lasts to 59
  CHECK(kept.use(7, at(58.9)));  // ... to 88.9
  CHECK(kept.held(at(88)) == 1);
  CHECK(kept.held(at(89)) == 0);
  CHECK_FALSE(kept.use(7, at(90)));
  CHECK_FALSE(kept.use(8, at(91)));  // another client's
  kept.close(7, at(95));
  const net::ConnectionTotals totals = kept.totals(at(200));
  CHECK(totals.requests == 5);
  CHECK(totals.opened == 3);
  CHECK(totals.most_held == 2);
  CHECK(totals.held_seconds == Approx(88.9 + 5 + 30));
}

TEST_CASE("totals that begin anew count what is open from then on", "[net][connection]") {
  KeptConnections kept(sim::seconds(30));
  kept.use(1, at(0));
  kept.reset_totals(at(10));
  const net::ConnectionTotals totals = kept.totals(at(100));
  CHECK(totals.requests == 0);
  CHECK(totals.most_held == 1);
  CHECK(totals.held_seconds == Approx(20));
}

TEST_CASE("of Poisson clients the share 1 - exp(-r T) is connected, and finds itself connected",
          "[net][connection]") {
  constexpr int kClients = 1000, kRequests = 400'000;
  constexpr double kRate = 1 / 60.0, kIdle = 30;  // per client and second; seconds
  KeptConnections kept(sim::from_seconds(kIdle));
  const sim::Stream luck = sim::make_stream(1, 1, "requests");
  double now = 0;
  for (int i = 0; i < kRequests; ++i) {
    sim::Draw draw(luck, static_cast<std::uint64_t>(i));
    now += sim::exponential(draw) / (kRate * kClients);
    kept.use(draw.below(kClients), at(now));
  }
  const net::ConnectionTotals totals = kept.totals(at(now));
  const double open = 1 - std::exp(-kRate * kIdle);
  // Standard errors 0.0008 of the share and 0.4 connections; false alarm under 1 in 10,000.
  CHECK(static_cast<double>(totals.opened) / kRequests == Approx(1 - open).margin(0.0035));
  CHECK(totals.held_seconds / now == Approx(kClients * open).margin(4));
}
