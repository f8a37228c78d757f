// SPDX-License-Identifier: Apache-2.0
// When a deferred message is tried again, and when it is given up. One law per kind of sender, each
// read in its source: by age (Postfix), doubling (KumoMTA, Haraka), by the square of the tries
// (OpenSMTPD), growing evenly (Exchange Online), rules by failing time (Exim), at every queue run
// (sendmail). A periodic scan of the queue takes up what is due. RFC 5321 section 4.5.4.1 bounds
// it.
#pragma once

#include <array>
#include <cstdint>
#include <variant>
#include <vector>

#include "sim/time.hpp"

namespace waypost::mail {

/// Postfix: delay = the message's age, clamped. Age doubles until `maximal`, then grows steadily.
struct BackoffByAge {
  sim::Duration minimal = sim::seconds(300);
  sim::Duration maximal = sim::seconds(4000);
};

/// The same delay after every try. 0: due at the next queue run (sendmail).
struct FixedInterval {
  sim::Duration interval = sim::minutes(30);
};

/// first, 2 first, 4 first, ... (KumoMTA, Haraka), each +- the lesser of a share and a limit.
struct Doubling {
  sim::Duration first{};
  std::int64_t jitter_divisor = 0;  ///< of the delay; 0: no jitter
  sim::Duration jitter_limit{};
};

/// The n-th retry is due unit * n^2 after arrival (OpenSMTPD).
struct Quadratic {
  sim::Duration unit{};
};

/// first, first + step, first + 2 step, ... up to maximal (Exchange Online, as an assumption).
struct EvenGrowth {
  sim::Duration first{}, step{}, maximal{};
};

/// One of Exim's retry rules: valid while the failing time is at most `until`; waits `interval`, or
/// `growth` times the last wait, whichever is more (growth 1: Exim's F; above: G).
struct RetryRule {
  sim::Duration until{}, interval{};
  double growth = 1;
};

/// Exim's `retry` section for one destination, in order.
struct RetryRules {
  std::array<RetryRule, 3> steps{{{sim::hours(2), sim::minutes(15), 1},
                                  {sim::hours(16), sim::hours(1), 1.5},
                                  {sim::hours(96), sim::hours(6), 1}}};
  sim::Duration longest = sim::hours(24);  ///< retry_interval_max
};

/// Retries at these ages, counted from arrival; after the last, the last gap again. For senders
/// whose retries were only watched.
struct RetryAges {
  std::vector<sim::Duration> ages{};  ///< ascending
};

using BackoffLaw = std::variant<BackoffByAge, FixedInterval, Doubling, Quadratic, EvenGrowth,
                                RetryRules, RetryAges>;

/// Whose clock wakes a message that a failed *host* left over.
enum class HostFailureClock : std::uint8_t {
  message,      ///< its own, as after any failure (Postfix, KumoMTA, OpenSMTPD, Haraka)
  next_run,     ///< the next queue run, which asks the memory of hosts (Exim)
  destination,  ///< its destination's: the whole queue waits and goes together (Exchange)
};

/// When a message that is too old is returned.
enum class Expiry : std::uint8_t {
  at_attempt,         ///< after the first attempt at that age (Postfix)
  by_clock,           ///< at that age, without another attempt (OpenSMTPD, Exchange)
  when_next_is_late,  ///< after the attempt whose successor would come later (KumoMTA)
};

/// One sender's clock. The defaults are Postfix's (minimal_backoff_time, maximal_backoff_time,
/// queue_run_delay, maximal_queue_lifetime, bounce_queue_lifetime).
struct RetryProfile {
  BackoffLaw backoff = BackoffByAge{};
  sim::Duration scan_period =
      sim::seconds(300);                        ///< 0: a message is taken up the instant it is due
  sim::Duration scan_slack = sim::seconds(1);   ///< a scan takes what is due within this
  sim::Duration clock_grain = sim::seconds(1);  ///< stamps are truncated to it; 0: exact
  HostFailureClock after_host_failure = HostFailureClock::message;
  Expiry expiry = Expiry::at_attempt;
  sim::Duration lifetime = sim::hours(120);
  sim::Duration bounce_lifetime = sim::hours(120);  ///< of mail with the null reverse-path
  std::uint32_t attempts_limit = 0;  ///< given up after so many (Haraka); 0: no limit
  sim::Duration
      delay_warning{};  ///< the sender is told once, after the first failure at this age; 0: never
};

/// What a clock knows of one message whose attempt has just failed.
struct Retried {
  sim::Time arrival{};
  std::uint32_t attempts = 1;  ///< made so far
  sim::Duration last_gap{};    ///< the wait planned after the attempt before
  double luck = 0.5;           ///< uniform in [0, 1): where in the jitter
};

/// `t` as a clock of this grain shows it; 0: exactly.
inline sim::Time truncated(sim::Time t, sim::Duration grain) {
  return grain.ns > 0 ? sim::Time{t.ns / grain.ns * grain.ns} : t;
}

/// The stamp put on a message whose attempt ended at `now` with recipients left over.
sim::Time next_try(const RetryProfile& profile, const Retried& message, sim::Time now);

/// The wait that Exim's rules give to something that has failed for `failing`.
sim::Duration gap_by_rules(const RetryRules& rules, sim::Duration failing, sim::Duration last_gap);
/// The last of the rules is over.
inline bool rules_are_over(const RetryRules& rules, sim::Duration failing) {
  return failing > rules.steps.back().until;
}

/// The instant, not before `now`, at which the queue manager takes up a message stamped `due`: the
/// first scan (scan_anchor + k * scan_period) that finds it due.
sim::Time taken_up(const RetryProfile& profile, sim::Time scan_anchor, sim::Time due,
                   sim::Time now);

/// True when a message that has just failed again is returned. `null_sender`: a notification.
bool expired(const RetryProfile& profile, const Retried& message, sim::Time now, bool null_sender);

/// The instant at which a message is returned even if no attempt is made; kNever when only an
/// attempt decides.
sim::Time expires_at(const RetryProfile& profile, sim::Time arrival, bool null_sender);

}  // namespace waypost::mail
