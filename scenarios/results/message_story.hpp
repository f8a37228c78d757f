// SPDX-License-Identifier: Apache-2.0
// Trace records of one message with one recipient -> its biography: steps that follow one another
// from the user's click to the mailbox (or to the bounce, or to now), so that they add up to the
// delay to the nanosecond. Lookups that run side by side are one step, as long as the last of them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/mail/delay_parts.hpp"
#include "scenarios/results/lookup_walk.hpp"
#include "sim/trace.hpp"

namespace waypost::scenarios {

/// One step, or (begin = end) something that happened between two.
struct StoryStep {
  mail::DelayPart part = mail::DelayPart::queueing;  ///< what the time was spent on
  sim::Time begin{}, end{};
  sim::TraceRecord record{};          ///< the mail::TraceKind that ended it; kind 0: nothing yet
  std::vector<LookupWalk> lookups{};  ///< of a DNS step, in the order of their ends
  sim::Duration took() const { return end - begin; }
};

struct MessageStory {
  enum class End : std::uint8_t { under_way, delivered, bounced, discarded };
  End end_state = End::under_way;
  sim::Time begin{}, end{};
  std::vector<StoryStep> steps;       ///< each begins where the one before ended
  std::vector<StoryStep> afterwards;  ///< what followed: the sender hears of it, notifications
  sim::Duration total() const { return end - begin; }
  mail::DelayParts parts() const;
};

/// Keeps what a message's story needs: its own records, and those of DNS while it waits for DNS.
class MessageTrace : public sim::TraceSink {
 public:
  /// `key`: MessageId::key().
  explicit MessageTrace(std::uint64_t key) : key_(key) {}
  void record(const sim::TraceRecord& record) override;
  bool ended() const { return ended_; }
  const std::vector<sim::TraceRecord>& records() const { return records_; }

 private:
  std::uint64_t key_;
  int lookups_ = 0;
  bool ended_ = false;
  std::vector<sim::TraceRecord> records_;
};

/// The story of message `key` up to `now`.
MessageStory tell_story(std::span<const sim::TraceRecord> records, std::uint64_t key,
                        sim::Time now);

}  // namespace waypost::scenarios
