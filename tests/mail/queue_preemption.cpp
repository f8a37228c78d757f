// SPDX-License-Identifier: Apache-2.0
// Bulk mail and single messages in one queue (Postfix, SCHEDULER_README): who goes first. Expected:
// slot_cost 5, at least 3 slots, 3 lent, 50 per cent; bulk mail inflated by at most 5/4.
#include <catch2/catch.hpp>
#include <deque>
#include <vector>

#include "models/mail/queue.hpp"

using namespace waypost;
using namespace waypost::mail;

namespace {

constexpr std::uint32_t kProcesses = 10;

/// A queue whose deliveries take one second each, `kProcesses` at a time.
struct BusyQueue {
  Queue queue;
  DomainTable domains;
  sim::Time now{};
  std::deque<Job> running;
  std::vector<std::uint64_t> finished;  ///< ordinals of messages, by delivery

  explicit BusyQueue(std::uint32_t slot_cost) : queue(profile(slot_cost), {}) {}

  static QueueProfile profile(std::uint32_t slot_cost) {
    QueueProfile p;
    p.process_limit = kProcesses;
    p.preemption.slot_cost = slot_cost;
    return p;
  }
  /// Message `ordinal` to `recipients` domains, from number `first` on.
  void add(std::uint64_t ordinal, std::uint32_t first, std::uint32_t recipients) {
    QueuedMessage m;
    m.content.id = {1, ordinal};
    for (std::uint32_t i = 0; i < recipients; ++i)
      m.recipients.push_back({.recipient = {.mailbox = {.domain = {first + i, 0}},
                                            .delay = {.parts = {}, .accounted = now}}});
    queue.add(now, std::move(m));
  }
  /// One second of work.
  void step() {
    queue.take_up(now, domains);
    while (auto job = queue.start_delivery(now)) running.push_back(std::move(*job));
    now += sim::seconds(1);
    for (; !running.empty(); running.pop_front()) {
      const Job& job = running.front();
      finished.push_back(queue.message(job.message).content.id.ordinal);
      DelayParts spent;
      spent[DelayPart::transfer] = sim::seconds(1);
      queue.account(job, spent, now);
      for (const std::uint16_t r : job.recipients) queue.settle(job, r, Progress::passed_on, kOk);
      queue.finish(job, false, {}, now);
    }
    while (queue.next_ended(now, domains)) {
    }
  }
  /// Seconds until message `ordinal` is through.
  double through(std::uint64_t ordinal, std::size_t deliveries) {
    while (std::count(finished.begin(), finished.end(), ordinal) <
           static_cast<std::ptrdiff_t>(deliveries))
      step();
    return now.seconds();
  }
};

}  // namespace

TEST_CASE("a single message overtakes a bulk mailing that came before it", "[mail][queue]") {
  const auto wait = [](std::uint32_t slot_cost) {
    BusyQueue busy(slot_cost);
    busy.add(0, 1, 500);  // fifty seconds of work
    busy.step();
    busy.add(1, 1'000, 1);
    return busy.through(1, 1);
  };
  CHECK(wait(5) <= 3);
  CHECK(wait(0) >= 50);  // first in, first out
}

TEST_CASE("bulk mail is delayed by a quarter at most, however much single mail comes",
          "[mail][queue]") {
  BusyQueue busy(5);
  busy.add(0, 1, 1'000);
  std::uint64_t ordinal = 1;
  double end = 0;
  for (int second = 0; end == 0; ++second) {
    for (std::uint32_t k = 0; k < kProcesses; ++k, ++ordinal)
      busy.add(ordinal, 2'000 + static_cast<std::uint32_t>(ordinal), 1);
    busy.step();
    if (std::count(busy.finished.begin(), busy.finished.end(), 0u) == 1'000)
      end = busy.now.seconds();
  }
  CHECK(end > 1'000.0 / kProcesses);
  CHECK(end <= 1.25 * 1'000 / kProcesses + 2);
}

TEST_CASE("a job of fewer than fifteen entries is not overtaken", "[mail][queue]") {
  BusyQueue busy(5);
  busy.add(0, 1, 14);
  busy.add(1, 1'000, 1);
  CHECK(busy.through(1, 1) == 2);  // ten, then the other four and the single one
}

TEST_CASE("a throttled destination gets one message per pause", "[mail][queue]") {
  QueueProfile p;
  p.rate_delay = sim::seconds(9);
  p.concurrency.initial = p.concurrency.limit = 1;
  BusyQueue busy(5);
  busy.queue = Queue(p, {});
  for (std::uint64_t i = 0; i < 5; ++i) busy.add(i, 7, 1);
  // A delivery of one second, then nine of pause.
  CHECK(busy.through(4, 1) == 41);
}
