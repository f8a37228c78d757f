// SPDX-License-Identifier: Apache-2.0
// Whole-second cache clocks and message lifetimes: recordings s2 (hit ratio by TTL, Poisson stub)
// and s2b (golden/s2-ttl-hit-ratio.json, s2b-message-ttl.json). Tolerance: one point.
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/distributions.hpp"
#include "tests/dns/resolver_fixture.hpp"

using namespace waypost;
using namespace waypost::dns;
using test::World;

namespace {

struct Ratios {
  double by_authority = 0;  ///< 1 - queries at the zone's servers / stub queries
  double by_latency = 0;    ///< share of stub queries answered at once
};

/// One name of this TTL, asked `rate` times a second for `seconds` seconds.
Ratios measure(const ResolverProfile& profile, double rate, std::uint32_t ttl, double seconds) {
  World world = test::make_recorded_world(profile);
  const std::string t = std::to_string(ttl);
  world.add_zone("ttl.alpha.",
                 {"ttl.alpha. " + t + " SOA 60", "www.ttl.alpha. " + t + " A 198.18.30.9"},
                 {"198.18.11.1", "198.18.11.2"});
  world.add_zone("alpha.",
                 {"alpha. 3600 SOA 900", "ttl.alpha. 86400 NS ns1.ttl.alpha.",
                  "ns1.ttl.alpha. 86400 A 198.18.11.1"},
                 {"198.18.1.1", "198.18.1.2"});
  sim::Draw draw(sim::make_stream(7, ttl, "stub queries"), 0);
  sim::Time next{};
  std::uint64_t queries = 0;
  while (next.seconds() < seconds) {
    next += sim::from_seconds(sim::exponential(draw) / rate);
    world.run(next);
    world.ask("www.ttl.alpha.");
    ++queries;
  }
  world.run_for(sim::seconds(10));
  std::uint64_t at_once = 0;
  for (const test::Told& t_ : world.told) at_once += t_.result.elapsed < sim::milliseconds(5);
  const auto n = static_cast<double>(queries);
  return {1 - world.count("198.18.11.") / n, static_cast<double>(at_once) / n};
}

/// One point, or the sampling error (99 %) of a recording of fewer than 500 lookups: three runs of
/// 300 s, one lookup in two seconds.
double tolerance(double ratio, double rate) {
  const double lookups = rate * 900;
  return lookups < 500 ? 2.58 * std::sqrt(ratio * (1 - ratio) / lookups) : 0.01;
}

ResolverProfile variant(const char* name, bool prefetch) {
  ResolverProfile p = *find_profile(name);
  p.prefetch.enabled = prefetch;
  return p;
}

}  // namespace

TEST_CASE("hit ratios by TTL are those of the recorded resolvers, within a point",
          "[dns][golden][ttl]") {
  // (resolver, prefetch, queries per second, TTL, recorded by authority, recorded by latency)
  const auto [name, prefetch, rate, ttl, by_authority, by_latency] =
      GENERATE(table<const char*, bool, double, std::uint32_t, double, double>({
          {"unbound", false, 2, 5, .9195, .9173},
          {"unbound", false, 0.5, 10, .8447, .8426},
          {"unbound", false, 5, 1, .8999, .8970},
          {"unbound", false, 1, 30, .9653, .9653},
          {"unbound", false, 4, 2, .9184, .9167},
          {"bind", false, 2, 5, .9030, .8997},
          {"bind", false, 0.5, 10, .8282, .8282},
          {"bind", false, 5, 1, .8050, .7969},
          {"bind", false, 1, 30, .9644, .9644},
          {"bind", false, 4, 2, .8735, .8684},
      }));
  CAPTURE(name, rate, ttl);
  const Ratios r = measure(variant(name, prefetch), rate, ttl, 20'000 / rate);
  CHECK(r.by_authority == Approx(by_authority).margin(0.01));
  CHECK(r.by_latency == Approx(by_latency).margin(tolerance(by_latency, rate)));
}

TEST_CASE("an answer of Unbound ends with its shortest record, one of BIND with its own",
          "[dns][golden][ttl]") {
  // MX of TTL 3600 whose answer carries the exchanger's A of TTL 5; asked again after 8 s.
  const auto [name, queries] = GENERATE(table<const char*, int>({{"unbound", 1}, {"bind", 0}}));
  CAPTURE(name);
  World world = test::make_recorded_world(variant(name, false));
  world.add_zone("shop.alpha.",
                 {"shop.alpha. 3600 SOA 900", "shop.alpha. 3600 MX 10 mx.shop.alpha.",
                  "mx.shop.alpha. 5 A 198.18.30.9"},
                 {"198.18.10.1", "198.18.10.2"});
  CHECK(world.look_up("shop.alpha.", RecordType::mx).result.answer.at(0).ttl == 3600);
  world.run_for(sim::seconds(8));
  world.asked.clear();
  const test::Told second = world.look_up("shop.alpha.", RecordType::mx);
  CHECK(world.count("198.18.10.") == queries);
  CHECK(second.result.answer.at(0).ttl == 3592);  // the record itself keeps counting from 3600
}

TEST_CASE("only Unbound answers with TTL 0 in the last second", "[dns][golden][ttl]") {
  const auto [name, lowest] =
      GENERATE(table<const char*, std::uint32_t>({{"unbound", 0u}, {"bind", 1u}}));
  CAPTURE(name);
  World world = test::make_recorded_world(variant(name, false));
  world.add_zone("shop.alpha.", {"shop.alpha. 5 SOA 900", "www.shop.alpha. 5 A 198.18.30.9"},
                 {"198.18.10.1", "198.18.10.2"});
  std::uint32_t seen = UINT32_MAX;
  for (int i = 0; i < 100; ++i) {
    seen = std::min(seen, world.look_up("www.shop.alpha.").result.answer.at(0).ttl);
    world.run_for(sim::milliseconds(170));
  }
  CHECK(seen == lowest);
}

TEST_CASE("negative answers live for the lesser of SOA TTL and minimum, under the profile's cap",
          "[dns][ttl]") {
  // RFC 2308 section 5; caps: Unbound 3600 s, BIND 10800 s.
  const auto [name, soa_ttl, minimum, life] =
      GENERATE(table<const char*, int, int, int>({{"ideal", 600, 60, 60},
                                                  {"ideal", 60, 600, 60},
                                                  {"unbound", 86400, 86400, 3600},
                                                  {"bind", 86400, 86400, 10800}}));
  CAPTURE(name, soa_ttl, minimum);
  World world = test::make_recorded_world(variant(name, false));
  world.add_zone("shop.alpha.",
                 {"shop.alpha. " + std::to_string(soa_ttl) + " SOA " + std::to_string(minimum),
                  "www.shop.alpha. 60 A 198.18.30.9"},
                 {"198.18.10.1", "198.18.10.2"});
  world.look_up("nx.shop.alpha.");
  world.look_up("www.shop.alpha.", RecordType::mx);
  world.run_for(sim::seconds(life - 2));
  world.asked.clear();
  CHECK(world.look_up("nx.shop.alpha.", RecordType::mx).result.status == LookupStatus::nx_domain);
  CHECK(world.look_up("www.shop.alpha.", RecordType::mx).result.status == LookupStatus::no_data);
  CHECK(world.count("198.18.10.") == 0);
  world.run_for(sim::seconds(4));
  world.look_up("nx.shop.alpha.");
  world.look_up("www.shop.alpha.", RecordType::mx);
  CHECK(world.count("198.18.10.") == 2);
}

TEST_CASE("a withdrawn delegation ends with its TTL, whatever the child says", "[dns][ttl]") {
  // Ghost domains: the child's own NS set of a day does not outlive the parent's hour.
  const char* name = GENERATE("unbound", "bind");
  World world = test::make_recorded_world(variant(name, false));
  world.add_zone("shop.alpha.",
                 {"shop.alpha. 86400 SOA 900", "shop.alpha. 86400 NS ns1.shop.alpha.",
                  "ns1.shop.alpha. 86400 A 198.18.10.1", "www.shop.alpha. 5 A 198.18.30.9"},
                 {"198.18.10.1", "198.18.10.2"});
  for (int minute = 0; minute < 59; ++minute) {
    world.look_up("www.shop.alpha.");
    world.run_for(sim::minutes(1));
  }
  world.add_zone("alpha.", {"alpha. 3600 SOA 900", "alpha. 86400 NS ns1.alpha."},
                 {"198.18.1.1", "198.18.1.2"});
  world.run_for(sim::minutes(2));
  CHECK(world.look_up("www.shop.alpha.").result.status == LookupStatus::nx_domain);
}

TEST_CASE(
    "a parent-centric resolver goes by the parent's TTL of a delegation, others by the child's",
    "[dns][ttl]") {
  // Moura et al., IMC 2019 (RFC 9199 section 3.4): one resolver in ten.
  const bool parent_centric = GENERATE(false, true);
  ResolverProfile p = *find_profile("ideal");
  if (parent_centric) p.cache.parent_delegation = sim::seconds(1);
  World world = test::make_recorded_world(p);
  world.add_zone("shop.alpha.",
                 {"shop.alpha. 3600 SOA 900", "shop.alpha. 300 NS ns1.shop.alpha.",
                  "ns1.shop.alpha. 3600 A 198.18.10.1", "www.shop.alpha. 60 A 198.18.30.9"},
                 {"198.18.10.1", "198.18.10.2"});
  world.look_up("www.shop.alpha.");
  world.look_up("shop.alpha.", RecordType::ns);  // the child's set: 300 s; the parent's: 3600 s
  world.run_for(sim::seconds(400));
  world.asked.clear();
  world.look_up("www.shop.alpha.");
  CHECK(world.count("198.18.1.") == (parent_centric ? 0 : 1));
}

TEST_CASE("prefetch trades queries at the servers for answers at once, as recorded",
          "[dns][golden][ttl]") {
  const auto [name, rate, ttl, by_authority, by_latency] =
      GENERATE(table<const char*, double, std::uint32_t, double, double>({
          {"unbound", 2, 5, .9014, .9865},
          {"unbound", 0.5, 10, .8014, .8995},
          {"unbound", 5, 1, .7998, .9984},
          {"unbound", 1, 30, .9612, .9953},
          {"unbound", 4, 2, .8772, .9956},
          {"bind", 2, 5, .9015, .9004},
          {"bind", 0.5, 10, .7911, .9178},
          {"bind", 5, 1, .7956, .7885},
          {"bind", 1, 30, .9609, .9905},
          {"bind", 4, 2, .8742, .8708},
      }));
  CAPTURE(name, rate, ttl);
  const Ratios r = measure(variant(name, true), rate, ttl, 20'000 / rate);
  CHECK(r.by_authority == Approx(by_authority).margin(0.01));
  CHECK(r.by_latency == Approx(by_latency).margin(tolerance(by_latency, rate)));
}
