// SPDX-License-Identifier: Apache-2.0
#include "models/mail/retry_schedule.hpp"

#include <algorithm>

#include "sim/expect.hpp"

namespace waypost::mail {
namespace {

sim::Time truncate(sim::Time t, sim::Duration grain) {
  return grain.ns > 0 ? sim::Time{t.ns / grain.ns * grain.ns} : t;
}

struct DelayAtAge {
  sim::Duration age;
  sim::Duration operator()(const BackoffByAge& law) const {
    return std::clamp(age, law.minimal, law.maximal);
  }
  sim::Duration operator()(const FixedInterval& law) const { return law.interval; }
};

}  // namespace

sim::Time next_try(const RetryProfile& profile, sim::Time arrival, sim::Time now) {
  const sim::Time stamp = truncate(now, profile.clock_grain);
  const sim::Duration age = stamp - truncate(arrival, profile.clock_grain);
  return stamp + std::visit(DelayAtAge{age}, profile.backoff);
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

bool expired(const RetryProfile& profile, sim::Time arrival, sim::Time now, bool null_sender) {
  const sim::Duration lifetime = null_sender ? profile.bounce_lifetime : profile.lifetime;
  return truncate(now, profile.clock_grain) - truncate(arrival, profile.clock_grain) >= lifetime;
}

}  // namespace waypost::mail
