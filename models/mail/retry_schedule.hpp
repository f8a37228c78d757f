// SPDX-License-Identifier: Apache-2.0
// When a deferred message is tried again, and when it is given up.
// Postfix: the delay follows the message's age, not a counter of tries; stamps are whole seconds; a
// periodic scan of the deferred queue takes up what is due. Read in its queue manager
// (qmgr_active.c, qmgr_scan.c) and confirmed by recordings; RFC 5321 section 4.5.4.1 bounds it.
// Leaves out: per-host clocks shared by messages (Exim) and per-queue clocks (Exchange).
#pragma once

#include <variant>

#include "sim/time.hpp"

namespace waypost::mail {

/// Postfix: delay = the message's age, clamped. Age doubles until `maximal`, then grows steadily.
struct BackoffByAge {
  sim::Duration minimal = sim::seconds(300);
  sim::Duration maximal = sim::seconds(4000);
};

/// The same delay after every try: sendmail's queue run, and the closed forms.
struct FixedInterval {
  sim::Duration interval = sim::minutes(30);
};

using BackoffLaw = std::variant<BackoffByAge, FixedInterval>;

/// One sender's clock. The defaults are Postfix's (minimal_backoff_time, maximal_backoff_time,
/// queue_run_delay, maximal_queue_lifetime, bounce_queue_lifetime).
struct RetryProfile {
  BackoffLaw backoff = BackoffByAge{};
  sim::Duration scan_period = sim::seconds(300);  ///< 0: a message is taken up the instant it is due
  sim::Duration scan_slack = sim::seconds(1);     ///< a scan takes what is due within this
  sim::Duration clock_grain = sim::seconds(1);    ///< stamps are truncated to it; 0: exact
  sim::Duration lifetime = sim::hours(120);
  sim::Duration bounce_lifetime = sim::hours(120);  ///< of mail with the null reverse-path
};

/// The stamp put on a message whose pass ended at `now` with recipients left over.
sim::Time next_try(const RetryProfile& profile, sim::Time arrival, sim::Time now);

/// The instant, not before `now`, at which the queue manager takes up a message stamped `due`: the
/// first scan (scan_anchor + k * scan_period) that finds it due.
sim::Time taken_up(const RetryProfile& profile, sim::Time scan_anchor, sim::Time due, sim::Time now);

/// True when a message that has just failed again is returned. Asked only after an attempt: nothing
/// expires while it sleeps.
bool expired(const RetryProfile& profile, sim::Time arrival, sim::Time now, bool null_sender);

}  // namespace waypost::mail
