// SPDX-License-Identifier: Apache-2.0
// The engine on a toy world in the manner of PHOLD: order, fingerprint, copies.
#include <catch2/catch.hpp>
#include <vector>

#include "sim/distributions.hpp"
#include "sim/engine.hpp"

using namespace waypost::sim;

namespace {

/// N entities; each event goes to a random entity after a delay that is often zero or a tie.
template <class Queue>
struct Toy {
  BasicEngine<Queue> engine{1};
  std::uint32_t n;
  std::vector<std::uint64_t> received;

  explicit Toy(std::uint32_t entities) : n(entities), received(entities + 1, 0) {
    for (std::uint32_t i = 0; i < n; ++i) engine.add_entity(mix(i));
    for (std::uint32_t i = 1; i <= n; ++i) engine.schedule(i, i, Time{0}, 1, i);
  }
  void run(Time until, std::uint64_t stop_after = UINT64_MAX) {
    engine.run(until, [&](const Event& event) {
      Draw draw({99}, event.target, static_cast<std::uint32_t>(received[event.target]++));
      const Duration delay = draw.chance(0.3)   ? nanoseconds(0)
                             : draw.chance(0.5) ? milliseconds(draw.below(5))
                                                : from_seconds(0.01 * exponential(draw));
      engine.absorb(event.target, event.argument);
      engine.schedule(event.target, 1 + draw.below(n), event.at() + delay, 1 + draw.below(3),
                      event.argument + 1);
      return --stop_after > 0;
    });
  }
};

}  // namespace

TEST_CASE("the engine gives one fingerprint with the radix queue and with the heap",
          "[sim][engine]") {
  Toy<RadixEventQueue> radix(500);
  Toy<HeapEventQueue> heap(500);
  for (const int ms : {0, 10, 50, 200, 400}) {
    radix.run(Time{} + milliseconds(ms));
    heap.run(Time{} + milliseconds(ms));
    CHECK(radix.engine.fingerprint() == heap.engine.fingerprint());
    CHECK(radix.engine.events_handled() == heap.engine.events_handled());
    CHECK(radix.engine.now() == heap.engine.now());
  }
  CHECK(radix.engine.events_handled() > 10'000);
}

TEST_CASE("a copy made at any of 20 random instants continues to the same fingerprint",
          "[sim][engine]") {
  const Time end = Time{} + milliseconds(300);
  Toy<EventQueue> whole(200);
  whole.run(end);
  Draw draw({8}, 1);
  Toy<EventQueue> run(200);
  for (int i = 0; i < 20; ++i) {
    run.run(end, 1 + draw.below(static_cast<std::uint32_t>(whole.engine.events_handled() / 25)));
    Toy<EventQueue> copy = run;
    copy.run(end);
    CHECK(copy.engine.fingerprint() == whole.engine.fingerprint());
    CHECK(copy.engine.events_handled() == whole.engine.events_handled());
  }
  run.run(end);
  CHECK(run.engine.fingerprint() == whole.engine.fingerprint());
}

TEST_CASE("running in slices gives the fingerprint of running at once", "[sim][engine]") {
  Toy<EventQueue> once(100), sliced(100);
  once.run(Time{} + milliseconds(200));
  for (int us = 0; us <= 200'000; us += 137) sliced.run(Time{} + microseconds(us));
  sliced.run(Time{} + milliseconds(200));
  CHECK(once.engine.fingerprint() == sliced.engine.fingerprint());
}

TEST_CASE("the fingerprint sees time, target, kind and content, but not entity numbers",
          "[sim][engine]") {
  const auto fingerprint = [](std::int64_t ns, const char* target, std::uint32_t kind,
                              std::uint64_t content, bool swapped = false) {
    Engine engine;
    const auto add = [&](const char* path) { return engine.add_entity(hash_text(path)); };
    EntityId a, b;
    if (swapped) {
      b = add("b"), a = add("a");
    } else {
      a = add("a"), b = add("b");
    }
    const EntityId to = std::string_view(target) == "a" ? a : b;
    engine.schedule(a, to, Time{ns}, kind, 77);
    engine.run(Time{100}, [&](const Event& event) {
      engine.absorb(event.target, content);
      return true;
    });
    return engine.fingerprint();
  };
  const std::uint64_t base = fingerprint(5, "b", 1, 9);
  CHECK(fingerprint(5, "b", 1, 9, true) == base);
  CHECK(fingerprint(6, "b", 1, 9) != base);
  CHECK(fingerprint(5, "a", 1, 9) != base);
  CHECK(fingerprint(5, "b", 2, 9) != base);
  CHECK(fingerprint(5, "b", 1, 8) != base);
}

TEST_CASE("an event in the past is a broken contract", "[sim][engine]") {
  Engine engine;
  engine.run(Time{10}, [](const Event&) { return true; });
  CHECK(engine.now() == Time{10});
  CHECK_THROWS_AS(engine.schedule(0, 0, Time{9}, 1, 0), std::logic_error);
}

TEST_CASE("a handler that returns false stops the run at its event", "[sim][engine]") {
  Engine engine;
  for (int i = 1; i <= 5; ++i) engine.schedule(0, 0, Time{i}, 1, 0);
  engine.run(Time{100}, [](const Event& event) { return event.time < 3; });
  CHECK(engine.now() == Time{3});
  CHECK(engine.pending() == 2);
  engine.run(Time{4}, [](const Event&) { return true; });
  CHECK(engine.pending() == 1);
  CHECK(engine.events_handled() == 4);
}
