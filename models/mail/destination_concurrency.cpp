// SPDX-License-Identifier: Apache-2.0
#include "models/mail/destination_concurrency.hpp"

#include <algorithm>
#include <cmath>

namespace waypost::mail {
namespace {

double step(Feedback feedback, int window) {
  switch (feedback) {
    case Feedback::one: return 1;
    case Feedback::inverse_window: return 1.0 / window;
    case Feedback::none: return 0;
    case Feedback::inverse_square_root: return 1.0 / std::sqrt(static_cast<double>(window));
  }
  return 1;
}

/// Postfix's hysteresis: the window moves by whole units, each "1" of collected feedback.
constexpr double kHysteresis = 1;

}  // namespace

DestinationConcurrency initial_concurrency(const ConcurrencyProfile& profile) {
  return {.window = std::min(profile.initial, profile.limit)};
}

void on_success(DestinationConcurrency& s, const ConcurrencyProfile& profile, int busy) {
  s.failed_cohorts = 0;
  // An idle window is not widened: growth must have been used.
  if (s.window >= profile.limit || s.window >= busy + profile.initial) return;
  const double feedback = step(profile.positive, s.window);
  s.success += feedback;
  while (s.success + feedback / 2 >= kHysteresis) {
    s.window += 1;
    s.success -= kHysteresis;
    s.failure = 0;
  }
  s.window = std::min(s.window, profile.limit);
}

bool on_failure(DestinationConcurrency& s, const ConcurrencyProfile& profile) {
  s.failed_cohorts += 1.0 / s.window;
  if (s.failed_cohorts >= profile.failed_cohort_limit) return true;
  const double feedback = step(profile.negative, s.window);
  s.failure -= feedback;
  while (s.failure - feedback / 2 < 0) {
    s.window -= 1;
    s.failure += kHysteresis;
    s.success = 0;
  }
  s.window = std::max(s.window, 1);
  return false;
}

void on_routes(DestinationConcurrency& s, const ConcurrencyProfile& profile, std::size_t routes) {
  if (profile.per_route > 0)
    s.window = std::min(profile.limit, profile.per_route * static_cast<int>(routes));
}

sim::Duration dead_time(const ConcurrencyProfile& profile, std::uint32_t deaths) {
  for (const DeadStep& step : profile.dead) {
    if (step.times == 0 || deaths <= step.times) return step.length;
    deaths -= step.times;
  }
  return profile.dead.back().length;
}

}  // namespace waypost::mail
