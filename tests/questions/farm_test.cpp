// SPDX-License-Identifier: Apache-2.0
// A farm of resolvers whose caches are fragments of one. Each of n backends sees the n-th part of a
// Poisson stream: of its queries the share x / (1 + x) hits, x = rate T / n (papers: TTL cache), so
// that n backends miss almost n times as often as one.
#include "tests/questions/small_world.hpp"

using namespace waypost;
using questions::SmallWorld;

namespace {

/// Hits of all backends together; 0.1 queries a second, TTL 60 s, the cache of closed forms.
double hit_ratio(int backends) {
  SmallWorld world(R"(
horizon: "280h" warm_up: "1h"
network { jitter: "0%" core_loss: "0%" }
root { mini {} }
resolvers { name: "backends" sites: "Paris, FR" count: )" +
                   std::to_string(backends) + R"( profile: "ideal" }
forwarders { name: "balancer" sites: "Paris, FR" forwards_to: "backends" farm: true without_cache: true }
name_servers { name: "ns1.example.org" sites: "Paris, FR" }
zones { origin: "example.org" name_servers: "ns1.example.org" ttl: "3650d" records: "www 60 A 198.51.100.7" }
populations { name: "readers" users: "100" sites: "Paris, FR" resolvers: "balancer" }
queries { population: "readers" names: "www.example.org" types { name: "A" } arrivals { rate: "0.1/s" } }
)");
  world.run_to(280 * 3600.0);
  double hits = 0, queries = 0;
  for (const auto& resolver : world.world().dns.resolvers) {
    hits += static_cast<double>(resolver.counters.hits);
    queries += static_cast<double>(resolver.counters.queries);
  }
  return hits / queries;
}

}  // namespace

TEST_CASE("a farm of separate caches hits as often as its fragments of the stream allow",
          "[questions][farm]") {
  const int backends = GENERATE(1, 4, 16);
  const double x = 0.1 * 60 / backends;
  // About 100,000 queries; standard error at most 0.002, false alarm under 1 in 10,000.
  CHECK(hit_ratio(backends) == Approx(x / (1 + x)).margin(0.007));
}
