// SPDX-License-Identifier: Apache-2.0
// Afek, Bremler-Barr, Shafir, "NXNSAttack", USENIX Security 2020: up to 1,620 packets at the victim
// per packet of the attacker; with MaxFetch(k) at most 2 k queries (A and AAAA of k names).
#include "tests/validation/library_run.hpp"

using namespace waypost;
using validation::LibraryRun;

namespace {

std::uint64_t at_victim(const LibraryRun& run) {
  for (const auto& server : run.directory().servers)
    if (server.name == "ns.victim.example")
      return run.world().dns.authority.servers[server.server.index].counters.queries;
  FAIL("no victim");
  return 0;
}

}  // namespace

TEST_CASE("one question makes thousands of queries at a victim, or a few with a limit on fetches",
          "[validation][nxns]") {
  std::vector<double> unlimited, limited;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    LibraryRun run("nxns", {}, seed);
    run.run_to(60);
    const std::uint64_t first = at_victim(run);
    run.run_to(120);
    unlimited.push_back(static_cast<double>(first));
    limited.push_back(static_cast<double>(at_victim(run) - first));
  }
  validation::heading("NXNSAttack, 1,500 names", "Afek et al. 2020; tolerance: >= 1,500, <= 2 k");
  const double all =
      validation::row("no limit: queries at the victim", "1,620 packets", unlimited, "queries");
  const double few = validation::row("at most 5 names looked up", "<= 10", limited, "queries");
  CHECK(all >= 1500);
  CHECK(few <= 10);
  CHECK(few >= 1);
}
