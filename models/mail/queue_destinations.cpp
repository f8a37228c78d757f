// SPDX-License-Identifier: Apache-2.0
// The destinations of a queue: lines of entries, windows, dead marks, throttles; and which entry is
// delivered next.
#include <algorithm>
#include <utility>

#include "models/mail/queue.hpp"

namespace waypost::mail {
namespace {

/// Between the sequence numbers of two entries: room for those that overtake.
constexpr std::uint64_t kEntrySpacing = 1 << 20;

/// Postfix compares whole seconds: a delivery that ended at most one tick ago.
bool back_to_back(sim::Time last_done, sim::Time now) {
  const std::int64_t second = sim::seconds(1).ns;
  return last_done.ns / second + 1 >= now.ns / second;
}

}  // namespace

std::uint64_t Queue::key_of(NextHop hop) {
  return sim::mix(std::uint64_t{hop.name.node} << 32 | hop.name.ordinal, hop.by_address);
}

/// One entry holds up to recipient_limit recipients of one message.
void Queue::enter_line(Destination& d, sim::SlotRef message, std::uint16_t recipient) {
  const bool joins = d.waiting() && d.line.back().message == message &&
                     d.line.back().recipients.size() < profile_.recipient_limit;
  if (!joins) {
    d.line.push_back({message, sequence_, {}});
    sequence_ += kEntrySpacing;
    ++messages_.at(message).open;
  }
  d.line.back().recipients.push_back(recipient);
}

/// The state of a destination is made when it gets work, and dropped when it has none.
sim::SlotRef Queue::destination(NextHop hop, sim::Time now) {
  const auto [found, fresh] = by_hop_.try_emplace(key_of(hop));
  if (fresh) {
    Destination d;
    d.next_hop = hop;
    d.concurrency = initial_concurrency(profile_.concurrency);
    found->second = destinations_.insert(std::move(d));
  }
  Destination& d = destinations_.at(found->second);
  if (d.dead && now >= d.dead_until) {
    d.dead = false;
    d.concurrency = initial_concurrency(profile_.concurrency);
  }
  return found->second;
}

std::optional<Job> Queue::start_delivery(sim::Time now) {
  if (has_free_process(now)) {
    if (assigned_.empty())
      return may_assign() ? std::optional(begun(assign(now), now)) : std::nullopt;
    Job job = std::move(assigned_.front());
    assigned_.pop_front();
    return begun(std::move(job), now);
  }
  while (may_assign()) assigned_.push_back(assign(now));
  if (!assigned_.empty()) start_process(now);
  return std::nullopt;
}

/// A process has `job`.
Job Queue::begun(Job job, sim::Time now) {
  ++running_;
  for (const std::uint16_t i : job.recipients)
    messages_.at(job.message).recipients[i].recipient.delay.charge(DelayPart::queueing, now);
  return job;
}

bool Queue::may_assign() const {
  return running_ + assigned_.size() < profile_.process_limit && !runnable_.empty();
}

/// The destination counts the delivery from here on, as Postfix's queue manager does, which hands
/// it over and goes on.
Job Queue::assign(sim::Time now) {
  if (!bulk_.empty()) preempt(now);
  const sim::SlotRef to = destinations_.occupant(runnable_.begin()->second);
  Job job;
  job.destination = to;
  change(to, [&](Destination& d) {
    const Entry& entry = d.line[d.head++];
    job.next_hop = d.next_hop;
    job.message = entry.message;
    job.recipients.assign(entry.recipients.begin(), entry.recipients.end());
    decide_reuse(d, now, job);
    ++d.busy;
    drop_started(d);
  });
  if (!bulk_.empty()) earn_point(job.message);
  for (const std::uint16_t i : job.recipients)
    messages_.at(job.message).recipients[i].progress = Progress::delivering;
  return job;
}

/// Idle processes of a quiet host have ended.
bool Queue::has_free_process(sim::Time now) {
  if (profile_.process_start.ns == 0) return running_ < profile_.process_limit;
  if (process_ready_ <= now) {
    ++processes_;
    process_ready_ = sim::kNever;
    last_end_ = now;
  }
  if (running_ == 0 && now >= last_end_ + profile_.process_idle) processes_ = 0;
  return running_ < processes_;
}

void Queue::start_process(sim::Time now) {
  if (process_ready_ == sim::kNever && processes_ < profile_.process_limit)
    process_ready_ = now + profile_.process_start;
}

void Queue::note_routes(const Job& job, std::size_t routes) {
  change(job.destination,
         [&](Destination& d) { on_routes(d.concurrency, profile_.concurrency, routes); });
}

/// Entries that have started are dropped when they are most of the line.
void Queue::drop_started(Destination& d) {
  if (2 * d.head < d.line.size() || (d.head < 64 && d.waiting())) return;
  d.line.erase(d.line.begin(), d.line.begin() + d.head);
  d.head = 0;
}

/// Whether a kept session may carry this delivery, and whether its session is to be kept.
void Queue::decide_reuse(Destination& d, sim::Time now, Job& job) const {
  const bool more = d.waiting();
  switch (profile_.reuse) {
    case SessionReuse::never: return;
    case SessionReuse::on_demand:  // qmgr_entry.c: from the first that follows another within a
                                   // second
      d.keeps_sessions = back_to_back(d.last_done, now) || (d.keeps_sessions && d.busy > 0);
      break;
    case SessionReuse::while_waiting:
    case SessionReuse::always: d.keeps_sessions = true; break;
  }
  job.reuses_session = d.keeps_sessions;
  job.keeps_session = d.keeps_sessions && (profile_.reuse != SessionReuse::while_waiting || more);
}

void Queue::give_feedback(Destination& d, bool no_session, Reply reason, sim::Time now) {
  if (!no_session) d.deaths = 0;
  if (!no_session && d.dead) {  // a delivery begun before the verdict proves it wrong
    d.dead = false;
    d.concurrency = initial_concurrency(profile_.concurrency);
  } else if (!no_session) {
    on_success(d.concurrency, profile_.concurrency, d.busy);
  } else if (!d.dead && on_failure(d.concurrency, profile_.concurrency)) {
    declare_dead(d, reason, now);
  }
}

/// What stands in line is left at once: "delivery temporarily suspended". The timer that ends it
/// counts whole seconds (Postfix, events.c), so the queue scan one period later finds it over.
void Queue::declare_dead(Destination& d, Reply reason, sim::Time now) {
  d.dead = true;
  d.dead_reason = reason;
  d.dead_until =
      truncated(now, profile_.retry.clock_grain) + dead_time(profile_.concurrency, ++d.deaths);
  for (; d.waiting(); ++d.head) {
    const Entry& entry = d.line[d.head];
    for (const std::uint16_t i : entry.recipients) {
      QueuedRecipient& r = messages_.at(entry.message).recipients[i];
      r.progress = Progress::left;
      r.last = reason;
      r.host_failed = true;
    }
    close_entry(entry.message);
  }
  d.line.clear();
  d.head = 0;
}

void Queue::remove_if_idle(sim::SlotRef ref) {
  const Destination& d = destinations_.at(ref);
  if (!d.idle() || d.dead) return;
  by_hop_.erase(key_of(d.next_hop));
  destinations_.erase(ref);
}

/// One delivery at a time, and a pause after each (Postfix: default_destination_rate_delay).
void Queue::throttle(sim::SlotRef ref, sim::Time now) {
  change(ref, [](Destination& d) { d.throttled = true; });
  throttled_.emplace(now + profile_.rate_delay, ref.slot);
}

void Queue::release_throttled(sim::Time now) {
  while (!throttled_.empty() && throttled_.begin()->first <= now) {
    const sim::SlotRef ref = destinations_.occupant(throttled_.begin()->second);
    throttled_.erase(throttled_.begin());
    change(ref, [](Destination& d) { d.throttled = false; });
    remove_if_idle(ref);
  }
}

bool Queue::is_dead(NextHop hop, sim::Time now) const {
  const auto found = by_hop_.find(key_of(hop));
  if (found == by_hop_.end()) return false;
  const Destination& d = *destinations_.find(found->second);
  return d.dead && now < d.dead_until;
}

int Queue::window(NextHop hop) const {
  const auto found = by_hop_.find(key_of(hop));
  return found == by_hop_.end() ? 0 : destinations_.find(found->second)->concurrency.window;
}

}  // namespace waypost::mail
