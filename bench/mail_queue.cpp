// SPDX-License-Identifier: Apache-2.0
// What a waiting message costs: fills one mail queue and fails every message once.
//   bench_mail_queue [MESSAGES]   default 10,000,000
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "bench/costs.hpp"
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
  const double begin = bench::cpu_seconds();
  Queue queue({}, {});
  fill(queue, messages);
  const double seconds = bench::cpu_seconds() - begin;
  const double count = static_cast<double>(queue.recipients());
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  bench::print_cost("waiting recipients", count, "");
  bench::print_cost("peak memory", static_cast<double>(usage.ru_maxrss) * 1024 / 1e9, "GB");
  bench::print_cost("one message taken in and failed once", seconds * 1e9 / count, "ns");
  const double octets = (resident_octets() - before) / count;
  return bench::at_most(200, "a waiting recipient, index included", octets, "octets") ? 0 : 1;
}
