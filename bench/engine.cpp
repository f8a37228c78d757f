// SPDX-License-Identifier: Apache-2.0
// Waypost's engine under the hold model (queue alone) and PHOLD (whole engine, fingerprint on).
// usage: bench_engine hold|phold PENDING EVENTS
#include <cstring>
#include <vector>

#include "bench/load.hpp"
#include "sim/engine.hpp"

namespace waypost::bench {
namespace {

void hold(std::uint32_t pending, std::uint64_t events) {
  Xoshiro random(1);
  sim::EventQueue queue;
  std::uint64_t order = 0;
  for (std::uint32_t i = 0; i < pending; ++i) queue.push({random.delay(), order++, i, 0, 0});
  const auto run = [&](std::uint64_t n) {
    for (; n > 0; --n) {
      const sim::Event e = queue.pop();
      queue.push({e.time + random.delay(), order++, e.target, 0, 0});
    }
  };
  run(4ull * pending);
  const double start = cpu_seconds();
  run(events);
  print_rate(events, cpu_seconds() - start);
  std::fprintf(stderr, "%.0f bytes per pending event\n",
               static_cast<double>(queue.memory()) / pending);
}

struct Phold {
  Xoshiro random{1};
  sim::Engine engine;
  std::uint32_t processes;
  std::vector<std::uint64_t> received;
  std::uint64_t left = 0;

  explicit Phold(std::uint32_t n) : processes(n), received(n + 1, 0) {
    for (std::uint32_t i = 1; i <= n; ++i) engine.add_entity(sim::mix(i));
    for (std::uint32_t i = 1; i <= n; ++i) engine.schedule(i, i, sim::Time{random.delay()}, 1, 0);
  }
  bool operator()(const sim::Event& event) {
    ++received[event.target];
    engine.schedule(event.target, 1 + random.below(processes),
                    event.at() + sim::nanoseconds(random.delay()), 1, 0);
    return --left > 0;
  }
  void prefetch(const sim::Event& event) const { sim::prefetch(&received[event.target]); }
  void run(std::uint64_t events) {
    left = events;
    engine.run(sim::kNever, *this);
  }
};

void phold(std::uint32_t pending, std::uint64_t events) {
  Phold model(pending);
  model.run(4ull * pending);
  const double start = cpu_seconds();
  model.run(events);
  print_rate(events, cpu_seconds() - start);
  std::fprintf(stderr, "fingerprint %016llx\n",
               static_cast<unsigned long long>(model.engine.fingerprint()));
}

}  // namespace
}  // namespace waypost::bench

int main(int argc, char** argv) {
  using namespace waypost::bench;
  if (argc != 4) return std::fputs("usage: bench_engine hold|phold PENDING EVENTS\n", stderr), 2;
  const auto pending = static_cast<std::uint32_t>(count_argument(argv[2]));
  (std::strcmp(argv[1], "hold") == 0 ? hold : phold)(pending, count_argument(argv[3]));
}
