// SPDX-License-Identifier: Apache-2.0
// The queue of one mail host: incoming, active, deferred (Postfix queue manager, qmgr_active.c,
// qmgr_entry.c, qmgr_queue.c). It decides what is delivered next and what happens to what is left; it
// delivers nothing itself, owns no event and reads no clock. A waiting message costs a slot and
// eight octets in an index by the instant of the scan that takes it up.
// Leaves out: job preemption, in_flow_delay, alternating incoming and deferred.
//
//   waiting     incoming, or deferred
//   active      in the line of its destination
//   delivering  a delivery has it
//   left        this pass failed for it, it may be tried again
//   bounced     refused for good; leaves the queue when the pass ends
//   passed_on   another host owns it
#pragma once

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
#include "sim/slots.hpp"

namespace waypost::mail {

enum class Progress : std::uint8_t { waiting, active, delivering, left, bounced, passed_on };

struct QueuedRecipient {
  Recipient recipient{};
  Reply last{};  ///< why it is still here
  Progress progress = Progress::waiting;
};

struct QueuedMessage {
  MessageContent content{};
  sim::Time arrived{};
  std::uint16_t attempts = 0;  ///< passes ended
  std::uint16_t open = 0;      ///< entries of this pass not finished
  boost::container::small_vector<QueuedRecipient, 1> recipients{};
};
static_assert(sizeof(QueuedMessage) <= 184, "a waiting recipient has 200 octets, index included");

/// Defaults: Postfix.
struct QueueProfile {
  RetryProfile retry{};
  ConcurrencyProfile concurrency{};
  std::uint32_t active_limit = 20'000;  ///< qmgr_message_active_limit
  std::uint32_t recipient_limit = 50;   ///< per delivery (default_destination_recipient_limit)
  std::uint32_t process_limit = 100;    ///< deliveries at once (default_process_limit)
  bool keeps_sessions = true;           ///< smtp_connection_cache_on_demand
  dns::Name smarthost{};                ///< relayhost; the root: none
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
  sim::Time next_try = sim::kNever;        ///< when they are taken up again
};

class Queue {
 public:
  Queue() = default;
  /// `scan_anchor`: when the queue manager started; its scans follow from there.
  Queue(const QueueProfile& profile, sim::Time scan_anchor)
      : profile_(profile), scan_anchor_(scan_anchor) {}

  /// Takes responsibility for a message. Its recipients' clocks run from here.
  sim::SlotRef add(sim::Time now, QueuedMessage message);
  /// Moves incoming and due mail to the active queue while there is room.
  void take_up(sim::Time now, const DomainTable& domains);
  /// The next delivery to start: the oldest entry whose destination has room. Empty when none may.
  std::optional<Job> start_delivery(sim::Time now);
  /// A recipient of `job` has come to `progress` (left, bounced or passed_on).
  void settle(const Job& job, std::uint16_t recipient, Progress progress, Reply reply);
  /// `spent`: how the time of the delivery went; charged to the recipients still here.
  void account(const Job& job, const DelayParts& spent, sim::Time now);
  /// The delivery is over; recipients not settled are left. `no_session`: nobody would talk.
  void finish(const Job& job, bool no_session, Reply reason, sim::Time now);
  /// A message whose pass has ended: deferred again, or gone. Call until empty.
  std::optional<PassEnd> next_ended(sim::Time now);
  bool has_ended() const { return !ended_.empty(); }
  /// Everything for `domain` (the root: everything) is due now; dead marks are forgotten.
  void flush(sim::Time now, dns::Name domain = dns::kRoot);

  /// When take_up has something to do next; kNever while only deliveries can change anything.
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
    bool dead = false, keeps_sessions = false;
    Reply dead_reason{};
    sim::Time dead_until{};
    sim::Time last_done = sim::Time{-1'000'000'000'000};
    std::uint32_t head = 0;  ///< of the line; entries before it have started
    boost::container::small_vector<Entry, 2> line{};
    bool waiting() const { return head < line.size(); }
    bool idle() const { return busy == 0 && !waiting(); }
    /// A delivery may start.
    bool runnable() const { return waiting() && !dead && busy < concurrency.window; }
  };

  void wake(const std::vector<sim::SlotRef>& messages, sim::Time at);
  void activate(sim::SlotRef ref, sim::Time now, const DomainTable& domains);
  void enter_line(Destination& d, sim::SlotRef message, std::uint16_t recipient);
  sim::SlotRef destination(NextHop hop, sim::Time now);
  void decide_reuse(Destination& d, sim::Time now, Job& job) const;
  void close_entry(sim::SlotRef message);
  void give_feedback(Destination& d, bool no_session, Reply reason, sim::Time now);
  void declare_dead(Destination& d, Reply reason, sim::Time now);
  void remove_if_idle(sim::SlotRef ref);
  template <class Change>
  void change(sim::SlotRef ref, Change&& apply);
  void defer(sim::SlotRef ref, sim::Time now, PassEnd& end);

  QueueProfile profile_{};
  sim::Time scan_anchor_{};
  sim::Slots<QueuedMessage> messages_;
  std::deque<sim::SlotRef> incoming_;
  std::map<sim::Time, std::vector<sim::SlotRef>> deferred_;  ///< by the scan that takes them up
  std::deque<sim::SlotRef> due_;  ///< woken, no room in the active queue yet
  sim::Slots<Destination> destinations_;
  std::unordered_map<std::uint64_t, sim::SlotRef> by_hop_;  // looked up, never iterated
  std::set<std::pair<std::uint64_t, std::uint32_t>> runnable_;  ///< (oldest entry, destination slot)
  std::deque<sim::SlotRef> ended_;
  std::uint64_t sequence_ = 0;
  std::uint64_t recipients_ = 0;
  std::size_t active_ = 0;
  std::uint32_t running_ = 0;
};

}  // namespace waypost::mail
