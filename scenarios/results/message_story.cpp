// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/message_story.hpp"

#include <algorithm>
#include <utility>

#include "models/dns/trace_kinds.hpp"
#include "models/mail/smtp_client.hpp"
#include "models/mail/trace_kinds.hpp"

namespace waypost::scenarios {
namespace {

using mail::DelayPart;
using sim::TraceRecord;

bool is_mail(const TraceRecord& r) {
  return r.kind >= mail::kTraceSubmitted && r.kind <= mail::kTraceContentRefused;
}

/// What the time before the reply to a command was spent on.
DelayPart part_of_reply(const TraceRecord& r) {
  const auto command = static_cast<mail::Command>(r.value);
  return command == mail::Command::hello || command == mail::Command::start_tls
             ? DelayPart::connection
             : DelayPart::transfer;
}

/// MAIL, or RSET before it on a kept session.
bool begins_transaction(const TraceRecord& r) {
  const auto command = static_cast<mail::Command>(r.value);
  return command == mail::Command::envelope || command == mail::Command::reset;
}

/// Writes a story record by record.
class Teller {
 public:
  Teller(std::span<const TraceRecord> records, std::uint64_t key) : records_(records), key_(key) {}
  void take(std::size_t index);
  MessageStory finish(sim::Time now);

 private:
  void step(DelayPart part, std::int64_t until, const TraceRecord& r);
  void mark(const TraceRecord& r) { step(DelayPart::queueing, reached_, r); }
  void wake(std::int64_t now);
  void take_lookup_answer(std::size_t index);
  void take_attempt(std::size_t index);
  void take_end(const TraceRecord& r);
  bool is_owners(const TraceRecord& r) const;

  std::span<const TraceRecord> records_;
  std::uint64_t key_;
  MessageStory story_;
  std::int64_t reached_ = 0;          ///< the story is told up to here
  std::uint32_t owner_ = sim::kNoId;  ///< the host that has the message
  bool sleeping_ = false;             ///< deferred
  std::int64_t wakes_ = 0;            ///< when the queue manager takes it up again
  bool in_transaction_ = false;       ///< the session of this attempt has come to MAIL
  int open_lookups_ = 0;
  std::vector<LookupWalk> lookups_;
};

void Teller::step(DelayPart part, std::int64_t until, const TraceRecord& r) {
  story_.steps.push_back({part, {reached_}, {until}, r, std::exchange(lookups_, {})});
  reached_ = until;
}

/// A deferred message sleeps until it is taken up; from then on it stands in line again, perhaps
/// only to be deferred anew because its destination is known to be dead.
void Teller::wake(std::int64_t now) {
  if (!std::exchange(sleeping_, false)) return;
  const std::int64_t until = std::min(wakes_, now);
  if (until > reached_) step(DelayPart::retry_sleep, until, {});
}

/// Only the owner, and the server that takes the message from it, move it on.
bool Teller::is_owners(const TraceRecord& r) const {
  return r.kind == mail::kTraceSubmitted || r.entity == owner_ ||
         (r.kind == mail::kTraceAccepted && r.other == owner_);
}

void Teller::take_lookup_answer(std::size_t index) {
  const TraceRecord& r = records_[index];
  for (std::size_t i = index; i-- > 0 && records_[i].time == r.time;) {
    const TraceRecord& answer = records_[i];
    if (answer.kind != dns::kTraceStubAnswer || answer.entity != r.entity ||
        answer.name != r.name || answer.type != r.type)
      continue;
    lookups_.push_back(walk_lookup(records_, i));
    break;
  }
  if (--open_lookups_ == 0) step(DelayPart::dns, r.time, r);
}

/// Records of one delivery attempt.
void Teller::take_attempt(std::size_t index) {
  const TraceRecord& r = records_[index];
  switch (r.kind) {
    case mail::kTraceLookup: ++open_lookups_; break;
    case mail::kTraceLookupAnswer: take_lookup_answer(index); break;
    case mail::kTraceConnect: in_transaction_ = false; break;
    case mail::kTraceCommand: in_transaction_ = in_transaction_ || begins_transaction(r); break;
    case mail::kTraceAddressFailed:
      step(in_transaction_ ? DelayPart::transfer : DelayPart::connect_failure, r.time, r);
      break;
    case mail::kTraceConnected:
    case mail::kTraceGreeting: step(DelayPart::connection, r.time, r); break;
    case mail::kTraceReply: step(part_of_reply(r), r.time, r); break;
    case mail::kTraceAccepted: {
      TraceRecord dot = r;
      dot.kind = mail::kTraceCommand;  // its last octet arrives
      step(DelayPart::transfer, r.start, dot);
      step(DelayPart::service, r.time, r);
      owner_ = r.entity;
      break;
    }
    case mail::kTraceTarget:
    case mail::kTraceNoRoute:
    case mail::kTraceReused: mark(r); break;
    case mail::kTraceRecipientReply:
      if (r.code >= 400) mark(r);
      break;
    default: break;
  }
}

void Teller::take_end(const TraceRecord& r) {
  using End = MessageStory::End;
  step(DelayPart::queueing, r.time, r);
  story_.end = {r.time};
  story_.end_state = r.kind == mail::kTraceDelivered ? End::delivered
                     : r.kind == mail::kTraceBounced ? End::bounced
                                                     : End::discarded;
}

void Teller::take(std::size_t index) {
  const TraceRecord& r = records_[index];
  if (!is_mail(r) || (r.object != key_ && r.parent != key_)) return;
  if (story_.end_state != MessageStory::End::under_way || r.object != key_ || !is_owners(r)) {
    story_.afterwards.push_back({.begin = {r.start}, .end = {r.time}, .record = r});
    return;
  }
  wake(r.time);
  switch (r.kind) {
    case mail::kTraceSubmitted:
      story_.begin = {reached_ = r.start};
      owner_ = r.entity;
      return step(DelayPart::transfer, r.time, r);
    case mail::kTraceDeferred:
      sleeping_ = true;
      wakes_ = r.time + r.value;
      [[fallthrough]];
    case mail::kTraceQueued:
    case mail::kTraceDeliveryBegan:
    case mail::kTraceExpired: return step(DelayPart::queueing, r.time, r);
    case mail::kTraceBounced:
    case mail::kTraceDiscarded:
    case mail::kTraceDelivered: return take_end(r);
    default: return take_attempt(index);
  }
}

MessageStory Teller::finish(sim::Time now) {
  if (story_.end_state == MessageStory::End::under_way) {
    wake(now.ns);
    step(DelayPart::queueing, now.ns, {});
    story_.end = now;
  }
  return std::move(story_);
}

}  // namespace

mail::DelayParts MessageStory::parts() const {
  mail::DelayParts sum;
  for (const StoryStep& s : steps) sum[s.part] += s.took();
  return sum;
}

void MessageTrace::record(const TraceRecord& r) {
  if (!is_mail(r)) {
    if (lookups_ > 0) records_.push_back(r);
    return;
  }
  if (r.object != key_ && r.parent != key_) return;
  records_.push_back(r);
  if (r.object != key_) return;
  if (r.kind == mail::kTraceLookup) ++lookups_;
  if (r.kind == mail::kTraceLookupAnswer) --lookups_;
  ended_ = ended_ || r.kind == mail::kTraceDelivered || r.kind == mail::kTraceBounced ||
           r.kind == mail::kTraceDiscarded;
}

MessageStory tell_story(std::span<const TraceRecord> records, std::uint64_t key, sim::Time now) {
  Teller teller(records, key);
  for (std::size_t i = 0; i < records.size(); ++i) teller.take(i);
  return teller.finish(now);
}

}  // namespace waypost::scenarios
