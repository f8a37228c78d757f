// SPDX-License-Identifier: Apache-2.0
// Client subnet (RFC 7871): answers by the client's place instead of its resolver's, at the price
// of a cache that splits. Of n networks each sees the n-th part of a Poisson stream: the share x /
// (1 + x) of queries hits, x = rate TTL / n (papers: TTL cache).
#include "tests/questions/small_world.hpp"

using namespace waypost;
using questions::SmallWorld;

namespace {

/// Users in Paris and in Tokyo who all ask a resolver in Paris, which tells `settings`; `name` is
/// asked: "www" differs by place, "same" does not.
SmallWorld two_cities(const std::string& settings, const std::string& name) {
  return SmallWorld(R"(
horizon: "101h" warm_up: "1h"
network { jitter: "0%" core_loss: "0%" }
root { mini {} }
resolvers { name: "isp" sites: "Paris, FR" profile: "ideal" )" +
                    settings + R"( }
name_servers { name: "ns1.example.org" sites: "Paris, FR" }
zones {
  origin: "example.org" name_servers: "ns1.example.org" ttl: "3650d"
  records: "www 60 A 198.51.100.1" records: "www 60 A 198.51.100.2" records: "same 60 A 198.51.100.3"
  answers { name: "www" by_site { regions { sites: "Paris, FR" data: "198.51.100.1" } regions { sites: "Tokyo, JP" data: "198.51.100.2" } } }
}
populations { name: "paris" users: "1,000" sites: "Paris, FR" resolvers: "isp" }
populations { name: "tokyo" users: "1,000" sites: "Tokyo, JP" resolvers: "isp" }
queries { population: "paris" names: ")" +
                    name + R"(.example.org" types { name: "A" } arrivals { rate: "0.05/s" } }
queries { population: "tokyo" names: ")" +
                    name + R"(.example.org" types { name: "A" } arrivals { rate: "0.05/s" } }
)");
}

const std::string kTold = "settings { client_subnet: 24 }";

double hit_ratio(SmallWorld world) {
  world.run_to(101 * 3600.0);
  const dns::ResolverCounters& counters = world.world().dns.resolvers.front().counters;
  return static_cast<double>(counters.hits) / static_cast<double>(counters.queries);
}

/// The address that the resolver keeps for the first network of a population's users.
std::string kept_for(const SmallWorld& world, std::size_t clients) {
  dns::Dns dns = world.world().dns;
  dns::Name www;
  REQUIRE(dns.names.find("www.example.org", www));
  const auto subnet = dns::make_subnet(world.world().workload.clients[clients].host, 0);
  dns::Cache* cache = dns.resolvers.front().scoped.find(subnet);
  if (cache == nullptr) return "nothing";
  const dns::CacheEntry* entry = cache->find_kept(www, dns::RecordType::a);
  if (entry == nullptr) return "nothing";
  std::string text;
  dns::for_each_record(
      dns.records, cache->view(dns.records, *entry, dns::Section::answer, entry->expires),
      [&](const dns::Rdata& data) {
        text += net::to_text(world.world().network.addresses.address(data.address));
      });
  return text;
}

}  // namespace

TEST_CASE("with client subnet each city gets the address meant for it", "[questions][subnet]") {
  SmallWorld world = two_cities(kTold, "www");
  world.run_to(2 * 3600.0);
  CHECK(kept_for(world, 0) == "198.51.100.1");
  CHECK(kept_for(world, 1) == "198.51.100.2");
  SmallWorld without = two_cities("", "www");
  without.run_to(2 * 3600.0);
  CHECK(kept_for(without, 1) == "nothing");  // one answer for all, that for the resolver's place
}

TEST_CASE("the cache splits by network where answers depend on it, and only there",
          "[questions][subnet]") {
  // 2,000 users are 8 networks; 0.1 queries a second, TTL 60 s. 36,000 queries: standard error at
  // most 0.004, false alarm under 1 in 10,000.
  const auto law = [](double x) { return x / (1 + x); };
  CHECK(hit_ratio(two_cities(kTold, "www")) == Approx(law(0.1 * 60 / 8)).margin(0.016));
  CHECK(hit_ratio(two_cities(kTold, "same")) == Approx(law(0.1 * 60)).margin(0.016));
  CHECK(hit_ratio(two_cities("", "www")) == Approx(law(0.1 * 60)).margin(0.016));
  // 21 bits are eight /24s: each city is one network.
  CHECK(hit_ratio(two_cities("settings { client_subnet: 21 }", "www")) ==
        Approx(law(0.1 * 60 / 2)).margin(0.016));
}
