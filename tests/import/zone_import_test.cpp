// SPDX-License-Identifier: Apache-2.0
// From records to a zone: what several records show together, and the real root zone's structure.
#include <catch2/catch.hpp>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "models/dns/response.hpp"
#include "tests/import/import_fixture.hpp"

using namespace waypost::scenarios;
using namespace waypost::dns;
using waypost::test::first_finding;
using waypost::test::ImportFixture;
namespace net = waypost::net;
namespace sim = waypost::sim;

namespace {

const std::string kApex =
    "$TTL 3600\n@ SOA ns1 hostmaster 7 7200 3600 1209600 900\n@ NS ns1\nns1 A 192.0.2.53\n";

}  // namespace

TEST_CASE("records become sets of a zone that answers", "[import][zone]") {
  ImportFixture f;
  const ImportedZone z =
      f.zone(kApex + "@ MX 20 b\n@ MX 10 A\na A 192.0.2.1\nA A 192.0.2.2\n_x._tcp SRV 1 2 3 a\n",
             "example.com.");
  CHECK(z.findings.list.empty());
  const RecordSetId mx =
      find_set(f.records, z.zone, f.names.intern("example.com."), RecordType::mx);
  REQUIRE(mx != kNoRecordSet);
  REQUIRE(f.records.set(mx).count == 2);
  CHECK(f.records.data(mx)[1].preference == 10);
  CHECK(f.records.data(mx)[1].name == f.names.intern("a.example.com."));
  const RecordSetId a =
      find_set(f.records, z.zone, f.names.intern("a.example.com."), RecordType::a);
  CHECK(f.records.set(a).count == 2);
  CHECK(net::to_text(f.addresses.address(f.records.data(a)[0].address)) == "192.0.2.1");
  CHECK(f.records.soa(z.zone.soa).serial == 7);
  CHECK(f.records.soa(z.zone.soa).minimum == 900);
  CHECK(lookup(f.names, f.records, z.zone, f.names.intern("_tcp.example.com."), RecordType::a)
            .found == Found::no_data);
}

TEST_CASE("the content hash of a set ignores case and building order", "[import][zone]") {
  const auto hash = [](const std::string& before, const std::string& line) {
    ImportFixture f;
    f.names.intern(before);
    const ImportedZone z = f.zone(kApex + line, "example.com.");
    return f.records
        .set(find_set(f.records, z.zone, f.names.intern("w.example.com."), RecordType::mx))
        .content_hash;
  };
  CHECK(hash("x.", "w MX 10 mail\n") == hash("other.name.", "W MX 10 MAIL\n"));
  CHECK(hash("x.", "w MX 10 mail\n") != hash("x.", "w MX 11 mail\n"));
}

TEST_CASE("faults between records are reported", "[import][zone]") {
  struct Row {
    std::string text, finding;
  };
  const auto row = GENERATE(values<Row>({
      {"w CNAME ns1\nw A 192.0.2.1\n",
       "test.zone:5: error: \"w.example.com.\" has a CNAME beside another record. Keep one CNAME "
       "alone, "
       "or write its target's records here."},
      {"@ CNAME ns1\n",
       "test.zone:5: error: \"example.com.\" has a CNAME beside another record. Keep one CNAME "
       "alone, or "
       "write its target's records here."},
      {"@ SOA ns1 hostmaster 8 7200 3600 1209600 900\n",
       "test.zone:5: error: the zone has a second SOA. Keep one SOA, at the apex."},
      {"sub SOA ns1 hostmaster 8 7200 3600 1209600 900\n",
       "test.zone:5: error: a SOA stands below the zone's apex \"example.com.\". Keep one SOA, at "
       "the apex."},
      {"www.example.org. A 192.0.2.1\n",
       "test.zone:5: warning: \"www.example.org.\" is outside the zone \"example.com.\" and left "
       "out. Put it "
       "into the zone it belongs to."},
      {"@ MX 10 ns1\n@ MX 10 NS1\n", "test.zone:6: warning: the record stands twice; one is kept."},
      {"w 60 A 192.0.2.1\nw 30 A 192.0.2.2\n",
       "test.zone:6: warning: the TTL 30 differs from the set's first, 60; the lowest is taken for "
       "all. "
       "Write one TTL for the whole set."},
  }));
  ImportFixture f;
  const ImportedZone z = f.zone(kApex + row.text, "example.com.");
  CHECK(first_finding(z.findings) == row.finding);
  CHECK(z.findings.list.size() == 1);
  CHECK(z.zone.soa != kNoRecordSet);
}

TEST_CASE("a zone without SOA or NS says so", "[import][zone]") {
  ImportFixture f;
  const ImportedZone z = f.zone("a 60 A 192.0.2.1\n", "example.com.");
  CHECK(z.findings.errors == 2);
  CHECK(z.zone.soa == kNoRecordSet);
}

TEST_CASE("the lowest TTL of a set counts", "[import][zone]") {  // RFC 2181 section 5.2
  ImportFixture f;
  const ImportedZone z =
      f.zone(kApex + "w 60 A 192.0.2.1\nw 30 A 192.0.2.2\nw 90 A 192.0.2.3\n", "example.com.");
  CHECK(f.records.set(find_set(f.records, z.zone, f.names.intern("w.example.com."), RecordType::a))
            .ttl == 30);
}

TEST_CASE("the real root zone has the structure that its README counts", "[import][root]") {
  const std::string path = WAYPOST_SOURCE_DIR "/scenarios/data/dns-root/root-2020-09-13.zone";
  const MasterRecords r = read_master_file(path);
  REQUIRE(r.findings.list.empty());

  std::set<std::string> tlds, with_ds, two_letter, server_names, addresses;
  std::map<std::string, int> servers_of;
  for (const MasterRecord& record : r.records) {
    if (record.type == RecordType::ns) {
      CHECK(record.ttl == (record.owner == "." ? 518400u : 172800u));
      server_names.insert(record.data);  // the root's own too: 13 letters, 12 of them serve arpa.
      if (record.owner == ".") continue;
      tlds.insert(record.owner);
      ++servers_of[record.owner];
    } else if (record.type == RecordType::ds) {
      with_ds.insert(record.owner);
      CHECK(record.ttl == 86400);
    } else if (record.type != RecordType::dnskey) {
      addresses.insert(record.data);
      const bool letter = record.owner.ends_with(".root-servers.net.");
      CHECK(record.ttl == (letter ? 518400u : 172800u));
    }
  }
  for (const std::string& tld : tlds)
    if (tld.size() == 3) two_letter.insert(tld);
  CHECK(tlds.size() == 1508);
  CHECK(with_ds.size() == 1372);
  CHECK(two_letter.size() == 248);
  CHECK(server_names.size() == 4114);
  CHECK(addresses.size() == 6658);
  std::map<int, int> histogram;
  int total = 0;
  for (const auto& [tld, count] : servers_of) ++histogram[count], total += count;
  CHECK(histogram == std::map<int, int>{{2, 28},
                                        {3, 74},
                                        {4, 902},
                                        {5, 102},
                                        {6, 243},
                                        {7, 27},
                                        {8, 119},
                                        {9, 5},
                                        {10, 4},
                                        {12, 1},
                                        {13, 3}});
  CHECK(std::abs(total / 1508.0 - 4.73) < 0.005);
}
