// SPDX-License-Identifier: Apache-2.0
// The radix-sorted pending-event set against a plain heap: the same events in the same order.
#include <catch2/catch.hpp>
#include <functional>
#include <string>
#include <utility>

#include "sim/distributions.hpp"
#include "sim/event_queue.hpp"

using namespace waypost::sim;

namespace {

/// Feeds both queues alike and checks each pop.
struct Pair {
  HeapEventQueue heap;
  RadixEventQueue radix;
  std::uint64_t counter = 0;
  std::int64_t now = 0;
  bool equal = true;

  void push(std::int64_t time, std::uint32_t source) {
    const Event event{time, std::uint64_t{source} << 40 | counter, source, 0, counter};
    ++counter;
    heap.push(event);
    radix.push(event);
  }
  void pop() {
    const Event& peeked = radix.top();
    const std::uint64_t top_order = peeked.order;
    const Event a = heap.pop(), b = radix.pop();
    now = b.time;
    equal = equal && a.time == b.time && a.order == b.order && a.argument == b.argument &&
            top_order == b.order && heap.size() == radix.size();
  }
  void drain() {
    while (!heap.empty()) pop();
    equal = equal && radix.empty();
  }
};

using Delay = std::function<std::int64_t(Draw&)>;

std::int64_t power_of_ten(Draw& draw, double decades) {
  return static_cast<std::int64_t>(std::pow(10.0, decades * draw.uniform()));
}

}  // namespace

TEST_CASE("the radix queue pops in the heap's order under the hold model", "[sim][queue]") {
  const auto [name, delay] = GENERATE(table<std::string, Delay>({
      {"exponential", [](Draw& d) { return static_cast<std::int64_t>(1e9 * exponential(d)); }},
      {"0.1 + exponential",
       [](Draw& d) { return static_cast<std::int64_t>(1e8 + 1e9 * exponential(d)); }},
      {"exact ties", [](Draw& d) { return static_cast<std::int64_t>(d.below(4)) * 1000; }},
      {"zero delays", [](Draw& d) { return d.chance(0.7) ? 0 : std::int64_t{1} << d.below(40); }},
      {"all at one instant", [](Draw&) { return std::int64_t{0}; }},
      {"constant", [](Draw&) { return std::int64_t{5'000'000}; }},
      {"13 decades", [](Draw& d) { return power_of_ten(d, 13); }},
      {"bimodal",
       [](Draw& d) { return d.chance(0.99) ? d.below(100) : std::int64_t{3'600'000'000'000}; }},
      {"one-nanosecond steps", [](Draw& d) { return static_cast<std::int64_t>(d.below(2)); }},
  }));
  const auto population = GENERATE(1, 2, 7, 64, 65, 1000, 20'000);
  INFO(name << ", population " << population);
  Pair queues;
  Draw draw({3}, 1);
  for (int i = 0; i < population; ++i) queues.push(delay(draw), draw.below(50));
  const int holds = population < 1000 ? 20'000 : 5 * population;
  for (int i = 0; i < holds && queues.equal; ++i) {
    queues.pop();
    queues.push(queues.now + delay(draw), draw.below(50));
  }
  queues.drain();
  CHECK(queues.equal);
}

TEST_CASE("the radix queue equals the heap while the population grows and shrinks",
          "[sim][queue]") {
  Pair queues;
  Draw draw({4}, 1);
  queues.push(0, 1);
  for (int wave = 0; wave < 6; ++wave) {
    for (int i = 0; i < 100'000; ++i) {  // up to 10^5 pending
      queues.push(queues.now + power_of_ten(draw, 12), draw.below(3));
      if (draw.chance(0.2)) queues.pop();
    }
    while (queues.heap.size() > (wave % 2 == 0 ? 3u : 0u)) queues.pop();
  }
  queues.drain();
  CHECK(queues.equal);
}

TEST_CASE("pushes between slices of a run, before all that is pending, stay in order",
          "[sim][queue]") {
  // A peek at a far event moves the queue's near part ahead; then many nearer ones are added.
  Pair queues;
  Draw draw({5}, 1);
  for (int i = 0; i < 200; ++i) queues.push(1'000'000'000'000 + draw.below(1000), 7);
  CHECK(queues.radix.top().time >= 1'000'000'000'000);
  for (int i = 0; i < 50'000; ++i) queues.push(draw.below(1'000'000'000), draw.below(9));
  for (int i = 0; i < 20'000; ++i) queues.pop();
  for (int i = 0; i < 50'000; ++i)
    queues.push(queues.now + draw.below(2'000'000'000), draw.below(9));
  queues.drain();
  CHECK(queues.equal);
}

TEST_CASE("the largest admissible time is queued like any other", "[sim][queue]") {
  Pair queues;
  for (std::uint32_t i = 0; i < 100; ++i) queues.push(INT64_MAX - 1 - i % 3, i);
  for (int shift = 0; shift < 63; ++shift) queues.push(std::int64_t{1} << shift, 1);
  queues.push(0, 1);
  queues.drain();
  CHECK(queues.equal);
}

TEST_CASE("an event pushed during its own instant comes by source, the plan first",
          "[sim][queue]") {
  RadixEventQueue queue;
  for (std::uint64_t source = 1; source < 200; ++source) queue.push({10, source << 40, 0, 0, 0});
  for (int i = 0; i < 50; ++i) queue.pop();
  queue.push({10, 0, 0, 0, 0});                            // the plan
  queue.push({10, std::uint64_t{20} << 40 | 1, 0, 0, 0});  // a source that had its turn
  CHECK(queue.pop().source() == 0);
  CHECK(queue.pop().source() == 20);
  CHECK(queue.pop().source() == 51);
}

TEST_CASE("a copied queue pops the same events, and neither disturbs the other", "[sim][queue]") {
  RadixEventQueue original;
  Draw draw({6}, 1);
  const auto next = [&](std::int64_t now) {
    return Event{now + power_of_ten(draw, 10), draw.u64(), 0, 0, draw.u64()};
  };
  for (int i = 0; i < 10'000; ++i) original.push(next(0));
  for (int i = 0; i < 3'000; ++i) original.pop();
  RadixEventQueue copy = original;
  RadixEventQueue assigned;
  assigned.push(next(0));
  assigned = copy;
  for (int i = 0; i < 1000; ++i) original.push(next(original.top().time));
  while (!copy.empty()) {
    const Event a = copy.pop(), b = assigned.pop();
    REQUIRE((a.time == b.time && a.order == b.order && a.argument == b.argument));
  }
  CHECK(original.size() == 8000);
}

TEST_CASE("memory follows the number of pending events, not its peak", "[sim][queue]") {
  RadixEventQueue queue;
  Draw draw({7}, 1);
  for (int i = 0; i < 100'000; ++i) queue.push({power_of_ten(draw, 12), draw.u64(), 0, 0, 0});
  for (int i = 0; i < 100'000; ++i) queue.push({5, draw.u64(), 0, 0, 0});  // one instant
  CHECK(queue.memory() < 200'000 * 32 * 2);
  while (queue.size() > 100) queue.pop();
  CHECK(queue.memory() < 1'000'000);
}
