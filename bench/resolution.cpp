// SPDX-License-Identifier: Apache-2.0
// What a DNS answer costs: a cache hit, a cached record set in memory, and the whole way of a warm
// query through stub, network, resolver and back, with tracing off. CPU time of this thread.
#include <fmt/format.h>

#include <malloc.h>

#include "bench/costs.hpp"
#include "sim/alias_table.hpp"
#include "sim/distributions.hpp"
#include "tests/dns/resolver_fixture.hpp"

using namespace waypost;
using namespace waypost::dns;
using bench::cpu_seconds;

namespace {

/// Nanoseconds per warm find of an A record set among `entries`. `exponent`: of the names'
/// popularity (Zipf); 0: all alike, each find far from the last.
double cache_hit_ns(std::uint32_t entries, double exponent) {
  NameTable names;
  RecordStore records;
  Cache cache(ideal_profile().cache);
  const Rdata data{};
  const RecordSetId set = records.add({1, 0}, RecordType::a, 3600, {&data, 1}, 1);
  const std::uint32_t node = names.intern("example.").node;
  for (std::uint32_t i = 1; i <= entries; ++i) {
    SetView view;
    view.owner = {node, i};
    view.set = set;
    view.ttl = 3600;
    cache.store(records, view, Rank::answer_authoritative, 3600, {});
  }
  constexpr std::uint32_t kFinds = 4'000'000;
  std::vector<std::uint32_t> asked(kFinds);
  const sim::ZipfTable popularity(entries, exponent);
  sim::Draw draw(sim::make_stream(1, 2, "bench"), 0);
  for (std::uint32_t& rank : asked)  // scattered: the popular do not lie side by side
    rank =
        static_cast<std::uint32_t>(std::uint64_t{popularity.sample(draw)} * 2654435761u % entries);
  std::uint64_t found = 0;
  const double before = cpu_seconds();
  for (const std::uint32_t name : asked) {
    SetViews sets;
    const Question question{{node, name + 1}, RecordType::a};
    found += find_in_cache(names, records, cache, question, 11, {}, sets).kind ==
             CachedAnswer::Kind::answer;
  }
  const double ns = (cpu_seconds() - before) / kFinds * 1e9;
  return found == kFinds ? ns : -1;
}

std::size_t allocated() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

/// Bytes that a resolver of this profile holds with `entries` A record sets in its caches; where it
/// keeps whole messages, one for each set.
std::size_t resolver_bytes(const ResolverProfile& profile, std::uint32_t entries) {
  test::World w = test::make_recorded_world(profile);
  const std::size_t before = allocated();
  RecursiveResolver& r = w.resolver();
  const Rdata data{};
  const RecordSetId set = w.dns.records.add({1, 0}, RecordType::a, 3600, {&data, 1}, 1);
  const std::uint32_t node = w.dns.names.intern("example.").node;
  for (std::uint32_t i = 1; i <= entries; ++i) {
    SetView view;
    view.owner = {node, i};
    view.set = set;
    view.ttl = 3600;
    const CacheEntry* entry =
        r.cache.store(w.dns.records, view, Rank::answer_authoritative, 3600, {});
    const KeptSet kept{r.cache.place_of(*entry), entry->birth & 0x3FFFFFFFu, 0};
    if (profile.cache.keeps_messages)
      r.messages.store({view.owner, RecordType::a}, Rcode::no_error, 3600, {&kept, 1}, {});
  }
  return allocated() - before;
}

/// Warm stub queries per CPU second: one client host, Poisson, 1,000 names in the cache.
double warm_queries_per_second() {
  test::World w = test::make_recorded_world(ideal_profile());
  std::vector<std::string> lines{"shop.alpha. 3600 SOA 900"};
  std::vector<Name> asked_names;
  for (int i = 0; i < 1000; ++i) {
    const std::string name = "n" + std::to_string(i) + ".shop.alpha.";
    lines.push_back(name + " 3600 A 198.18.30.1");
    asked_names.push_back(w.dns.names.intern(name));
  }
  w.add_zone("shop.alpha.", lines, {"198.18.10.1", "198.18.10.2"});
  for (int i = 0; i < 1000; ++i)
    w.look_up(w.dns.names.text(asked_names[static_cast<std::size_t>(i)]));

  Context context{w.engine, w.network, w.dns};
  StubResolver& stub = w.stubs[0];
  const sim::EntityId client = w.stub_entities[0];
  sim::Draw draw(sim::make_stream(1, 1, "bench"), 0);
  constexpr int kQueries = 2'000'000;
  std::uint64_t ended = 0;
  const auto handle = [&](const sim::Event& event) {
    if (event.target != client) return dns::handle(context, event);
    if (event.kind == kDatagram) {
      const Datagram d = take_datagram(w.dns, event.argument);
      ended += stub.on_datagram_brief(context, client, d).has_value();
    } else {
      while (stub.on_timer(context, client)) ++ended;
    }
    return true;
  };
  const double before = cpu_seconds();
  for (int i = 0; i < kQueries; ++i) {
    w.engine.run(w.engine.now() + sim::microseconds(20), handle);
    stub.lookup(context, client, {asked_names[draw.below(1000)], RecordType::a}, 1,
                static_cast<std::uint64_t>(i));
  }
  w.engine.run(w.engine.now() + sim::seconds(20), handle);
  const double taken = cpu_seconds() - before;
  return ended == kQueries ? kQueries / taken : -1;
}

}  // namespace

int main() {
  constexpr std::uint32_t kMillion = 1'000'000;
  constexpr double kNames = 0.91;  // popularity of names (Jung et al., ToN 2002)
  bool met = true;
  for (const std::uint32_t entries : {1'000u, 100'000u, kMillion}) {
    met &= bench::at_most(150, fmt::format("cache hit, {} entries", entries),
                          cache_hit_ns(entries, kNames), "ns");
    bench::print_cost("... all names alike", cache_hit_ns(entries, 0), "ns");
  }
  const auto sets = static_cast<double>(resolver_bytes(ideal_profile(), kMillion));
  const auto both = static_cast<double>(resolver_bytes(unbound_2026_profile(), kMillion));
  met &=
      bench::at_most(96, "an A record set in the cache, index included", sets / kMillion, "octets");
  met &= bench::at_most(150, "a resolver with 1,000,000 of them", sets / 1e6, "MB");
  bench::print_cost("... and each whole message kept (unbound_2026)", (both - sets) / kMillion,
                    "octets more");
  met &= bench::at_least(1e6, "warm queries through stub, network, resolver and back",
                         warm_queries_per_second(), "per CPU s");
  return met ? 0 : 1;
}
