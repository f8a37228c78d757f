// SPDX-License-Identifier: Apache-2.0
// Zones of a scenario as their servers hold them: delegations, bad records, roots.
#include <algorithm>

#include "tests/build/world_text.hpp"

using namespace waypost;
using namespace waypost::test;

namespace {

const std::string kBase = R"(
root { mini {} }
resolvers { name: "isp" sites: "Lyon, FR" }
name_servers { name: "ns1.shop.example" sites: "Paris, FR" }
name_servers { name: "ns2.shop.example" sites: "London, GB" }
)";

/// The version of the zone at `apex` that `server` holds; kNoZone when it is not configured for it.
dns::ZoneId version_at(const scenarios::Built& built, const std::string& server_name,
                       const std::string& apex) {
  dns::Name name;
  REQUIRE(built.world.dns.names.find(apex, name));
  for (const auto& zone : name_server(built, server_name).served->all())
    if (zone.apex == name) return zone.version;
  return dns::kNoZone;
}

dns::RecordSetId set_in(const scenarios::Built& built, const std::string& server_name,
                        const std::string& apex, const std::string& owner, dns::RecordType type) {
  const dns::ZoneId version = version_at(built, server_name, apex);
  REQUIRE(version < built.world.dns.authority.zones.size());
  dns::Name name;
  if (!built.world.dns.names.find(owner, name)) return dns::kNoRecordSet;
  return find_set(built.world.dns.records, built.world.dns.authority.zones[version], name, type);
}

bool any_finding(const scenarios::Built& built, const std::string& part) {
  return std::any_of(built.findings.begin(), built.findings.end(),
                     [&](const auto& f) { return f.text.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("a zone without SOA and NS gets them from its name servers", "[build][zones]") {
  const auto built = build_text(kBase + R"(
    zones { origin: "shop.example" name_servers: "ns1.shop.example" name_servers: "ns2.shop.example"
            ttl: "10m" records: "www A 198.51.100.1" })");
  const auto ns =
      set_in(built, "ns2.shop.example", "shop.example", "shop.example", dns::RecordType::ns);
  REQUIRE(ns != dns::kNoRecordSet);
  CHECK(built.world.dns.records.set(ns).count == 2);
  CHECK(built.world.dns.records.set(ns).ttl == 600);
  CHECK(set_in(built, "ns1.shop.example", "shop.example", "shop.example", dns::RecordType::soa) !=
        dns::kNoRecordSet);
  CHECK(any_finding(built, "198.51.100.1 belongs to no host"));
}

TEST_CASE("a bad record rejects the zone, unless the scenario skips it", "[build][zones]") {
  const std::string zone = R"(
    zones { origin: "shop.example" name_servers: "ns1.shop.example"
            records: "www A 198.18.0.1"
            records: "bad MX 70000 mx" )";
  const auto rejected = build_text(kBase + zone + "}");
  CHECK(version_at(rejected, "ns1.shop.example", "shop.example") == dns::kNotLoaded);
  CHECK(any_finding(rejected, "test.textproto:11"));  // the line of the bad record in the scenario
  const auto skipped = build_text(kBase + zone + "on_bad_record: SKIP_RECORD }");
  CHECK(set_in(skipped, "ns1.shop.example", "shop.example", "www.shop.example",
               dns::RecordType::a) != dns::kNoRecordSet);
  CHECK(set_in(skipped, "ns1.shop.example", "shop.example", "bad.shop.example",
               dns::RecordType::mx) == dns::kNoRecordSet);
}

TEST_CASE("a delegation can be absent, or say something else", "[build][zones]") {
  const std::string zone = "zones { origin: \"shop.example\" name_servers: \"ns1.shop.example\" ";
  const auto absent = build_text(kBase + zone + "delegation { absent: true } }");
  CHECK(set_in(absent, "a.nic.example", "example", "shop.example", dns::RecordType::ns) ==
        dns::kNoRecordSet);
  const auto other = build_text(
      kBase + zone + "delegation { records: \"@ 60 NS ns9\" records: \"ns9 60 A 198.18.0.9\" } }");
  const auto ns = set_in(other, "a.nic.example", "example", "shop.example", dns::RecordType::ns);
  REQUIRE(ns != dns::kNoRecordSet);
  CHECK(other.world.dns.records.set(ns).ttl == 60);
  CHECK(other.world.dns.names.text(other.world.dns.records.data(ns)[0].name) ==
        "ns9.shop.example.");
  CHECK(set_in(other, "a.nic.example", "example", "ns9.shop.example", dns::RecordType::a) !=
        dns::kNoRecordSet);
}

TEST_CASE("a child zone is delegated by its nearest parent in the scenario", "[build][zones]") {
  const auto built = build_text(kBase + R"(
    name_servers { name: "ns.eu.shop.example" sites: "Rome, IT" }
    zones { origin: "shop.example" name_servers: "ns1.shop.example" }
    zones { origin: "eu.shop.example" name_servers: "ns.eu.shop.example" })");
  CHECK(set_in(built, "ns1.shop.example", "shop.example", "eu.shop.example", dns::RecordType::ns) !=
        dns::kNoRecordSet);
  CHECK(set_in(built, "ns1.shop.example", "shop.example", "ns.eu.shop.example",
               dns::RecordType::a) != dns::kNoRecordSet);
  CHECK(set_in(built, "a.nic.example", "example", "eu.shop.example", dns::RecordType::ns) ==
        dns::kNoRecordSet);
}

TEST_CASE("the real root delegates its own TLDs and, for want of one, a zone itself",
          "[build][zones]") {
  const auto built = build_text(R"(
    resolvers { name: "isp" sites: "Lyon, FR" }
    name_servers { name: "ns1.shop.example" sites: "Paris, FR" }
    zones { origin: "shop.example" name_servers: "ns1.shop.example" }
    zones { origin: "shop.com" name_servers: "ns1.shop.example" })");
  // RFC 2606: "example" is not delegated in the root.
  CHECK(set_in(built, "a.root-servers.net", ".", "shop.example", dns::RecordType::ns) !=
        dns::kNoRecordSet);
  CHECK(set_in(built, "a.root-servers.net", ".", "fr", dns::RecordType::ns) != dns::kNoRecordSet);
  CHECK(set_in(built, "a.root-servers.net", ".", "shop.com", dns::RecordType::ns) ==
        dns::kNoRecordSet);
  CHECK(set_in(built, "a.gtld-servers.net", "com", "shop.com", dns::RecordType::ns) !=
        dns::kNoRecordSet);
  const auto& b_root = name_server(built, "b.root-servers.net");
  const auto& book = built.world.network.addresses;
  // b.root moved from 199.9.14.201 to 170.247.170.2 in 2023 and answers on both.
  for (const char* text : {"199.9.14.201", "170.247.170.2"}) {
    const auto id = book.find(*net::parse_address(text));
    REQUIRE(id);
    const net::Binding owner = book.binding(*id);
    REQUIRE(owner.kind == net::Binding::Kind::anycast);
    const auto& instances = built.world.network.groups[owner.index].instances;
    CHECK(std::any_of(instances.begin(), instances.end(),
                      [&](const auto& i) { return i.host == b_root.host; }));
  }
}

TEST_CASE("answer policies reach their record sets", "[build][zones]") {
  const auto built = build_text(kBase + R"(
    zones { origin: "shop.example" name_servers: "ns1.shop.example"
            records: "www A 198.18.0.1" records: "www A 198.18.0.2"
            answers { name: "www" weighted { choices { data: "198.18.0.2" weight: 3 }
                                             choices { data: "198.18.0.1" } } } })");
  const auto www =
      set_in(built, "ns1.shop.example", "shop.example", "www.shop.example", dns::RecordType::a);
  const auto& policy =
      built.world.dns.authority.policies.policies[built.world.dns.records.set(www).policy];
  CHECK(policy.order == dns::AnswerOrder::weighted);
  REQUIRE(policy.weights.size() == 2);
  CHECK(policy.weights[1] == 3 * policy.weights[0]);
}
