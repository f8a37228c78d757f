// SPDX-License-Identifier: Apache-2.0
// For each rule a world in which it fires and one, nearly the same, in which it must not. What is
// right or wrong is taken from the RFC section named beside the case.
#include <catch2/catch.hpp>

#include "tests/lint/lint_fixture.hpp"

using namespace waypost;
using namespace waypost::test;

namespace {

struct Case {
  const char* rule;
  std::string fires, near_miss;
};

const std::string kLong63(63, 'a');
const std::string kLong64(64, 'a');
const std::string kGoodMx = "@ MX 10 mx.p.example.";

/// CNAMEs c1 -> c2 -> ... with `n` aliases, ending at an address.
std::string chain(int n) {
  std::vector<std::string> records{kGoodMx};
  for (int i = 1; i <= n; ++i)
    records.push_back("c" + std::to_string(i) + " CNAME c" + std::to_string(i + 1));
  records.push_back("c" + std::to_string(n + 1) + " A 198.51.100.7");
  return zone_d(records);
}

/// d.example at `servers` by its own word, and as `delegation` says by its parent's.
std::string delegated(const std::string& servers, const std::string& delegation) {
  return "zones { origin: \"d.example\" " + servers + " records: \"" + kGoodMx +
         "\" delegation { " + delegation + " } }\n";
}

const std::string kBoth = R"(name_servers: "ns1.p.example" name_servers: "ns2.p.example")";
const std::string kOwn = R"(
name_servers { name: "ns1.d.example" sites: "Paris, FR" addresses: "198.51.100.53" }
name_servers { name: "ns2.d.example" sites: "London, GB" addresses: "198.51.100.54" }
)";
const std::string kOwnBoth = R"(name_servers: "ns1.d.example" name_servers: "ns2.d.example")";
const std::string kOwnNs = R"(records: "@ NS ns1.d.example." records: "@ NS ns2.d.example.")";
const std::string kThird = R"(name_servers { name: "ns3.p.example" sites: "Rome, IT" })";
const std::string kNsThird = R"(records: "@ NS ns1.p.example." records: "@ NS ns3.p.example.")";

const std::vector<Case> kDelegation{
    // RFC 2182 section 5, at either side.
    {"D01", delegated(R"(name_servers: "ns1.p.example")", ""), delegated(kBoth, "")},
    {"D01", delegated(kBoth, R"(records: "@ NS ns1.p.example.")"), delegated(kBoth, "")},
    {"D01", delegated(kBoth, "absent: true"), delegated(kBoth, "")},
    // RFC 9471 section 3: all glue of in-domain servers, and no need of it for others.
    {"D04", kOwn + delegated(kOwnBoth, kOwnNs + R"(records: "ns1.d.example. A 198.51.100.53")"),
     kOwn + delegated(kOwnBoth, kOwnNs + R"(records: "ns1.d.example. A 198.51.100.53"
                                            records: "ns2.d.example. A 198.51.100.54")")},
    {"D04",
     kOwn + delegated(kOwnBoth, R"(records: "@ NS ns1.p.example." records: "@ NS ns1.d.example.")"),
     delegated(kBoth, R"(records: "@ NS ns1.p.example." records: "@ NS ns2.p.example.")")},
    // RFC 1912 section 2.8: delegated to, and not serving.
    {"D06", kThird + delegated(kBoth, kNsThird),
     kThird + delegated(kBoth + R"(name_servers: "ns3.p.example")", kNsThird)},
    // Glue that points at a machine without name service.
    {"D06", kOwn + delegated(kOwnBoth, kOwnNs + R"(records: "ns1.d.example. A 198.51.100.53"
                                                   records: "ns2.d.example. A 198.51.100.99")"),
     kOwn + delegated(kOwnBoth, "")},
};

/// a.example and b.org have their servers in each other; ".example" gives no glue for ".org".
const std::string kCircle = R"(
name_servers { name: "ns1.a.example" sites: "Paris, FR" }
name_servers { name: "ns2.a.example" sites: "Rome, IT" }
name_servers { name: "ns1.b.org" sites: "Paris, FR" }
name_servers { name: "ns2.b.org" sites: "Rome, IT" }
zones { origin: "a.example" name_servers: "ns1.b.org" name_servers: "ns2.b.org" }
zones { origin: "b.org" name_servers: "ns1.a.example" name_servers: "ns2.a.example" )";

const std::vector<Case> kCircles{
    // RFC 1034 section 4.2.1: a server inside its own zone comes with glue, and opens the circle.
    {"D09", kCircle + "}", kCircle + R"(name_servers: "ns1.b.org" })"},
};

const std::vector<Case> kZoneData{
    // RFC 1034 section 3.6.2. A name below an alias is another name.
    {"Z04", zone_d({kGoodMx, "www A 198.51.100.7", "www CNAME mx.p.example."}),
     zone_d({kGoodMx, "a.www A 198.51.100.7", "www CNAME mx.p.example."})},
    {"Z04", zone_d({"@ CNAME mx.p.example."}), zone_d({"www CNAME mx.p.example."})},
    {"Z04", zone_d({"www CNAME mx.p.example.", "www CNAME ns1.p.example."}),
     zone_d({"www CNAME mx.p.example.", "w CNAME ns1.p.example."})},
    // RFC 2181 section 5.2.
    {"Z05", zone_d({kGoodMx, "www 60 A 198.51.100.7", "www 300 A 198.51.100.8"}),
     zone_d({kGoodMx, "www 60 A 198.51.100.7", "w 300 A 198.51.100.8"})},
    // RFC 1123 section 2.1: hosts only, and a digit may come first.
    {"Z07", zone_d({kGoodMx, "my_host A 198.51.100.7"}),
     zone_d({kGoodMx, "_dmarc TXT v=DMARC1", "3com A 198.51.100.7", "* A 198.51.100.7"})},
    {"Z07", zone_d({kGoodMx, "host- A 198.51.100.7"}), zone_d({kGoodMx, "a-b A 198.51.100.7"})},
    {"Z07", zone_d({"@ MX 10 my_mx", "my_mx TXT x"}), zone_d({"@ MX 10 mymx", "my_mx TXT x"})},
    // RFC 1035 section 2.3.4: 63 octets a label, 255 a name.
    {"Z07", zone_d({kGoodMx, kLong64 + " A 198.51.100.7"}),
     zone_d({kGoodMx, kLong63 + " A 198.51.100.7"})},
    {"Z07",
     zone_d({kGoodMx, kLong63 + "." + kLong63 + "." + kLong63 + "." + kLong63 + " A 198.51.100.7"}),
     zone_d({kGoodMx, kLong63 + "." + kLong63 + "." + kLong63 + ".a A 198.51.100.7"})},
    // RFC 1034 section 5.2.2.
    {"Z08", zone_d({kGoodMx, "a CNAME b", "b CNAME a"}),
     zone_d({kGoodMx, "a CNAME b", "b CNAME mx.p.example."})},
    {"Z08", zone_d({kGoodMx, "a CNAME a"}), zone_d({kGoodMx, "a CNAME nowhere"})},
    {"Z08", chain(9), chain(8)},
};

const std::vector<Case> kExchangers{
    // RFC 5321 section 5.1: the address counts as an MX.
    {"M01", zone_d({"www A 198.51.100.7"}), zone_d({"@ A 198.51.100.7"})},
    {"M01", "", zone_d({kGoodMx})},
    {"M02", zone_d({"@ A 198.51.100.7"}), zone_d({"@ A 198.51.100.7", kGoodMx})},
    // RFC 7505 section 3.
    {"M03", zone_d({"@ MX 0 .", kGoodMx}), zone_d({"@ MX 0 ."})},
    {"M03", zone_d({"@ MX 10 ."}), zone_d({"@ MX 0 ."})},
    // RFC 2181 section 10.3.
    {"M05", zone_d({"@ MX 10 mail", "mail CNAME mx.p.example."}),
     zone_d({kGoodMx, "mail CNAME mx.p.example."})},
    // RFC 5321 section 5.1: at least one address record of either family.
    {"M06", zone_d({"@ MX 10 mxx.p.example."}), zone_d({kGoodMx})},
    {"M06", zone_d({"@ MX 10 mail", "mail TXT x"}),
     zone_d({"@ MX 10 mail", "mail AAAA 2001:db8::7"})},
    {"M06", zone_d({"@ MX 10 mail", "mail CNAME gone"}),
     zone_d({"@ MX 10 mail", "mail CNAME mx.p.example."})},
    // RFC 1035 section 3.3.9.
    {"M07", zone_d({"@ MX 10 192.0.2.1"}), zone_d({"@ MX 10 192-0-2-1", "192-0-2-1 A 192.0.2.1"})},
    {"M07", zone_d({"@ MX 10 192.0.2.1."}), zone_d({"@ MX 10 1.2.3", "1.2.3 A 192.0.2.1"})},
    {"M07", zone_d({"@ MX 10 2001:db8::1."}), zone_d({"@ MX 10 dead", "dead AAAA 2001:db8::1"})},
    // RFC 1035 section 3.3.9: 16 bits.
    {"M08", zone_d({"@ MX mx.p.example."}), zone_d({"@ MX 0 mx.p.example."})},
    {"M08", zone_d({"@ MX ten mx.p.example."}), zone_d({kGoodMx})},
    {"M08", zone_d({"@ MX -1 mx.p.example."}), zone_d({kGoodMx})},
    {"M08", zone_d({"@ MX 65536 mx.p.example."}), zone_d({"@ MX 65535 mx.p.example."})},
    // RFC 5321 section 5.1.
    {"M09", zone_d({kGoodMx, "@ MX 20 mx.p.example."}),
     zone_d({kGoodMx, "@ MX 20 ns1.p.example.", "b MX 20 mx.p.example."})},
};

std::string kChange(const std::string& ttl) {
  return "plan { name: \"move\" at: \"+48h\" change_records { zone: \"d.example\" replace: \"@ " +
         ttl + " MX 10 ns1.p.example.\" } }\n";
}
std::string lowered(const std::string& at) {
  return "plan { at: \"" + at +
         "\" change_ttl { zone: \"d.example\" names: \"@ MX\" ttl: \"5m\" } }\n";
}
const std::string kDayLong = zone_d({"@ 86400 MX 10 mx.p.example."});

const std::vector<Case> kPlans{
    // RFC 1034 section 3.6: lowered one old TTL ahead.
    {"L04", kDayLong + kChange("86400"), kDayLong + lowered("+24h") + kChange("300")},
    {"L04", kDayLong + lowered("+25h") + kChange("300"),
     kDayLong + lowered("+23h") + kChange("300")},
    {"L04", kDayLong + lowered("+48h") + kChange("300"), kDayLong + lowered("+48h")},
    {"L04",
     kDayLong + "plan { at: \"+1h\" change_records { zone: \"d.example\" remove: \"@ MX\" } }",
     kDayLong +
         "plan { at: \"+1h\" change_records { zone: \"d.example\" add: \"www A 192.0.2.1\" } }"},
    {"L04", zone_d({"@ 3600 MX 10 mx.p.example."}) + kChange("3600"),
     zone_d({"@ 300 MX 10 mx.p.example."}) + kChange("300")},
    {"L04", kDayLong + kChange("86400"),
     kDayLong + "plan { at: \"+1h\" change_records { zone: \"d.example\" replace: \"@ 86400 MX 10 "
                "mx.p.example.\" } }"},
};

void check(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    INFO(one.rule << "\nfires: " << one.fires << "\nnear miss: " << one.near_miss);
    CHECK(count(lint_of(one.fires), one.rule) == 1);
    CHECK(count(lint_of(one.near_miss), one.rule) == 0);
  }
}

}  // namespace

TEST_CASE("each delegation rule fires where it should, and not beside", "[lint][D]") {
  check(kDelegation);
  check(kCircles);
}

TEST_CASE("each zone-data rule fires where it should, and not beside", "[lint][Z]") {
  check(kZoneData);
}

TEST_CASE("each MX rule fires where it should, and not beside", "[lint][M]") { check(kExchangers); }

TEST_CASE("each TTL rule fires where it should, and not beside", "[lint][L]") { check(kPlans); }
