// SPDX-License-Identifier: Apache-2.0
// Expected windows: Postfix's feedback algorithm (README_FILES/SCHEDULER), computed apart from this
// code.
#include "models/mail/destination_concurrency.hpp"

#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

using namespace waypost::mail;

namespace {

/// Windows after each failure until the destination is dead (marked 0).
std::vector<int> all_fail(int start, Feedback feedback) {
  ConcurrencyProfile profile;
  profile.negative = feedback;
  DestinationConcurrency state = initial_concurrency(profile);
  state.window = start;
  std::vector<int> windows;
  while (windows.empty() || windows.back() != 0)
    windows.push_back(on_failure(state, profile) ? 0 : state.window);
  return windows;
}

std::vector<int> all_succeed(Feedback feedback, int n) {
  ConcurrencyProfile profile;
  profile.positive = feedback;
  DestinationConcurrency state = initial_concurrency(profile);
  std::vector<int> windows;
  for (int i = 0; i < n; ++i) {
    on_success(state, profile, state.window);
    windows.push_back(state.window);
  }
  return windows;
}

}  // namespace

TEST_CASE("a destination whose servers all fail is dead after Postfix's count of failures",
          "[mail][concurrency]") {
  CHECK(all_fail(5, Feedback::one) == std::vector<int>{3, 2, 0});
  CHECK(all_fail(5, Feedback::inverse_window) == std::vector<int>{4, 4, 4, 3, 0});
  CHECK(all_fail(20, Feedback::one) ==
        std::vector<int>{18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 0});
  CHECK(all_fail(20, Feedback::inverse_window).size() == 20);
}

TEST_CASE("a window of 5 reaches 20 after 15 successes when each counts 1", "[mail][concurrency]") {
  const auto windows = all_succeed(Feedback::one, 16);
  CHECK(windows[13] == 19);
  CHECK(windows[14] == 20);
  CHECK(windows[15] == 20);
}

TEST_CASE("a window grows by one per windowful of successes when each counts 1/W",
          "[mail][concurrency]") {
  const auto windows = all_succeed(Feedback::inverse_window, 200);
  const auto reached = [&](int w) {
    return std::find(windows.begin(), windows.end(), w) - windows.begin();
  };
  for (int w = 7; w < 20; ++w) CHECK(std::abs(reached(w + 1) - reached(w) - w) <= 1);
}

TEST_CASE("a window that is not used does not grow", "[mail][concurrency]") {
  const ConcurrencyProfile profile;
  DestinationConcurrency state = initial_concurrency(profile);
  for (int i = 0; i < 50; ++i) on_success(state, profile, 1);
  CHECK(state.window == 1 + profile.initial);
}

TEST_CASE("a window per route follows the addresses that may be tried first",
          "[mail][concurrency]") {
  // OpenSMTPD's limits: 5 sessions per route, 100 per domain (mail.md 2.5).
  const ConcurrencyProfile profile{.limit = 100, .per_route = 5};
  DestinationConcurrency state = initial_concurrency(profile);
  CHECK(state.window == 5);
  const auto [routes, window] = GENERATE(table<std::size_t, int>({{1, 5}, {3, 15}, {30, 100}}));
  on_routes(state, profile, routes);
  CHECK(state.window == window);
  on_routes(state, {}, 1);
  CHECK(state.window == window);
}

TEST_CASE("one success forgives the failures before it", "[mail][concurrency]") {
  const ConcurrencyProfile profile;
  DestinationConcurrency state = initial_concurrency(profile);
  for (int i = 0; i < 20; ++i) {
    REQUIRE_FALSE(on_failure(state, profile));
    on_success(state, profile, state.window);
    on_success(state, profile, state.window);
  }
}
