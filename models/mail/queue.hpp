// SPDX-License-Identifier: Apache-2.0
// The queue of one mail host: incoming, active, deferred (Postfix queue manager, qmgr_active.c,
// qmgr_entry.c, qmgr_queue.c, qmgr_job.c; other senders by their profile). It decides what is
// delivered next and what happens to what is left; it delivers nothing itself, owns no event and
// reads no clock. A waiting message costs a slot and eight octets in an index by the instant of the
// scan that takes it up. Leaves out: in_flow_delay, alternating incoming and deferred.
//
//   waiting     incoming, or deferred
//   active      in the line of its destination
//   delivering  a delivery has it
//   left        this pass failed for it, it may be tried again
//   bounced     refused for good; leaves the queue when the pass ends
//   passed_on   another host owns it
#pragma once

#include <boost/container/deque.hpp>
#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "models/mail/destination_concurrency.hpp"
#include "models/mail/domain_table.hpp"
#include "models/mail/envelope.hpp"
#include "models/mail/reply.hpp"
#include "models/mail/retry_schedule.hpp"
#include "sim/random.hpp"
#include "sim/slots.hpp"

namespace waypost::mail {

enum class Progress : std::uint8_t { waiting, active, delivering, left, bounced, passed_on };

struct QueuedRecipient {
  Recipient recipient{};
  Reply last{};  ///< why it is still here
  Progress progress = Progress::waiting;
  bool host_failed = false;  ///< left because no server would talk, or no name resolved
};

struct QueuedMessage {
  MessageContent content{};
  sim::Time arrived{};
  std::uint16_t attempts = 0;       ///< passes ended
  std::uint16_t open = 0;           ///< entries of this pass not finished
  std::uint32_t last_gap : 30 = 0;  ///< seconds: the wait planned after the last pass
  std::uint32_t warned : 1 = 0;     ///< its sender has been told of the delay
  std::uint32_t frozen : 1 = 0;     ///< nobody tries it any more (Exim)
  boost::container::small_vector<QueuedRecipient, 1> recipients{};
};
static_assert(sizeof(QueuedMessage) <= 184, "a waiting recipient has 200 octets, index included");

/// When a session is kept for the next delivery to the same destination.
enum class SessionReuse : std::uint8_t {
  never,
  on_demand,      ///< once deliveries follow each other within a second (Postfix)
  while_waiting,  ///< while the destination has more mail (Exim's continued delivery, sendmail)
  always,         ///< until it has been idle for its time (KumoMTA, OpenSMTPD)
};

/// Postfix's preemption of bulk mail (qmgr_job.c, README_FILES/SCHEDULER_README).
struct PreemptionProfile {
  std::uint32_t slot_cost = 5;    ///< entries delivered for one slot earned; 0: first in, first out
  std::uint32_t least_slots = 3;  ///< a job that cannot earn so many is not preempted
  std::uint32_t loan = 3;         ///< slots lent,
  std::uint32_t discount = 50;    ///< and the per cent of slots needed that must be there
};

/// Defaults: Postfix.
struct QueueProfile {
  RetryProfile retry{};
  ConcurrencyProfile concurrency{};
  std::uint32_t active_limit = 20'000;  ///< qmgr_message_active_limit
  std::uint32_t recipient_limit = 50;   ///< per delivery (default_destination_recipient_limit)
  std::uint32_t process_limit = 100;    ///< deliveries at once (default_process_limit)
  /// From the need of one more process until it takes its first delivery; master(8) starts one
  /// after the other. 0: not noticed.
  sim::Duration process_start{};
  sim::Duration process_idle = sim::seconds(100);  ///< then they end (max_idle)
  std::uint32_t runners =
      UINT32_MAX;  ///< retried messages in delivery at once (Exim's queue runners)
  SessionReuse reuse = SessionReuse::on_demand;
  PreemptionProfile preemption{};
  sim::Duration rate_delay{};  ///< between deliveries to one destination, one at a time; 0: none
  dns::Name smarthost{};       ///< relayhost; the root: none
};

/// One delivery to make: some recipients of one message, one next hop.
struct Job {
  sim::SlotRef message{}, destination{};
  NextHop next_hop{};
  boost::container::small_vector<std::uint16_t, 1> recipients{};  ///< indices in the message
  bool reuses_session = false;  ///< demand is high: a kept session may be taken,
  bool keeps_session = false;   ///< and this one is to be kept
};

/// What a finished pass leaves behind for the sender's side.
struct PassEnd {
  MessageContent content{};
  sim::SlotRef message{};
  std::uint16_t attempts = 0;
  bool expired = false;
  std::vector<QueuedRecipient> bounced{};  ///< left the queue now, to be returned
  std::uint32_t deferred = 0;              ///< recipients that stay,
  Reply reason{};                          ///< for this (of the last of them)
  sim::Time next_try = sim::kNever;        ///< when they are taken up again; kNever: frozen
  bool warns = false;                      ///< the sender is to be told of the delay
};

class Queue {
 public:
  Queue() = default;
  /// `scan_anchor`: when the queue manager started; its scans follow from there. `luck`: of jitter.
  Queue(const QueueProfile& profile, sim::Time scan_anchor, sim::Stream luck = {})
      : profile_(profile), scan_anchor_(scan_anchor), luck_(luck) {}

  /// Takes responsibility for a message. Its recipients' clocks run from here.
  sim::SlotRef add(sim::Time now, QueuedMessage message);
  /// Moves incoming and due mail to the active queue while there is room.
  void take_up(sim::Time now, const DomainTable& domains);
  /// The next delivery to start: the oldest entry whose destination has room, once a process is
  /// free. Empty when none may.
  std::optional<Job> start_delivery(sim::Time now);
  /// The best addresses of `job`'s destination are so many (OpenSMTPD's routes).
  void note_routes(const Job& job, std::size_t routes);
  /// A recipient of `job` has come to `progress` (left, bounced or passed_on).
  void settle(const Job& job, std::uint16_t recipient, Progress progress, Reply reply);
  /// Nobody tries the message of `job` any more after this pass.
  void freeze(const Job& job) { messages_.at(job.message).frozen = 1; }
  /// `spent`: how the time of the delivery went; charged to the recipients still here.
  void account(const Job& job, const DelayParts& spent, sim::Time now);
  /// The delivery is over; recipients not settled are left. `no_session`: nobody would talk.
  void finish(const Job& job, bool no_session, Reply reason, sim::Time now);
  /// A message whose pass has ended: deferred again, or gone. Call until empty.
  std::optional<PassEnd> next_ended(sim::Time now, const DomainTable& domains);
  bool has_ended() const { return !ended_.empty(); }
  /// Everything for `domain` (the root: everything) is due now; dead marks are forgotten.
  void flush(sim::Time now, dns::Name domain = dns::kRoot);

  /// When there is something to do next; kNever while only deliveries can change anything.
  sim::Time next_wake() const;
  const QueuedMessage& message(sim::SlotRef ref) const { return *messages_.find(ref); }
  std::uint64_t recipients() const { return recipients_; }  ///< owned by this host
  std::size_t messages() const { return messages_.size(); }
  std::size_t active_messages() const { return active_; }
  std::uint32_t deliveries() const { return running_; }
  bool is_dead(NextHop hop, sim::Time now) const;
  int window(NextHop hop) const;  ///< 0: no state is held for it

  // For those who only look; O(messages).
  /// Calls f(const QueuedMessage&) for everything here, in no order that means anything.
  template <class F>
  void for_each_message(F&& f) const {
    messages_.for_each([&](sim::SlotRef, const QueuedMessage& message) { f(message); });
  }
  /// Calls f(taken up at, const QueuedMessage&) for the deferred, soonest first.
  template <class F>
  void for_each_deferred(F&& f) const {
    for (const auto& [at, refs] : deferred_)
      for (const sim::SlotRef ref : refs) f(at, *messages_.find(ref));
  }

 private:
  struct Entry {
    sim::SlotRef message{};
    std::uint64_t sequence = 0;  ///< of activation: first in, first out
    boost::container::small_vector<std::uint16_t, 4> recipients{};
  };
  struct Destination {
    NextHop next_hop{};
    DestinationConcurrency concurrency{};
    int busy = 0;
    bool dead = false, keeps_sessions = false, throttled = false;
    std::uint32_t deaths = 0;  ///< in a row
    Reply dead_reason{};
    sim::Time dead_until{};
    sim::Time last_done = sim::Time{-1'000'000'000'000};
    std::uint32_t head = 0;  ///< of the line; entries before it have started
    boost::container::small_vector<Entry, 2> line{};
    bool waiting() const { return head < line.size(); }
    bool idle() const { return busy == 0 && !waiting() && !throttled; }
    /// A delivery may start.
    bool runnable() const { return waiting() && !dead && !throttled && busy < concurrency.window; }
  };
  /// A job large enough to be preempted (qmgr_job.c).
  struct Bulk {
    std::uint32_t total = 0, selected = 0;  ///< entries
    std::int64_t points = 0;
    std::int64_t looked_at = -1;  ///< second in which nothing was found to let pass
  };
  /// A job that may overtake: its waiting entries, the first of them, and since when it waits.
  struct Candidate {
    sim::SlotRef message{};
    std::uint32_t entries = 0;
    std::uint64_t sequence = UINT64_MAX;
    sim::Time queued{};
  };

  void wake(const std::vector<sim::SlotRef>& messages, sim::Time at);
  void activate(sim::SlotRef ref, sim::Time now, const DomainTable& domains);
  void enter_line(Destination& d, sim::SlotRef message, std::uint16_t recipient);
  sim::SlotRef destination(NextHop hop, sim::Time now);
  static void drop_started(Destination& d);
  void decide_reuse(Destination& d, sim::Time now, Job& job) const;
  bool may_assign() const;
  Job assign(sim::Time now);
  Job begun(Job job, sim::Time now);
  bool has_free_process(sim::Time now);
  void start_process(sim::Time now);
  void close_entry(sim::SlotRef message);
  void give_feedback(Destination& d, bool no_session, Reply reason, sim::Time now);
  void declare_dead(Destination& d, Reply reason, sim::Time now);
  void remove_if_idle(sim::SlotRef ref);
  void throttle(sim::SlotRef destination, sim::Time now);
  void release_throttled(sim::Time now);
  std::uint32_t may_preempt(const Bulk& bulk) const;
  Candidate best_candidate(sim::SlotRef current, std::uint32_t most_entries, sim::Time now) const;
  void let_pass(const Candidate& candidate, std::uint64_t before);
  void preempt(sim::Time now);
  void earn_point(sim::SlotRef message);
  Retried retried(const QueuedMessage& message) const;
  bool waits_for_host(const QueuedMessage& message) const;
  bool gives_up(const QueuedMessage& message, sim::Time now) const;
  sim::Time due_after(const QueuedMessage& message, sim::Time now,
                      const DomainTable& domains) const;
  static std::uint64_t key_of(NextHop hop);
  template <class Change>
  void change(sim::SlotRef ref, Change&& apply);
  void defer(sim::SlotRef ref, sim::Time now, const DomainTable& domains, PassEnd& end);

  QueueProfile profile_{};
  sim::Time scan_anchor_{};
  sim::Stream luck_{};
  /// In blocks: a vector that grows would hold ten million messages twice.
  template <class T>
  using Blocks = boost::container::deque<
      T, void, boost::container::deque_options_t<boost::container::block_bytes<4096>>>;
  sim::Slots<QueuedMessage, Blocks> messages_;
  std::deque<sim::SlotRef> incoming_;
  std::map<sim::Time, std::vector<sim::SlotRef>> deferred_;  ///< by the scan that takes them up
  std::deque<sim::SlotRef> due_;  ///< woken, no room in the active queue yet
  sim::Slots<Destination> destinations_;
  std::unordered_map<std::uint64_t, sim::SlotRef> by_hop_;  // looked up, never iterated
  std::set<std::pair<std::uint64_t, std::uint32_t>>
      runnable_;                                             ///< (oldest entry, destination slot)
  std::set<std::pair<sim::Time, std::uint32_t>> throttled_;  ///< (until, destination slot)
  std::unordered_map<std::uint32_t, Bulk> bulk_;  ///< by message slot; looked up, never iterated
  std::deque<sim::SlotRef> ended_;
  std::uint64_t sequence_ = 0;
  std::uint64_t recipients_ = 0;
  std::size_t active_ = 0;
  std::uint32_t retried_ = 0;  ///< of the active, those not new
  std::uint32_t running_ = 0;
  std::deque<Job> assigned_;  ///< to a process that is not there yet
  std::uint32_t processes_ = 0;
  sim::Time process_ready_ = sim::kNever;  ///< of the one that is being started
  sim::Time last_end_{};                   ///< of a delivery
};

/// Changes a destination and keeps the index of those that may start a delivery.
template <class Change>
void Queue::change(sim::SlotRef ref, Change&& apply) {
  Destination& d = destinations_.at(ref);
  if (d.runnable()) runnable_.erase({d.line[d.head].sequence, ref.slot});
  apply(d);
  if (d.runnable()) runnable_.insert({d.line[d.head].sequence, ref.slot});
}

}  // namespace waypost::mail
