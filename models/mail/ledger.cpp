// SPDX-License-Identifier: Apache-2.0
#include "models/mail/ledger.hpp"

#include <numeric>

#include "sim/expect.hpp"

namespace waypost::mail {

std::uint64_t Results::ended() const {
  return std::accumulate(outcomes.begin(), outcomes.end(), std::uint64_t{0});
}

Outcome record_outcome(MailMetrics& metrics, const MessageContent& content,
                       const Recipient& recipient, Outcome outcome, sim::Time now) {
  const sim::Duration delay = now - content.submitted;
  WAYPOST_EXPECT(recipient.delay.parts.total() == delay, "a delay's parts do not add up to it");
  Results& results = metrics.of(content.kind);
  const bool delivered = outcome == Outcome::delivered_in_time;
  const bool late = delivered && delay > content.late_after();
  if (late) {
    outcome = Outcome::delivered_late;
    results.late_minutes += (delay - content.late_after()).seconds() / 60;
  }
  ++results.outcomes[static_cast<std::size_t>(outcome)];
  if (!delivered) return outcome;
  results.delay.record(delay.ns);
  for (std::size_t i = 0; i < kDelayParts; ++i)
    results.parts[i].record(recipient.delay.parts.part[i].ns);
  return outcome;
}

}  // namespace waypost::mail
