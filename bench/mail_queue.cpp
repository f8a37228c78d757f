// SPDX-License-Identifier: Apache-2.0
// What a waiting message costs: fills one mail queue, fails every message once, and prints octets
// and nanoseconds per waiting recipient. usage: bench_mail_queue [messages] (default 10,000,000)
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "models/mail/queue.hpp"

using namespace waypost;
using namespace waypost::mail;

namespace {

double resident_octets() {
  std::ifstream statm("/proc/self/statm");
  double pages = 0, resident = 0;
  statm >> pages >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// One message to one of 10,000 destinations; each pass fails as if the host were down.
void fill(Queue& queue, std::uint64_t messages) {
  const DomainTable domains;
  sim::Time now{};
  for (std::uint64_t i = 0; i < messages; ++i) {
    QueuedMessage m;
    m.content.id = {1, i};
    m.content.submitted = now;
    m.recipients.push_back(
        {.recipient = {.mailbox = {.domain = {static_cast<std::uint32_t>(1 + i % 10'000), 0}},
                       .delay = {.parts = {}, .accounted = now}}});
    queue.add(now, std::move(m));
    queue.take_up(now, domains);
    while (true) {
      while (queue.next_ended(now, domains)) {
      }
      auto job = queue.start_delivery(now);
      if (!job) break;
      queue.account(*job, {}, now);
      queue.finish(*job, true, {0, {4, 4, 1}}, now);
    }
    now += sim::microseconds(100);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t messages = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000'000;
  const double before = resident_octets();
  const auto start = std::chrono::steady_clock::now();
  Queue queue({}, {});
  fill(queue, messages);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  const double count = static_cast<double>(queue.recipients());
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("waiting recipients        %.0f\n", count);
  std::printf("octets per recipient      %.1f\n", (resident_octets() - before) / count);
  std::printf("peak memory               %.2f GB\n",
              static_cast<double>(usage.ru_maxrss) * 1024 / 1e9);
  std::printf("nanoseconds per message   %.0f\n", took.count() * 1e9 / count);
  std::printf("next wake                 %.0f s\n", queue.next_wake().seconds());
}
