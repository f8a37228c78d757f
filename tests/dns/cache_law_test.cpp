// SPDX-License-Identifier: Apache-2.0
// TTL caches against their closed forms (published-figures/analytic.csv; Jung et al. 2003), through
// stub, network, resolver and authoritative server with profile `ideal` and no delay anywhere:
// renewal laws between queries, Zipf popularity, two levels with the remaining TTL.
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/alias_table.hpp"
#include "sim/distributions.hpp"
#include "tests/dns/resolver_fixture.hpp"
#include "tests/net/closed_form_gate.hpp"

using namespace waypost;
using namespace waypost::dns;
using test::World;

namespace {

/// A world without delay: one server for everything, zone "test." with `names` names of this TTL.
World make_world(std::uint64_t seed, int names, std::uint32_t ttl,
                 const ResolverProfile& profile = ideal_profile()) {
  World w(seed);
  w.one_way = {};
  const std::string t = std::to_string(ttl);
  std::vector<std::string> lines{"test. 100000000 SOA 60", "test. 100000000 NS ns.test."};
  for (int i = 0; i < names; ++i)
    lines.push_back("n" + std::to_string(i) + ".test. " + t + " A 198.18.30.1");
  w.add_zone("test.", lines, {"198.18.5.1"});
  w.add_zone(".",
             {". 100000000 SOA 60", ". 100000000 NS a.root.", "a.root. 100000000 A 198.18.5.2",
              "test. 100000000 NS ns.test.", "ns.test. 100000000 A 198.18.5.1"},
             {"198.18.5.2"});
  w.add_hint("a.root.", "198.18.5.2");
  w.add_resolver("198.18.99.1", profile);
  return w;
}

double law_sample(int law, sim::Draw& draw) {  // mean 100 s
  switch (law) {
    case 0: return 100 * sim::exponential(draw);
    case 1: return sim::weibull(draw, 100 / std::tgamma(3.0), 0.5);
    case 2: return sim::weibull(draw, 100 / std::tgamma(1.5), 2);
    default: return sim::lomax(draw, 50, 1.5);
  }
}

double renewal_hit_ratio(std::uint64_t seed, int law, std::uint32_t ttl, int queries,
                         const ResolverProfile& profile) {
  World world = make_world(seed, 1, ttl, profile);
  world.add_client("client", {"198.18.99.1"});
  world.publish();
  sim::Draw draw(sim::make_stream(seed, 1, "gaps"), static_cast<std::uint64_t>(law));
  for (int i = 0; i < queries; ++i) {
    world.run_for(sim::from_seconds(law_sample(law, draw)));
    world.ask("n0.test.");
  }
  world.run_for(sim::seconds(1));
  const ResolverCounters& c = world.resolver().counters;
  return static_cast<double>(c.hits) / static_cast<double>(c.queries);
}

}  // namespace

TEST_CASE("the hit ratio of one name follows the renewal function of its queries",
          "[dns][cache][closed-form]") {
  const auto [law, ttl, exact] = GENERATE(table<int, std::uint32_t, double>({
      {0, 60, 0.375000},
      {0, 300, 0.750000},
      {0, 3600, 0.972973},
      {1, 60, 0.59473},
      {1, 300, 0.81718},
      {1, 3600, 0.97436},
      {2, 60, 0.20536},
      {2, 300, 0.72501},
      {2, 3600, 0.97270},
      {3, 60, 0.57114},
      {3, 300, 0.83469},
      {3, 3600, 0.97781},
  }));
  CAPTURE(law, ttl);
  const int kind = law;
  const std::uint32_t life = ttl;
  const auto values = test::replicate(10, [&](std::uint64_t seed) {
    return renewal_hit_ratio(seed, kind, life, life == 60 ? 50'000 : 10'000, ideal_profile());
  });
  const auto verdict = test::closed_form_gate(values, exact);
  INFO(verdict.text);
  CHECK(verdict.passed);
}

TEST_CASE("the gate fails a cache that counts in whole seconds", "[dns][cache][closed-form]") {
  // A wrong model must not pass: at TTL 60 Unbound's clock adds half a second on average.
  ResolverProfile coarse = ideal_profile();
  coarse.cache.clock = CacheClock::whole_after;
  const auto values = test::replicate(
      10, [&](std::uint64_t seed) { return renewal_hit_ratio(seed, 0, 3, 40'000, coarse); });
  CHECK_FALSE(test::closed_form_gate(values, 3.0 / 103).passed);
}

TEST_CASE("Zipf popularity over many names meets the sum of their hit ratios",
          "[dns][cache][closed-form]") {
  // N = 10^4, s = 0.91, TTL 300 s, rate per second; long run after a warm-up of one TTL and more.
  const auto [rate, exact] =
      GENERATE(table<double, double>({{1, 0.31286}, {10, 0.56435}, {100, 0.82811}}));
  CAPTURE(rate);
  const double per_second = rate;
  const sim::ZipfTable popularity(10'000, 0.91);
  const auto values = test::replicate(10, [&](std::uint64_t seed) {
    World world = make_world(seed, 10'000, 300);
    world.add_client("client", {"198.18.99.1"});
    world.publish();
    sim::Draw draw(sim::make_stream(seed, 1, "zipf"), 0);
    const auto ask_for = [&](double seconds) {
      const sim::Time end = world.engine.now() + sim::from_seconds(seconds);
      while (world.engine.now() < end) {
        world.run_for(sim::from_seconds(sim::exponential(draw) / per_second));
        world.ask("n" + std::to_string(popularity.sample(draw)) + ".test.");
        world.told.clear();
      }
    };
    ask_for(1000);
    world.resolver().counters = {};
    ask_for(40'000 / per_second + 600);
    const ResolverCounters& c = world.resolver().counters;
    return static_cast<double>(c.hits) / static_cast<double>(c.queries);
  });
  const auto verdict = test::closed_form_gate(values, exact);
  INFO(verdict.text);
  CHECK(verdict.passed);
}

TEST_CASE("forwarders inherit the remaining TTL: all copies expire together",
          "[dns][forwarder][closed-form]") {
  const auto [children, rate, ttl, child_hit, authority_rate] =
      GENERATE(table<int, double, std::uint32_t, double, double>(
          {{10, 0.01, 300, 0.691874, 0.0032258}, {5, 0.1, 60, 0.839030, 0.0161290}}));
  CAPTURE(children, rate, ttl);
  const int n = children;
  const double each = rate;
  const std::uint32_t life = ttl;
  std::vector<double> hits, authority;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    World world = make_world(seed, 1, life);
    for (int i = 0; i < n; ++i) {
      const std::string address = "198.18.98." + std::to_string(i + 1);
      const net::HostId host = world.add_host(address, address, {});
      StubResolver up(host, world.network.hosts[host].ipv4,
                      sim::make_stream(seed, sim::hash_text(address), "up"));
      up.add_server(*world.network.addresses.find(*net::parse_address("198.18.99.1")));
      add_forwarder(world.dns, Forwarder(world.network.hosts[host].entity, host,
                                         ideal_profile().cache, up, seed, sim::hash_text(address)));
      world.add_client("client " + std::to_string(i), {address});
    }
    world.publish();
    sim::Draw draw(sim::make_stream(seed, 1, "gaps"), 0);
    constexpr int kQueries = 60'000;
    for (int i = 0; i < kQueries; ++i) {
      world.run_for(sim::from_seconds(sim::exponential(draw) / (each * n)));
      world.ask("n0.test.", RecordType::a, draw.below(static_cast<std::uint32_t>(n)));
    }
    world.run_for(sim::seconds(1));
    std::uint64_t hit = 0;
    for (const Forwarder& f : world.dns.forwarders) hit += f.counters.hits;
    hits.push_back(static_cast<double>(hit) / kQueries);
    const auto below = static_cast<std::size_t>(Layer::top_level);
    authority.push_back(static_cast<double>(world.resolver().counters.upstream[below]) /
                        world.engine.now().seconds());
  }
  const auto first = test::closed_form_gate(hits, child_hit);
  const auto second = test::closed_form_gate(authority, authority_rate);
  INFO(first.text << "\n" << second.text);
  CHECK(first.passed);
  CHECK(second.passed);
}

TEST_CASE("a bounded cache evicts like LRU, as Che's approximation says",
          "[dns][cache][closed-form]") {
  // N = 1000, s = 0.8, C = 100: h = 0.37779; accepted within 0.005.
  Cache cache({.max_entries = 100});
  RecordStore records;
  std::vector<RecordSetId> sets;
  const Rdata data{};
  for (std::uint32_t i = 0; i < 1000; ++i)
    sets.push_back(records.add({i + 1, 0}, RecordType::a, 1'000'000'000, {&data, 1}, i));
  const sim::ZipfTable popularity(1000, 0.8);
  sim::Draw draw(sim::make_stream(1, 1, "lru"), 0);
  int hits = 0;
  constexpr int kWarmUp = 20'000, kQueries = 400'000;
  for (int i = 0; i < kWarmUp + kQueries; ++i) {
    const std::uint32_t k = popularity.sample(draw);
    const Name name{k + 1, 0};
    if (cache.find(name, RecordType::a, {}) != nullptr) {
      hits += i >= kWarmUp;
      continue;
    }
    SetView view;
    view.owner = name;
    view.set = sets[k];
    view.ttl = 1'000'000'000;
    cache.store(records, view, Rank::answer_authoritative, view.ttl, {});
  }
  CHECK(cache.size() == 100);
  CHECK(static_cast<double>(hits) / kQueries == Approx(0.37779).margin(0.005));
}
