// SPDX-License-Identifier: Apache-2.0
// The books: what each host owes and owed, what became of every recipient, where delays came from.
#pragma once

#include <array>
#include <cstdint>

#include "models/mail/envelope.hpp"
#include "sim/histogram.hpp"

namespace waypost::mail {

/// Recipients at one host. At any instant between events:
/// accepted + expanded = passed_on + delivered + bounced + discarded + queued.
struct HopLedger {
  std::uint64_t accepted = 0;   ///< by submission, or by a 250 decided here
  std::uint64_t expanded = 0;   ///< made here: by notifications, archive copies, mailing lists
  std::uint64_t passed_on = 0;  ///< the next host's 250 arrived
  std::uint64_t delivered = 0;  ///< into a mailbox here, the right one or not
  std::uint64_t bounced = 0;
  std::uint64_t discarded = 0;

  bool balances(std::uint64_t queued) const {
    return accepted + expanded == passed_on + delivered + bounced + discarded + queued;
  }
};

/// What one host did, apart from its books.
struct HostCounters {
  std::uint64_t sessions = 0;          ///< as server: connections greeted
  std::uint64_t sessions_refused = 0;  ///< as server: over the limit
  std::uint64_t transactions = 0;      ///< as server: final dots received
  std::uint64_t received = 0;  ///< messages begun: submissions, and MAIL with a RCPT accepted
  std::uint64_t rejected = 0;  ///< as server: recipients refused before the content
  std::uint64_t content_refused = 0;  ///< as server: final dots met with 4yz or 5yz
  std::uint64_t overloaded = 0;       ///< as server: final dots met with 451, the line was full
  std::uint64_t deliveries = 0;       ///< as sender: attempts begun
  std::uint64_t connects = 0;         ///< as sender: connections tried
  std::uint64_t syns = 0;             ///< as sender: SYN segments, retransmissions included
  std::uint64_t reused = 0;           ///< as sender: transactions on a kept session
  std::uint64_t lookups = 0;          ///< as sender: DNS lookups
  std::uint64_t check_lookups = 0;    ///< as server: DNS lookups of its checks
  std::uint64_t deferrals = 0;        ///< as sender: recipients deferred, once per pass
  std::uint64_t deferred = 0;         ///< as sender: messages deferred at least once
  std::uint64_t expired = 0;          ///< as sender: recipients returned for age
  std::uint64_t failed_first = 0;     ///< as sender: recipients whose first attempt failed,
  std::uint64_t recovered = 0;        ///< and those of them that a later one passed on
  std::uint64_t warnings = 0;         ///< as sender: notices of delay
  double waited_seconds = 0;  ///< as sender: from the queue to the next host, over recipients
};

/// What became of one kind of mail, over all hosts.
struct Results {
  std::uint64_t submitted = 0;  ///< recipients
  std::uint64_t expanded = 0;   ///< recipients that mailing lists made of one
  std::array<std::uint64_t, kOutcomes> outcomes{};
  sim::Histogram delay;                           ///< of the delivered, nanoseconds
  std::array<sim::Histogram, kDelayParts> parts;  ///< of the same
  double late_minutes = 0;                        ///< beyond the users' limits
  std::uint64_t count(Outcome o) const { return outcomes[static_cast<std::size_t>(o)]; }
  std::uint64_t ended() const;
};

struct MailMetrics {
  std::array<Results, kMessageKinds> by_kind;  ///< indexed by MessageKind
  /// Copies made because a 250 did not reach its client in time: each is one recipient more.
  std::uint64_t duplicates = 0;
  std::int64_t carried_over = 0;  ///< recipients under way when the counts were last reset
  const Results& of(MessageKind kind) const { return by_kind[static_cast<std::size_t>(kind)]; }
  Results& of(MessageKind kind) { return by_kind[static_cast<std::size_t>(kind)]; }
};

/// Records the end of `recipient` at `now`; returns what it counts as: a delivery that took longer
/// than the message's limit is late.
Outcome record_outcome(MailMetrics& metrics, const MessageContent& content,
                       const Recipient& recipient, Outcome outcome, sim::Time now);

}  // namespace waypost::mail
