// SPDX-License-Identifier: Apache-2.0
// What a sender's log would say of each message: when each attempt ended and how, read from the
// trace.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "models/mail/trace_kinds.hpp"
#include "sim/trace.hpp"
#include "tests/mail/mail_fixture.hpp"

namespace waypost::mail::test {

struct Attempt {
  double at = 0;       ///< seconds
  std::string status;  ///< sent, deferred, bounced
  std::string code;    ///< "4.4.1"
};

/// Attempts of the `message`-th message that was sent; a message has one recipient.
inline std::vector<Attempt> attempts_of(const sim::MemoryTrace& trace, std::uint64_t message) {
  const std::uint64_t key = MessageId{sim::hash_text("population"), message}.key();
  std::vector<Attempt> attempts;
  for (const sim::TraceRecord& r : trace.records()) {
    if (r.object != key) continue;
    const double at = static_cast<double>(r.time) * 1e-9;
    if (r.kind == kTraceDeferred) attempts.push_back({at, "deferred", status_text(r.type)});
    if (r.kind == kTracePassedOn) attempts.push_back({at, "sent", status_text(r.type)});
    if (r.kind == kTraceBounced) attempts.push_back({at, "bounced", status_text(r.type)});
    // An expired message's last line in the log stays "deferred".
    if (r.kind == kTraceExpired) attempts.push_back({at, "expired", ""});
  }
  // Expiry reports once, then each recipient: one attempt.
  for (std::size_t i = 0; i + 1 < attempts.size(); ++i)
    if (attempts[i].status == "expired") {
      attempts[i] = {attempts[i].at, "deferred", attempts[i + 1].code};
      attempts.resize(i + 1);
    }
  return attempts;
}

inline bool has(const sim::MemoryTrace& trace, TraceKind kind) {
  for (const sim::TraceRecord& r : trace.records())
    if (r.kind == kind) return true;
  return false;
}

/// Timers of the recordings s6 and s9: 4 s to 32 s, scan 2 s, life 120 s.
inline SenderProfile fast_postfix() {
  SenderProfile p = MailWorld::recorded_postfix();
  p.queue.retry.backoff = BackoffByAge{sim::seconds(4), sim::seconds(32)};
  p.queue.retry.scan_period = sim::seconds(2);
  p.queue.retry.lifetime = p.queue.retry.bounce_lifetime = sim::seconds(120);
  p.queue.concurrency.dead = {{{0, sim::seconds(4)}, {}, {}}};
  return p;
}

}  // namespace waypost::mail::test
