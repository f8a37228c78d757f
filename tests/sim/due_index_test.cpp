// SPDX-License-Identifier: Apache-2.0
// Timers kept by their owner: order, cancellation, and one pending event however many wait.
#include <catch2/catch.hpp>
#include <vector>

#include "sim/due_index.hpp"
#include "sim/engine.hpp"
#include "sim/random.hpp"
#include "sim/slots.hpp"

using namespace waypost::sim;

TEST_CASE("timers fall due by time, equal ones in the order they were set", "[sim][due]") {
  DueIndex index;
  Draw draw({1}, 1);
  for (std::uint64_t i = 0; i < 5000; ++i) index.add(Time{draw.below(500)}, i);
  DueEntry last{{-1}, 0, 0};
  while (!index.empty()) {
    CHECK(index.earliest() == index.top().due);
    const DueEntry entry = index.pop();
    REQUIRE((entry.due > last.due || (entry.due == last.due && entry.payload > last.payload)));
    last = entry;
  }
  CHECK(index.earliest() == kNever);
}

TEST_CASE("a ring of equal timers behaves as the heap does", "[sim][due]") {
  DueIndex heap;
  DueRing ring;
  Draw draw({2}, 1);
  std::int64_t now = 0;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    now += draw.below(3);
    heap.add(Time{now + 1000}, i);
    ring.add(Time{now + 1000}, i);
    while (heap.earliest().ns <= now || (i > 15'000 && heap.size() > 10)) {
      REQUIRE(ring.earliest() == heap.earliest());
      REQUIRE(ring.pop().payload == heap.pop().payload);
    }
  }
  CHECK(ring.size() == heap.size());
  CHECK_THROWS_AS(ring.add(Time{0}, 0), std::logic_error);
}

TEST_CASE("a million waiting timers hold one pending event, cancelled ones never ring",
          "[sim][due]") {
  struct Message {
    Time due;
  };
  Engine engine;
  const EntityId queue = engine.add_entity(hash_text("queue"));
  Slots<Message> messages;
  DueIndex index;
  Alarm alarm;
  Draw draw({3}, 1);
  std::vector<SlotRef> refs;
  for (int i = 0; i < 1'000'000; ++i) {
    const Time due{1 + draw.below(1'000'000'000)};
    refs.push_back(messages.insert({due}));
    index.add(due, refs.back().pack());
  }
  const auto alive = [&](std::uint64_t payload) {
    return messages.find(SlotRef::unpack(payload)) != nullptr;
  };
  alarm.arm(engine, queue, 1, index.earliest());
  CHECK(engine.pending() == 1);
  for (std::size_t i = 0; i < refs.size(); i += 2) messages.erase(refs[i]);  // cancel half

  int rung = 0;
  engine.run(kNever, [&](const Event& event) {
    if (!alarm.rings(event.argument)) return true;
    while (earliest_alive(index, alive) <= event.at()) {
      const SlotRef ref = SlotRef::unpack(index.pop().payload);
      CHECK(messages.at(ref).due == event.at());
      messages.erase(ref);
      ++rung;
    }
    alarm.arm(engine, queue, 1, earliest_alive(index, alive));
    return engine.pending() <= 1;
  });
  CHECK(rung == 500'000);
  CHECK(engine.pending() == 0);
}

TEST_CASE("an earlier timer overtakes the armed event, which is then out of date", "[sim][due]") {
  Engine engine;
  const EntityId owner = engine.add_entity(1);
  Alarm alarm;
  alarm.arm(engine, owner, 1, Time{100});
  alarm.arm(engine, owner, 1, Time{200});  // later: nothing to do
  alarm.arm(engine, owner, 1, Time{50});
  alarm.arm(engine, owner, 1, kNever);
  CHECK(engine.pending() == 2);
  std::vector<std::int64_t> rang;
  engine.run(Time{1000}, [&](const Event& event) {
    if (alarm.rings(event.argument)) rang.push_back(event.time);
    return true;
  });
  CHECK(rang == std::vector<std::int64_t>{50});
}
