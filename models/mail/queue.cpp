// SPDX-License-Identifier: Apache-2.0
#include "models/mail/queue.hpp"

#include <algorithm>
#include <utility>

namespace waypost::mail {

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
  for (; active_ < profile_.active_limit && retried_ < profile_.runners && !due_.empty();
       due_.pop_front())
    activate(due_.front(), now, domains);
  release_throttled(now);
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
  if (m.attempts > 0) ++retried_;
  m.open = 0;
  if (now >= expires_at(profile_.retry, m.arrived, m.content.null_sender())) {
    for (QueuedRecipient& r : m.recipients) r.progress = Progress::left;
    return ended_.push_back(ref);
  }
  for (std::uint16_t i = 0; i < m.recipients.size(); ++i) {
    QueuedRecipient& r = m.recipients[i];
    const NextHop hop = next_hop(domains, profile_.smarthost, r.recipient.mailbox.domain);
    const sim::SlotRef to = destination(hop, now);
    if (const Destination& d = destinations_.at(to); d.dead) {
      r.progress = Progress::left;
      r.last = d.dead_reason;
      r.host_failed = true;
      continue;
    }
    r.progress = Progress::active;
    change(to, [&](Destination& d) { enter_line(d, ref, i); });
  }
  if (m.open == 0) ended_.push_back(ref);
  if (m.open >= profile_.preemption.slot_cost * profile_.preemption.least_slots &&
      profile_.preemption.slot_cost > 0)
    bulk_[ref.slot] = {.total = m.open};
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
    m.recipients[i].host_failed = no_session;
  }
  --running_;
  last_end_ = now;
  change(job.destination, [&](Destination& d) {
    give_feedback(d, no_session, reason, now);
    --d.busy;
    d.last_done = now;
  });
  close_entry(job.message);
  if (profile_.rate_delay.ns > 0) throttle(job.destination, now);
  remove_if_idle(job.destination);
}

void Queue::close_entry(sim::SlotRef message) {
  if (--messages_.at(message).open == 0) ended_.push_back(message);
}

std::optional<PassEnd> Queue::next_ended(sim::Time now, const DomainTable& domains) {
  if (ended_.empty()) return std::nullopt;
  const sim::SlotRef ref = ended_.front();
  ended_.pop_front();
  --active_;
  bulk_.erase(ref.slot);
  QueuedMessage& m = messages_.at(ref);
  if (m.attempts > 0) --retried_;
  PassEnd end;
  end.content = m.content;
  end.message = ref;
  end.attempts = ++m.attempts;
  end.expired = gives_up(m, now);
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
  defer(ref, now, domains, end);
  return end;
}

/// Whose failures a message waits for: those of hosts count on another clock than its own.
bool Queue::waits_for_host(const QueuedMessage& m) const {
  return profile_.retry.after_host_failure != HostFailureClock::message &&
         std::any_of(m.recipients.begin(), m.recipients.end(), [](const QueuedRecipient& r) {
           return r.progress != Progress::passed_on && r.progress != Progress::bounced &&
                  r.host_failed;
         });
}

/// Too old, or tried too often. Where the memory of hosts decides (Exim), age alone does not.
bool Queue::gives_up(const QueuedMessage& m, sim::Time now) const {
  if (profile_.retry.after_host_failure == HostFailureClock::next_run && waits_for_host(m))
    return false;
  return expired(profile_.retry, retried(m), now, m.content.null_sender());
}

Retried Queue::retried(const QueuedMessage& m) const {
  sim::Draw draw(luck_, m.content.id.key(), m.attempts);
  return {.arrival = m.arrived,
          .attempts = m.attempts,
          .last_gap = sim::seconds(m.last_gap),
          .luck = draw.uniform()};
}

/// When what is left of `m` may be tried again.
sim::Time Queue::due_after(const QueuedMessage& m, sim::Time now,
                           const DomainTable& domains) const {
  constexpr sim::Duration kTick = sim::seconds(1);  // the next run is not the present one
  if (!waits_for_host(m)) return next_try(profile_.retry, retried(m), now);
  if (profile_.retry.after_host_failure == HostFailureClock::next_run) return now + kTick;
  sim::Time due = sim::kNever;
  for (const QueuedRecipient& r : m.recipients) {
    const NextHop hop = next_hop(domains, profile_.smarthost, r.recipient.mailbox.domain);
    const auto found = by_hop_.find(key_of(hop));
    const bool dead = found != by_hop_.end() && destinations_.find(found->second)->dead;
    due = std::min(due, dead ? destinations_.find(found->second)->dead_until
                             : next_try(profile_.retry, retried(m), now));
  }
  return std::max(due, now + kTick);
}

/// Back to sleep until the scan that finds it due; a message without recipients is gone.
void Queue::defer(sim::SlotRef ref, sim::Time now, const DomainTable& domains, PassEnd& end) {
  QueuedMessage& m = messages_.at(ref);
  end.deferred = static_cast<std::uint32_t>(m.recipients.size());
  if (m.recipients.empty()) return messages_.erase(ref);
  end.warns = !m.warned && !m.content.null_sender() && profile_.retry.delay_warning.ns > 0 &&
              now - m.arrived >= profile_.retry.delay_warning;
  if (end.warns) m.warned = 1;
  if (m.frozen) return;
  const sim::Time due = due_after(m, now, domains);
  constexpr std::uint64_t kMostSeconds = (1 << 30) - 1;
  m.last_gap = static_cast<std::uint64_t>((due - now).ns / 1'000'000'000) & kMostSeconds;
  const sim::Time end_of_life = expires_at(profile_.retry, m.arrived, m.content.null_sender());
  end.next_try = taken_up(profile_.retry, scan_anchor_, std::min(due, end_of_life), now);
  deferred_[end.next_try].push_back(ref);
}

void Queue::flush(sim::Time now, dns::Name domain) {
  destinations_.for_each([&](sim::SlotRef, Destination& d) {
    if (domain == dns::kRoot || d.next_hop.name == domain) d.dead_until = now, d.deaths = 0;
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
  const sim::Time released =
      std::min(process_ready_, throttled_.empty() ? sim::kNever : throttled_.begin()->first);
  if (active_ >= profile_.active_limit) return released;
  if (!incoming_.empty() || (!due_.empty() && retried_ < profile_.runners)) return sim::Time{};
  return std::min(released, deferred_.empty() ? sim::kNever : deferred_.begin()->first);
}

}  // namespace waypost::mail
