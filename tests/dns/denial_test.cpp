// SPDX-License-Identifier: Apache-2.0
// Canonical order (RFC 4034 section 6.1, its own example) and denials that answer for a gap (RFC
// 8198).
#include <algorithm>

#include "models/dns/denial_cache.hpp"
#include "tests/dns/zone_fixture.hpp"

using namespace waypost;
using namespace waypost::dns;

namespace {

/// A zone with these owners of one A record each, denied by NSEC.
struct Signed {
  NameTable names;
  RecordStore records;
  ZoneStore zones;
  ZoneId zone = kNoZone;
  SetView soa;

  explicit Signed(const std::vector<std::string>& owners) {
    const Name apex = names.intern("example.");
    const std::uint32_t signing =
        records.add_signing({.signer = apex, .key_tag = 1, .denies_gaps = true});
    std::vector<RecordSetId> sets;
    const auto add = [&](const std::string& owner, RecordType type, Rdata data) {
      const RecordSetId id = records.add(names.intern(owner), type, 300, {&data, 1},
                                         sim::hash_text(owner) ^ static_cast<std::uint64_t>(type));
      sets.push_back(records.add_with_signing(id, signing));
    };
    Rdata soa_data;
    soa_data.detail = records.add_soa({.serial = 1, .minimum = 300});
    add("example.", RecordType::soa, soa_data);
    for (const std::string& owner : owners) add(owner, RecordType::a, {});
    zone = zones.add(make_zone(names, records, apex, sets));
    soa.owner = apex;
    soa.set = zones[zone].soa;
    soa.ttl = 300;
    soa.section = Section::authority;
  }
  Question ask(const std::string& name, RecordType type = RecordType::a) {
    return {names.intern(name), type};
  }
};

}  // namespace

TEST_CASE("names stand in the canonical order of RFC 4034", "[dns][denial]") {
  Signed s({"a.example.", "yljkjljk.a.example.", "Z.a.example.", "zABC.a.EXAMPLE.", "z.example.",
            "*.z.example."});
  std::vector<std::string> order;
  for (const std::uint32_t node : s.zones[s.zone].canonical)
    order.push_back(s.names.text(s.zones[s.zone].nodes[node].name));
  CHECK(order == std::vector<std::string>{"example.", "a.example.", "yljkjljk.a.example.",
                                          "z.a.example.", "zabc.a.example.", "z.example.",
                                          "*.z.example."});
}

TEST_CASE("a denial answers for its gap and no other, until its TTL ends", "[dns][denial]") {
  Signed s({"alpha.example.", "mike.example.", "zulu.example."});
  DenialCache cache;
  const sim::Time now{}, until = now + sim::seconds(300);
  cache.learn(s.names, s.zones, s.zone, s.ask("bravo.example."), s.soa, now, until);
  const auto code = [&](const std::string& name, RecordType type, sim::Time at) {
    Rcode rcode = Rcode::serv_fail;
    SetView soa;
    const bool found = cache.find(s.names, s.records, s.zones, s.ask(name, type), at, rcode, soa);
    return found ? rcode : Rcode::serv_fail;
  };
  using enum RecordType;
  CHECK(code("charlie.example.", a, now) == Rcode::nx_domain);
  CHECK(code("deep.charlie.example.", a, now) == Rcode::nx_domain);
  CHECK(code("below.alpha.example.", a, now) == Rcode::nx_domain);
  CHECK(code("alpha.example.", mx, now) == Rcode::no_error);     // the record's owner has no MX
  CHECK(code("alpha.example.", a, now) == Rcode::serv_fail);     // but an A
  CHECK(code("november.example.", a, now) == Rcode::serv_fail);  // another gap
  CHECK(code("mike.example.", mx, now) == Rcode::serv_fail);     // its end, not its owner
  CHECK(code("charlie.example.", a, now + sim::seconds(299)) == Rcode::nx_domain);
  CHECK(code("charlie.example.", a, until) == Rcode::serv_fail);
}

TEST_CASE("made-up names spread over the gaps of a zone", "[dns][denial]") {
  std::vector<std::string> owners;
  for (char c = 'a'; c <= 'z'; ++c) owners.push_back(std::string(1, c) + "m.example.");
  Signed s(owners);
  std::vector<int> hits(s.zones[s.zone].canonical.size());
  for (std::uint32_t i = 1; i <= 2600; ++i)
    ++hits[gap_of(s.names, s.zones[s.zone], {s.names.intern("example.").node, i})];
  CHECK(std::count(hits.begin(), hits.end(), 0) <= 1);
  CHECK(*std::max_element(hits.begin(), hits.end()) < 200);  // 100 each on average
}
