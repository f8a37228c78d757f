// SPDX-License-Identifier: Apache-2.0
// Facebook, 2021-10-04: queries for three domains at the servers of .com and .net rose from 7,000
// to 900,000 a second while all name servers of the domains were silent (Verisign, CircleID
// 2022-01-20). The cause was that resolvers did not cache failures; hence RFC 9520.
#include "tests/validation/library_run.hpp"

using namespace waypost;
using validation::Changes;
using validation::LibraryRun;

namespace {

struct Outcome {
  double rise;   ///< queries at the TLD's servers in the outage, against those before, per time
  double cloud;  ///< per cent of queries at the domains' servers that the cloud sends, before
};

/// Queries below the TLD, of all resolvers and of the cloud's.
struct Leaf {
  double all = 0, cloud = 0;
};
Leaf leaf(const LibraryRun& run) {
  Leaf sum;
  for (const auto& server : run.directory().servers) {
    if (server.kind != "resolver") continue;
    const auto& counters = run.world().dns.resolvers[server.server.index].counters;
    const auto n = static_cast<double>(counters.upstream[2]);
    sum.all += n;
    if (server.name == "cloud") sum.cloud += n;
  }
  return sum;
}

Outcome outage(const Changes& changes, std::uint64_t seed) {
  LibraryRun run("retry_storm", changes, seed);
  run.run_to(1200);  // all delegations are known
  const auto start = run.upstream(dns::Layer::top_level);
  const Leaf first = leaf(run);
  run.run_to(3600);
  const auto before = run.upstream(dns::Layer::top_level);
  const Leaf last = leaf(run);
  run.run_to(4500);  // resolvers have found out which servers are dead
  const auto begin = run.upstream(dns::Layer::top_level);
  run.run_to(6300);
  const auto end = run.upstream(dns::Layer::top_level);
  const double normal = static_cast<double>(before - start) / 2400;
  return {static_cast<double>(end - begin) / 1800 / normal,
          100 * (last.cloud - first.cloud) / (last.all - first.all)};
}

struct Figures {
  std::vector<double> rise, cloud;
};
Figures replicate(const Changes& changes) {
  Figures figures;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const Outcome outcome = outage(changes, seed);
    figures.rise.push_back(outcome.rise);
    figures.cloud.push_back(outcome.cloud);
  }
  return figures;
}

const std::string kUncached = "failure_ttl: \"0s\"";
const std::string kAsksAgain = " asks_parent_again: true";

}  // namespace

TEST_CASE("without cached failures a dead zone's parent gets a hundred times its load",
          "[validation][retry_storm]") {
  const Figures uncached = replicate({});
  const Figures half = replicate({{"rate_per_user: \"10/d\"", "rate_per_user: \"5/d\""}});
  const Figures twice = replicate({{"rate_per_user: \"10/d\"", "rate_per_user: \"20/d\""}});
  const Figures products = replicate({{kUncached, ""}, {kAsksAgain, ""}});
  const Figures longest = replicate({{kUncached, "failure_ttl: \"5m\""}});
  const Figures rfc =
      replicate({{"settings { " + kUncached + kAsksAgain + " }", "profile: \"rfc\""},
                 {"profile: \"bind\"", "profile: \"rfc\""},
                 {"settings { max_ttl: \"60s\"", "profile: \"rfc\" settings { max_ttl: \"60s\""},
                 {kUncached, ""},
                 {kAsksAgain, ""}});
  validation::heading("Retry storm", "Verisign 2022; tolerance: x50 to x200, RFC 9520 under x5");
  validation::row("share of the cloud before", "16 %", uncached.cloud, "%");
  const double rise =
      validation::row("failures are not cached: TLD load", "x128", uncached.rise, "times");
  validation::row("   half of the people's demand", "-", half.rise, "times");
  validation::row("   twice the people's demand", "-", twice.rise, "times");
  validation::row("Unbound and BIND as they are: cached 5 s and 1 s", "-", products.rise, "times");
  validation::row("cached for 5 min, the parent asked again", "-", longest.rise, "times");
  const double calm = validation::row("RFC 9520", "< x5", rfc.rise, "times");
  CHECK(rise >= 50);
  CHECK(rise <= 200);
  CHECK(calm < 5);
}
