// SPDX-License-Identifier: Apache-2.0
// Record types, record sets, and the size of messages against figures known from the real root.
#include <catch2/catch.hpp>

#include "models/dns/message.hpp"

using namespace waypost::dns;
namespace net = waypost::net;

TEST_CASE("record types are read by mnemonic in any case and by RFC 3597 number", "[dns][record]") {
  RecordType type{};
  REQUIRE(parse_record_type("mx", type));
  CHECK(type == RecordType::mx);
  REQUIRE(parse_record_type("TYPE28", type));
  CHECK(type == RecordType::aaaa);
  REQUIRE(parse_record_type("HTTPS", type));
  CHECK(static_cast<int>(type) == 65);
  for (const char* unknown : {"", "MXX", "TYPE", "TYPE0", "TYPE99", "TYPE28x", "TYPE99999999"})
    CHECK_FALSE(parse_record_type(unknown, type));
  CHECK(to_text(RecordType::dname) == "DNAME");
  CHECK(to_text(Rcode::nx_domain) == "NXDOMAIN");
}

TEST_CASE("a set with another TTL shares its data and differs in hash", "[dns][record]") {
  RecordStore records;
  const Rdata data{.preference = 10};
  const RecordSetId day = records.add(kRoot, RecordType::mx, 86400, {&data, 1}, 42);
  const RecordSetId brief = records.add_with_ttl(day, 300);
  CHECK(records.data(day).data() == records.data(brief).data());
  CHECK(records.set(brief).ttl == 300);
  CHECK(records.set(brief).content_hash ==
        records.set(records.add(kRoot, RecordType::mx, 300, {&data, 1}, 42)).content_hash);
  CHECK(records.set(brief).content_hash != records.set(day).content_hash);
}

namespace {

/// The priming response: ". NS" answered with 13 names and their addresses.
Message priming_response(NameTable& names, RecordStore& records, bool with_ipv6) {
  Message m;
  m.question = {kRoot, RecordType::ns};
  std::vector<Rdata> servers;
  std::vector<SetView> glue;
  for (char letter = 'a'; letter <= 'm'; ++letter) {
    const Name name = names.intern(std::string(1, letter) + ".root-servers.net.");
    servers.push_back({.name = name, .wire_octets = 20});
    const Rdata a{.wire_octets = 4};
    const Rdata aaaa{.wire_octets = 16};
    const RecordSetId v4 = records.add(name, RecordType::a, 518400, {&a, 1}, 1);
    glue.push_back({.owner = name, .set = v4, .section = Section::additional});
    if (!with_ipv6) continue;
    const RecordSetId v6 = records.add(name, RecordType::aaaa, 518400, {&aaaa, 1}, 1);
    glue.push_back({.owner = name, .set = v6, .section = Section::additional});
  }
  m.sets.push_back({.owner = kRoot, .set = records.add(kRoot, RecordType::ns, 518400, servers, 1)});
  m.sets.insert(m.sets.end(), glue.begin(), glue.end());
  return m;
}

}  // namespace

TEST_CASE("the root's priming response is 436 octets without IPv6 and 811 with it and EDNS",
          "[dns][message]") {  // sizes of the current naming scheme in RSSAC028 (2017)
  NameTable names;
  RecordStore records;
  CHECK(wire_size(names, records, priming_response(names, records, false)) == 436);
  Message m = priming_response(names, records, true);
  m.edns.present = true;
  CHECK(wire_size(names, records, m) == 811);
}

TEST_CASE("a chosen, rotated set is read in its order", "[dns][message]") {
  RecordStore records;
  std::vector<Rdata> data(4);
  for (std::uint16_t i = 0; i < 4; ++i) data[i].preference = i;
  SetView view{
      .set = records.add(kRoot, RecordType::mx, 60, data, 1), .chosen = 0b1011, .first = 3};
  std::vector<int> seen;
  for_each_record(records, view, [&](const Rdata& r) { seen.push_back(r.preference); });
  CHECK(seen == std::vector<int>{3, 0, 1});
}

TEST_CASE("a message's hash depends on content and not on the order names were added",
          "[dns][message]") {
  const auto hash_of = [](bool reversed, std::uint32_t ttl) {
    NameTable names;
    RecordStore records;
    if (reversed) names.intern("z.y.x.");
    const Name owner = names.intern("example.com.");
    const Rdata data{.preference = 10};
    if (reversed) records.add(kRoot, RecordType::mx, 1, {&data, 1}, 9);
    Message m;
    m.question = {owner, RecordType::mx};
    m.sets.push_back(
        {.owner = owner, .set = records.add(owner, RecordType::mx, 60, {&data, 1}, 5), .ttl = ttl});
    return content_hash(names, records, m);
  };
  CHECK(hash_of(false, 60) == hash_of(true, 60));
  CHECK(hash_of(false, 60) != hash_of(false, 59));
}
