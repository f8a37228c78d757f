// SPDX-License-Identifier: Apache-2.0
// Sending processes that take time to start, as recorded from Postfix after a restart (s5,
// eq-nocache): master(8) starts the next when the last has taken its first delivery; a free one is
// used first; idle ones end after max_idle.
#include <catch2/catch.hpp>

#include "models/mail/queue.hpp"

using namespace waypost;
using namespace waypost::mail;

namespace {

constexpr sim::Time at(double milliseconds) {
  return sim::Time{} + sim::from_seconds(milliseconds / 1000);
}

struct Host {
  DomainTable domains;
  Queue queue;
  std::uint32_t messages = 0;

  Host() {
    QueueProfile p;
    p.process_start = sim::milliseconds(20);
    queue = Queue(p, {});
  }
  void add(sim::Time now) {
    QueuedMessage m;
    m.content.id = {1, messages};
    m.recipients.push_back({.recipient = {.mailbox = {.domain = {++messages, 0}},
                                          .delay = {.parts = {}, .accounted = now}}});
    queue.add(now, std::move(m));
    queue.take_up(now, domains);
  }
  void end(const Job& job, sim::Time now) {
    queue.settle(job, 0, Progress::passed_on, kOk);
    queue.finish(job, false, {}, now);
    REQUIRE(queue.next_ended(now, domains));
  }
};

}  // namespace

TEST_CASE("sending processes start one after the other, and free ones are used first",
          "[mail][queue]") {
  Host host;
  for (int i = 0; i < 3; ++i) host.add(at(0));
  CHECK_FALSE(host.queue.start_delivery(at(0)));
  CHECK(host.queue.next_wake() == at(20));
  const auto first = host.queue.start_delivery(at(20));
  REQUIRE(first);
  CHECK_FALSE(host.queue.start_delivery(at(20)));
  CHECK(host.queue.next_wake() == at(40));
  host.end(*first, at(30));
  CHECK(host.queue.start_delivery(at(30)));
  CHECK(host.queue.start_delivery(at(40)));
  CHECK(host.queue.next_wake() == sim::kNever);
}

TEST_CASE("sending processes wait 100 s for more work, then end", "[mail][queue]") {
  Host host;
  host.add(at(0));
  CHECK_FALSE(host.queue.start_delivery(at(0)));
  auto job = host.queue.start_delivery(at(20));
  REQUIRE(job);
  host.end(*job, at(100));
  host.add(at(90'000));
  job = host.queue.start_delivery(at(90'000));
  REQUIRE(job);
  host.end(*job, at(90'100));
  host.add(at(190'100));
  CHECK_FALSE(host.queue.start_delivery(at(190'100)));
  CHECK(host.queue.start_delivery(at(190'120)));
}
