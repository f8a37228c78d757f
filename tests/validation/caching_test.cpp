// SPDX-License-Identifier: Apache-2.0
// What a cache is worth: shared by few or many (Jung et al. 2002), and with little room (Che 2002).
#include "tests/validation/library_run.hpp"

using namespace waypost;
using validation::Changes;
using validation::LibraryRun;

namespace {

/// Hits per lookup after the warm-up.
double hit_ratio(const std::string& name, const Changes& changes, double seconds,
                 std::uint64_t seed) {
  LibraryRun run(name, changes, seed);
  run.run_to(seconds);
  return run.hit_ratio();
}

std::vector<double> replicate(const std::string& name, const Changes& changes, double seconds) {
  std::vector<double> per_cent;
  for (std::uint64_t seed = 1; seed <= 3; ++seed)
    per_cent.push_back(100 * hit_ratio(name, changes, seconds, seed));
  return per_cent;
}

}  // namespace

TEST_CASE("sharing a cache among more than ten to twenty clients brings little",
          "[validation][jung]") {
  constexpr double kFourDays = 4 * 86400;
  const auto one = replicate("jung_sharing", {{"users: \"20\"", "users: \"1\""}}, kFourDays);
  const auto ten = replicate("jung_sharing", {{"users: \"20\"", "users: \"10\""}}, kFourDays);
  const auto twenty = replicate("jung_sharing", {}, kFourDays);
  const auto brief = replicate("jung_sharing", {{"* 86400 A", "* 500 A"}}, kFourDays);
  validation::heading("Sharing a cache", "Jung et al., ToN 2002; tolerance: 3 and 6 points");
  validation::row("hits with 1 client", "-", one, "%");
  const double h10 = validation::row("hits with 10 clients", "-", ten, "%");
  const double h20 = validation::row("hits with 20 clients", "about 80 (memory)", twenty, "%");
  const double h500 = validation::row("hits with 20 clients, TTL 500 s", "hardly less", brief, "%");
  CHECK(h20 - h10 <= 3);
  CHECK(h20 - h10 >= 0);
  CHECK(h20 - h500 <= 6);
}

TEST_CASE("a cache with room for a tenth of the names hits as Che's approximation says",
          "[validation][lru]") {
  const auto hits = replicate("lru_che", {}, 6 * 3600);
  validation::heading("LRU cache", "Che, Tung, Wang 2002; tolerance: 0.5 points");
  // N = 10,000, s = 0.8, C = 1,000 (papers: analytic.csv).
  const double simulated = validation::row("hits", "43.666", hits, "%");
  CHECK(simulated == Approx(43.666).margin(0.5));
}
