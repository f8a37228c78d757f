// SPDX-License-Identifier: Apache-2.0
// RFC 8767: stale data keep names alive through an outage of all their servers, as long as somebody
// had asked for them. No published figure: the expected values follow from the rule.
#include "tests/validation/library_run.hpp"

using namespace waypost;
using validation::LibraryRun;

namespace {

/// Per cent of the lookups that ended between two instants and found an address.
double found(LibraryRun& run, const std::string& resolvers, double from, double to) {
  const auto count = [&] {
    std::uint64_t ended = 0;
    for (std::size_t i = 0; i < run.directory().clients.size(); ++i)
      if (run.directory().clients[i].resolvers == resolvers)
        for (const std::uint64_t n : run.world().workload.clients[i].metrics.ended) ended += n;
    return std::pair{run.ended(dns::LookupStatus::found, resolvers), ended};
  };
  run.run_to(from);
  const auto before = count();
  run.run_to(to);
  const auto after = count();
  return 100.0 * static_cast<double>(after.first - before.first) /
         static_cast<double>(after.second - before.second);
}

}  // namespace

TEST_CASE("stale answers carry known names through an outage of all servers",
          "[validation][serve_stale]") {
  std::vector<double> strict, stale;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    LibraryRun one("serve_stale_rescue", {}, seed), other("serve_stale_rescue", {}, seed);
    // From the end of the last fresh entry on: 5 minutes of TTL and a margin.
    strict.push_back(found(one, "strict", 2 * 3600 + 400, 8 * 3600 - 60));
    stale.push_back(found(other, "stale", 2 * 3600 + 400, 8 * 3600 - 60));
  }
  validation::heading("Serve-stale", "RFC 8767; expected from the rule");
  const double without = validation::row("strict: served in the outage", "0", strict, "%");
  const double with = validation::row("stale up to a day: served", "all names known", stale, "%");
  CHECK(without == 0);
  CHECK(with >= 95);
}
