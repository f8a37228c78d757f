// SPDX-License-Identifier: Apache-2.0
#include "models/mail/queue.hpp"

#include <algorithm>
#include <utility>

namespace waypost::mail {
namespace {

/// Postfix compares whole seconds: a delivery that ended at most one tick ago.
bool back_to_back(sim::Time last_done, sim::Time now) {
  const std::int64_t second = sim::seconds(1).ns;
  return last_done.ns / second + 1 >= now.ns / second;
}

std::uint64_t key_of(NextHop hop) {
  return sim::mix(std::uint64_t{hop.name.node} << 32 | hop.name.ordinal, hop.by_address);
}

}  // namespace

sim::SlotRef Queue::add(sim::Time now, QueuedMessage message) {
  WAYPOST_EXPECT(!message.recipients.empty(), "a queued message without recipients");
  recipients_ += message.recipients.size();
  message.arrived = now;
  const sim::SlotRef ref = messages_.insert(std::move(message));
  incoming_.push_back(ref);
  return ref;
}

void Queue::take_up(sim::Time now, const DomainTable& domains) {
  // When the active queue fills up, new mail goes before old (qmgr_scan.c).
  for (; active_ < profile_.active_limit && !incoming_.empty(); incoming_.pop_front())
    activate(incoming_.front(), now, domains);
  while (!deferred_.empty() && deferred_.begin()->first <= now) {
    wake(deferred_.begin()->second, deferred_.begin()->first);
    deferred_.erase(deferred_.begin());
  }
  for (; active_ < profile_.active_limit && !due_.empty(); due_.pop_front())
    activate(due_.front(), now, domains);
}

/// Their sleep ended at `at`; from then on they wait for room in the active queue.
void Queue::wake(const std::vector<sim::SlotRef>& messages, sim::Time at) {
  for (const sim::SlotRef ref : messages) {
    for (QueuedRecipient& r : messages_.at(ref).recipients)
      r.recipient.delay.charge(DelayPart::retry_sleep, at);
    due_.push_back(ref);
  }
}

/// Puts each recipient in the line of its destination, or leaves it where the destination is dead.
void Queue::activate(sim::SlotRef ref, sim::Time now, const DomainTable& domains) {
  ++active_;
  QueuedMessage& m = messages_.at(ref);
  m.open = 0;
  for (std::uint16_t i = 0; i < m.recipients.size(); ++i) {
    QueuedRecipient& r = m.recipients[i];
    const NextHop hop = next_hop(domains, profile_.smarthost, r.recipient.mailbox.domain);
    const sim::SlotRef to = destination(hop, now);
    if (const Destination& d = destinations_.at(to); d.dead) {
      r.progress = Progress::left;
      r.last = d.dead_reason;
      continue;
    }
    r.progress = Progress::active;
    change(to, [&](Destination& d) { enter_line(d, ref, i); });
  }
  if (m.open == 0) ended_.push_back(ref);
}

/// One entry holds up to recipient_limit recipients of one message.
void Queue::enter_line(Destination& d, sim::SlotRef message, std::uint16_t recipient) {
  const bool joins = d.waiting() && d.line.back().message == message &&
                     d.line.back().recipients.size() < profile_.recipient_limit;
  if (!joins) {
    d.line.push_back({message, sequence_++, {}});
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
  if (running_ >= profile_.process_limit || runnable_.empty()) return std::nullopt;
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
    if (d.head == d.line.size()) d.line.clear(), d.head = 0;
  });
  ++running_;
  for (const std::uint16_t i : job.recipients) {
    QueuedRecipient& r = messages_.at(job.message).recipients[i];
    r.progress = Progress::delivering;
    r.recipient.delay.charge(DelayPart::queueing, now);
  }
  return job;
}

/// Postfix keeps sessions on demand (qmgr_entry.c): from the first delivery that follows another
/// within a second, until demand falls.
void Queue::decide_reuse(Destination& d, sim::Time now, Job& job) const {
  if (!profile_.keeps_sessions) return;
  if (!d.keeps_sessions)
    d.keeps_sessions = back_to_back(d.last_done, now);
  else
    d.keeps_sessions = d.busy > 0 || back_to_back(d.last_done, now);
  job.keeps_session = d.keeps_sessions;
  job.reuses_session = d.keeps_sessions;
}

void Queue::settle(const Job& job, std::uint16_t recipient, Progress progress, Reply reply) {
  QueuedRecipient& r = messages_.at(job.message).recipients[recipient];
  WAYPOST_EXPECT(r.progress == Progress::delivering, "a recipient settled twice");
  r.progress = progress;
  r.last = reply;
  if (progress == Progress::passed_on) --recipients_;
}

void Queue::account(const Job& job, const DelayParts& spent, sim::Time now) {
  for (const std::uint16_t i : job.recipients) {
    DelayClock& clock = messages_.at(job.message).recipients[i].recipient.delay;
    clock.parts += spent;
    clock.accounted += spent.total();
    WAYPOST_EXPECT(clock.accounted == now, "a delivery did not account for all of its time");
  }
}

void Queue::finish(const Job& job, bool no_session, Reply reason, sim::Time now) {
  QueuedMessage& m = messages_.at(job.message);
  for (const std::uint16_t i : job.recipients) {
    if (m.recipients[i].progress != Progress::delivering) continue;
    m.recipients[i].progress = Progress::left;
    m.recipients[i].last = reason;
  }
  --running_;
  change(job.destination, [&](Destination& d) {
    give_feedback(d, no_session, reason, now);
    --d.busy;
    d.last_done = now;
  });
  close_entry(job.message);
  remove_if_idle(job.destination);
}

void Queue::give_feedback(Destination& d, bool no_session, Reply reason, sim::Time now) {
  if (!no_session && d.dead) {  // a delivery begun before the verdict proves it wrong
    d.dead = false;
    d.concurrency = initial_concurrency(profile_.concurrency);
  } else if (!no_session) {
    on_success(d.concurrency, profile_.concurrency, d.busy);
  } else if (!d.dead && on_failure(d.concurrency, profile_.concurrency)) {
    declare_dead(d, reason, now);
  }
}

/// What stands in line is left at once: "delivery temporarily suspended".
void Queue::declare_dead(Destination& d, Reply reason, sim::Time now) {
  d.dead = true;
  d.dead_reason = reason;
  d.dead_until = now + profile_.concurrency.dead_time;
  for (; d.waiting(); ++d.head) {
    const Entry& entry = d.line[d.head];
    for (const std::uint16_t i : entry.recipients) {
      QueuedRecipient& r = messages_.at(entry.message).recipients[i];
      r.progress = Progress::left;
      r.last = reason;
    }
    close_entry(entry.message);
  }
  d.line.clear();
  d.head = 0;
}

void Queue::close_entry(sim::SlotRef message) {
  if (--messages_.at(message).open == 0) ended_.push_back(message);
}

void Queue::remove_if_idle(sim::SlotRef ref) {
  const Destination& d = destinations_.at(ref);
  if (!d.idle() || d.dead) return;
  by_hop_.erase(key_of(d.next_hop));
  destinations_.erase(ref);
}

/// Changes a destination and keeps the index of those that may start a delivery.
template <class Change>
void Queue::change(sim::SlotRef ref, Change&& apply) {
  Destination& d = destinations_.at(ref);
  if (d.runnable()) runnable_.erase({d.line[d.head].sequence, ref.slot});
  apply(d);
  if (d.runnable()) runnable_.insert({d.line[d.head].sequence, ref.slot});
}

std::optional<PassEnd> Queue::next_ended(sim::Time now) {
  if (ended_.empty()) return std::nullopt;
  const sim::SlotRef ref = ended_.front();
  ended_.pop_front();
  --active_;
  QueuedMessage& m = messages_.at(ref);
  PassEnd end;
  end.content = m.content;
  end.message = ref;
  end.attempts = ++m.attempts;
  end.expired = expired(profile_.retry, m.arrived, now, m.content.null_sender());
  std::size_t kept = 0;
  for (QueuedRecipient& r : m.recipients) {
    if (r.progress == Progress::passed_on) continue;
    if (r.progress == Progress::bounced || end.expired) {
      end.bounced.push_back(r);
      continue;
    }
    r.recipient.delay.charge(DelayPart::queueing, now);  // suspended: it stood in line until now
    r.progress = Progress::waiting;
    end.reason = r.last;
    m.recipients[kept++] = r;
  }
  m.recipients.resize(kept);
  recipients_ -= end.bounced.size();
  defer(ref, now, end);
  return end;
}

/// Back to sleep until the scan that finds it due; a message without recipients is gone.
void Queue::defer(sim::SlotRef ref, sim::Time now, PassEnd& end) {
  const QueuedMessage& m = messages_.at(ref);
  end.deferred = static_cast<std::uint32_t>(m.recipients.size());
  if (m.recipients.empty()) return messages_.erase(ref);
  const sim::Time due = next_try(profile_.retry, m.arrived, now);
  end.next_try = taken_up(profile_.retry, scan_anchor_, due, now);
  deferred_[end.next_try].push_back(ref);
}

void Queue::flush(sim::Time now, dns::Name domain) {
  destinations_.for_each([&](sim::SlotRef, Destination& d) {
    if (domain == dns::kRoot || d.next_hop.name == domain) d.dead_until = now;
  });
  std::vector<sim::SlotRef> due;
  for (auto scan = deferred_.begin(); scan != deferred_.end();) {
    std::erase_if(scan->second, [&](sim::SlotRef ref) {
      const auto& recipients = messages_.at(ref).recipients;
      const bool wanted = domain == dns::kRoot ||
                          std::any_of(recipients.begin(), recipients.end(), [&](const auto& r) {
                            return r.recipient.mailbox.domain == domain;
                          });
      if (wanted) due.push_back(ref);
      return wanted;
    });
    scan = scan->second.empty() ? deferred_.erase(scan) : std::next(scan);
  }
  wake(due, now);
}

sim::Time Queue::next_wake() const {
  if (active_ >= profile_.active_limit) return sim::kNever;
  if (!incoming_.empty() || !due_.empty()) return sim::Time{};
  return deferred_.empty() ? sim::kNever : deferred_.begin()->first;
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
