// SPDX-License-Identifier: Apache-2.0
#include "models/mail/retry_schedule.hpp"

#include <algorithm>

#include "sim/expect.hpp"

namespace waypost::mail {
namespace {

sim::Duration age_of(const RetryProfile& profile, sim::Time arrival, sim::Time now) {
  return truncated(now, profile.clock_grain) - truncated(arrival, profile.clock_grain);
}

sim::Duration lifetime_of(const RetryProfile& profile, bool null_sender) {
  return null_sender ? profile.bounce_lifetime : profile.lifetime;
}

/// The wait after the failed attempt, from now.
struct Wait {
  const Retried& message;
  sim::Duration age;

  sim::Duration operator()(const BackoffByAge& law) const {
    return std::clamp(age, law.minimal, law.maximal);
  }
  sim::Duration operator()(const FixedInterval& law) const { return law.interval; }
  sim::Duration operator()(const Doubling& law) const {
    const std::uint32_t doublings = std::min(message.attempts - 1, 20u);  // over a year
    const sim::Duration wait = law.first * (std::int64_t{1} << doublings);
    if (law.jitter_divisor == 0) return wait;
    const sim::Duration most = std::min(wait / law.jitter_divisor, law.jitter_limit);
    return wait + sim::from_seconds(most.seconds() * (2 * message.luck - 1));
  }
  sim::Duration operator()(const Quadratic& law) const {
    const std::int64_t n = std::min(message.attempts, 10'000u);
    return std::max(law.unit * (n * n) - age, sim::Duration{});
  }
  sim::Duration operator()(const EvenGrowth& law) const {
    const std::int64_t grown = std::min(message.attempts - 1, 1'000'000u);
    return std::min(law.first + law.step * grown, law.maximal);
  }
  sim::Duration operator()(const RetryAges& law) const {
    if (law.ages.empty()) return {};
    if (message.attempts <= law.ages.size())
      return std::max(law.ages[message.attempts - 1] - age, sim::Duration{});
    const bool one = law.ages.size() == 1;
    return law.ages.back() - (one ? sim::Duration{} : law.ages[law.ages.size() - 2]);
  }
  sim::Duration operator()(const RetryRules& law) const {
    return gap_by_rules(law, age, message.last_gap);
  }
};

}  // namespace

sim::Duration gap_by_rules(const RetryRules& rules, sim::Duration failing, sim::Duration last_gap) {
  const RetryRule* rule = &rules.steps.back();
  for (const RetryRule& step : rules.steps)
    if (failing <= step.until) {
      rule = &step;
      break;
    }
  if (rule->growth <= 1 || last_gap < rule->interval) return rule->interval;
  return std::min(sim::from_seconds(last_gap.seconds() * rule->growth), rules.longest);
}

sim::Time next_try(const RetryProfile& profile, const Retried& message, sim::Time now) {
  const sim::Time stamp = truncated(now, profile.clock_grain);
  return stamp + std::visit(Wait{message, age_of(profile, message.arrival, now)}, profile.backoff);
}

sim::Time taken_up(const RetryProfile& profile, sim::Time scan_anchor, sim::Time due,
                   sim::Time now) {
  if (profile.scan_period.ns == 0) return std::max(due, now);
  const std::int64_t period = profile.scan_period.ns;
  WAYPOST_EXPECT(period > 0, "queue scan period below zero");
  const sim::Time earliest = std::max(due - profile.scan_slack, now);
  const std::int64_t offset = std::max<std::int64_t>(0, (earliest - scan_anchor).ns);
  return scan_anchor + sim::Duration{(offset + period - 1) / period * period};
}

bool expired(const RetryProfile& profile, const Retried& message, sim::Time now, bool null_sender) {
  if (profile.attempts_limit != 0 && message.attempts >= profile.attempts_limit) return true;
  const sim::Duration lifetime = lifetime_of(profile, null_sender);
  if (profile.expiry == Expiry::when_next_is_late)
    return next_try(profile, message, now) - message.arrival > lifetime;
  return age_of(profile, message.arrival, now) >= lifetime;
}

sim::Time expires_at(const RetryProfile& profile, sim::Time arrival, bool null_sender) {
  if (profile.expiry != Expiry::by_clock) return sim::kNever;
  // Whole seconds, as the age that decides (expired) is counted.
  const sim::Time end = truncated(arrival, profile.clock_grain) + lifetime_of(profile, null_sender);
  return std::max(end, arrival);
}

}  // namespace waypost::mail
