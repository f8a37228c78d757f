// SPDX-License-Identifier: Apache-2.0
// ns-3 (Debian's libns3-dev, its optimised profile) under the same load: the hold model on its
// scheduler alone, PHOLD in its own style (member-function events through Simulator::Schedule).
// usage: bench_ns3 hold|phold MapScheduler|PriorityQueueScheduler PENDING EVENTS
#include <ns3/core-module.h>

#include <cstring>
#include <vector>

#include "bench/load.hpp"

namespace {

using waypost::bench::Xoshiro;

Xoshiro g_random(1);

void Hold(const std::string& scheduler, std::uint32_t pending, std::uint64_t events) {
  ns3::ObjectFactory factory("ns3::" + scheduler);
  ns3::Ptr<ns3::Scheduler> queue = factory.Create<ns3::Scheduler>();
  std::uint32_t uid = 0;
  const auto insert = [&](std::uint64_t ts) { queue->Insert({nullptr, {ts, uid++, 0}}); };
  for (std::uint32_t i = 0; i < pending; ++i) insert(static_cast<std::uint64_t>(g_random.delay()));
  const auto run = [&](std::uint64_t n) {
    for (; n > 0; --n) {
      const ns3::Scheduler::Event e = queue->RemoveNext();
      insert(e.key.m_ts + static_cast<std::uint64_t>(g_random.delay()));
    }
  };
  run(4ull * pending);
  const double start = waypost::bench::cpu_seconds();
  run(events);
  waypost::bench::print_rate(events, waypost::bench::cpu_seconds() - start);
}

class Process;
std::vector<Process> g_processes;
std::uint64_t g_left;

class Process {
 public:
  void Receive() {
    ++m_received;
    Process& next = g_processes[g_random.below(static_cast<std::uint32_t>(g_processes.size()))];
    ns3::Simulator::Schedule(ns3::NanoSeconds(g_random.delay()), &Process::Receive, &next);
    if (--g_left == 0) ns3::Simulator::Stop();
  }

 private:
  std::uint64_t m_received = 0;
};

void Phold(const std::string& scheduler, std::uint32_t pending, std::uint64_t events) {
  ns3::Simulator::SetScheduler(ns3::ObjectFactory("ns3::" + scheduler));
  g_processes.resize(pending);
  for (Process& p : g_processes)
    ns3::Simulator::Schedule(ns3::NanoSeconds(g_random.delay()), &Process::Receive, &p);
  g_left = 4ull * pending;
  ns3::Simulator::Run();
  g_left = events;
  const double start = waypost::bench::cpu_seconds();
  ns3::Simulator::Run();
  waypost::bench::print_rate(events, waypost::bench::cpu_seconds() - start);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fputs("usage: bench_ns3 hold|phold SCHEDULER PENDING EVENTS\n", stderr);
    return 2;
  }
  const auto pending = static_cast<std::uint32_t>(waypost::bench::count_argument(argv[3]));
  const bool hold = std::strcmp(argv[1], "hold") == 0;
  (hold ? Hold : Phold)(argv[2], pending, waypost::bench::count_argument(argv[4]));
}
