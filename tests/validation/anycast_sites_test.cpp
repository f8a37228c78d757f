// SPDX-License-Identifier: Apache-2.0
// Schmidt, Heidemann, Kuipers, "Anycast Latency: How Many Sites Are Enough?", PAM 2017, and RFC
// 9199 section 3.2: median round trips of 30 to 32 ms to root letters with 8, 33 and 144 sites.
#include <algorithm>

#include "models/net/datagram.hpp"
#include "tests/validation/library_run.hpp"

using namespace waypost;
using validation::LibraryRun;

namespace {

/// Round trips without jitter from every probe to the site that serves it, ascending, milliseconds.
/// Which places anycast routes past their nearest site is a property of the network: the same for
/// every seed, so there is no interval.
std::vector<double> round_trips(const LibraryRun& run, const std::string& group) {
  const net::Network& network = run.world().network;
  std::vector<double> all;
  for (std::size_t i = 0; i < run.directory().clients.size(); ++i) {
    if (run.directory().clients[i].resolvers != group) continue;
    const auto& clients = run.world().workload.clients[i];
    const net::Transit way =
        net::expected_transit(network, clients.host, clients.stub.servers().front());
    all.push_back(static_cast<double>(net::base_rtt(network, clients.host, way.host).ns) / 1e6);
  }
  std::sort(all.begin(), all.end());
  return all;
}

/// Prints the row and returns the median.
double print(const LibraryRun& run, const std::string& group) {
  const std::vector<double> all = round_trips(run, group);
  REQUIRE(all.size() == 60);
  const double median = (all[29] + all[30]) / 2;
  fmt::print("  {:<46} | {:>16} | {:.3g} ms, 90th percentile {:.3g} ms\n", group + ", median",
             "30 to 32 ms", median, all[54]);
  return median;
}

}  // namespace

TEST_CASE("beyond a dozen anycast sites the median hardly falls", "[validation][anycast]") {
  const LibraryRun run("anycast_sites", {}, 1);
  validation::heading("Anycast sites",
                      "Schmidt et al. 2017; tolerance: 25 to 37 ms, within 8 ms of each other");
  const double medians[] = {print(run, "8 sites"), print(run, "33 sites"), print(run, "124 sites")};
  const auto [least, most] = std::minmax_element(std::begin(medians), std::end(medians));
  fmt::print("  {:<46} | {:>16} | {:.3g} ms\n", "spread of the medians", "< 8 ms", *most - *least);
  CHECK(*least >= 25);
  CHECK(*most <= 37);
  CHECK(*most - *least < 8);
  CHECK(medians[0] > medians[2]);
}

TEST_CASE("probes see the round trips that the network has", "[validation][anycast]") {
  LibraryRun run("anycast_sites", {}, 1);
  const double expected = print(run, "33 sites");
  run.run_to(3 * 3600);
  sim::Histogram seen;
  for (std::size_t i = 0; i < run.directory().clients.size(); ++i)
    if (run.directory().clients[i].resolvers == "33 sites")
      seen.merge(run.world().workload.clients[i].metrics.latency);
  // Jitter adds a few per cent, the histogram's steps are as wide.
  const double median = static_cast<double>(seen.quantile(0.5)) / 1e6;
  CHECK(median == Approx(expected).epsilon(0.12));
}
