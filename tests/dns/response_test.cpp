// SPDX-License-Identifier: Apache-2.0
// Responses of an authoritative server: sections, codes, flags, aliases across zones, truncation,
// and which records an answer policy picks.
#include <catch2/catch.hpp>

#include <map>

#include "models/dns/response.hpp"
#include "tests/dns/zone_fixture.hpp"

using namespace waypost::dns;
using waypost::test::ZoneFixture;
namespace sim = waypost::sim;

namespace {

using enum RecordType;

struct Server : ZoneFixture {
  ZoneStore zones;
  AnswerPolicies policies;
  ServedZones served;
  AnswerStyle style;
  Asker asker;
  std::uint64_t object = 0;

  void serve(const std::string& apex) { served.set(name(apex), zones.add(zone(apex))); }

  Response ask(const std::string& qname, RecordType qtype,
               Edns edns = {.present = true, .udp_size = 1232},
               Transport transport = Transport::udp) {
    Message query;
    query.question = {name(qname), qtype};
    query.edns = edns;
    sim::Draw draw(sim::make_stream(1, 2, "answer"), ++object);
    return respond({names, records, zones, policies}, served, style, query, transport, asker, draw);
  }
  /// "answer www.example. A|additional ns.example. A" for reading in a test.
  std::string sections(const Message& m) const {
    static const char* const kNames[] = {"answer ", "authority ", "additional "};
    std::string out;
    for (const SetView& view : m.sets) {
      if (!out.empty()) out += "|";
      out += kNames[static_cast<int>(view.section)] + names.text(view.owner) + " ";
      out += view.synthesised ? "CNAME" : to_text(records.set(view.set).type);
    }
    return out;
  }
};

Server example_server() {
  Server s;
  s.add_soa("example.", 3600, 900);
  s.add("example.", ns, {"ns1.example.", "ns.other."});
  s.add("ns1.example.", a, {"192.0.2.1"});
  s.add("example.", mx, {"mail.example.", "mail.elsewhere."});
  s.add("mail.example.", a, {"192.0.2.25"}, 5);
  s.add("mail.example.", aaaa, {"2001:db8::25"}, 5);
  s.add("www.example.", cname, {"web.example."});
  s.add("web.example.", a, {"192.0.2.80"});
  s.add("ext.example.", cname, {"www.second."});
  s.add("out.example.", cname, {"www.nowhere-here."});
  s.add("loop1.example.", cname, {"loop2.example."});
  s.add("loop2.example.", cname, {"loop1.example."});
  s.add("moved.example.", dname, {"web.example."});
  s.add("a.web.example.", txt, {"x"});
  s.add("child.example.", ns, {"ns.child.example.", "ns.sibling.example.", "ns.far."});
  s.add("ns.child.example.", a, {"192.0.2.53"});
  s.add("sibling.example.", ns, {"ns.sibling.example."});
  s.add("ns.sibling.example.", a, {"192.0.2.54"});
  s.serve("example.");
  s.add_soa("second.");
  s.add("second.", ns, {"ns1.example."});
  s.add("www.second.", a, {"192.0.2.81"});
  s.serve("second.");
  return s;
}

}  // namespace

TEST_CASE("an MX answer brings the zone's NS and the addresses of targets in the zone",
          "[dns][authoritative]") {
  // NSD, as recorded: the answer of the zone "glue" carries its target's A (tests on s2b read the
  // TTL).
  Server s = example_server();
  const Response r = s.ask("example.", mx);
  CHECK(s.sections(r.message) ==
        "answer example. MX|authority example. NS|additional mail.example. A|"
        "additional mail.example. AAAA|additional ns1.example. A");
  CHECK(r.message.header.aa);
  CHECK(r.message.header.qr);
  CHECK_FALSE(r.message.header.ra);
  s.style = {.apex_ns = false, .additional = false};
  CHECK(s.sections(s.ask("example.", mx).message) == "answer example. MX");
}

TEST_CASE("a referral has the child's NS, its glue first, and no AA", "[dns][authoritative]") {
  Server s = example_server();
  const Response r = s.ask("www.child.example.", a);
  CHECK(r.outcome == Outcome::referral);
  CHECK_FALSE(r.message.header.aa);
  CHECK(s.sections(r.message) ==
        "authority child.example. NS|additional ns.child.example. A|additional ns.sibling.example. "
        "A");
}

TEST_CASE("denials carry the SOA with the smaller of its TTL and MINIMUM", "[dns][authoritative]") {
  Server s = example_server();  // RFC 2308 section 3
  const Response missing = s.ask("nothing.example.", a);
  CHECK(missing.message.header.rcode == Rcode::nx_domain);
  CHECK(missing.message.header.aa);
  CHECK(s.sections(missing.message) == "authority example. SOA");
  CHECK(missing.message.sets[0].ttl == 900);
  const Response empty = s.ask("web.example.", mx);
  CHECK(empty.outcome == Outcome::no_data);
  CHECK(empty.message.header.rcode == Rcode::no_error);
  CHECK(s.sections(empty.message) == "authority example. SOA");
}

TEST_CASE("aliases are followed through every zone the server has, and no further",
          "[dns][authoritative]") {
  Server s = example_server();
  s.style = {.apex_ns = false, .additional = false};
  CHECK(s.sections(s.ask("www.example.", a).message) ==
        "answer www.example. CNAME|answer web.example. A");
  CHECK(s.sections(s.ask("ext.example.", a).message) ==
        "answer ext.example. CNAME|answer www.second. A");
  const Response out = s.ask("out.example.", a);
  CHECK(s.sections(out.message) == "answer out.example. CNAME");
  CHECK(out.message.header.rcode == Rcode::no_error);
  CHECK(out.message.header.aa);
  // The target lacks the type: the denial is about the target (RFC 2308 section 2.2.1).
  CHECK(s.sections(s.ask("www.example.", mx).message) ==
        "answer www.example. CNAME|authority example. SOA");
  const Response loop = s.ask("loop1.example.", a);
  CHECK(s.sections(loop.message) == "answer loop1.example. CNAME|answer loop2.example. CNAME");
}

TEST_CASE("a DNAME comes with the CNAME made from it",
          "[dns][authoritative]") {  // RFC 6672 section 3.1
  Server s = example_server();
  s.style = {.apex_ns = false, .additional = false};
  const Response r = s.ask("a.moved.example.", txt);
  CHECK(s.sections(r.message) ==
        "answer moved.example. DNAME|answer a.moved.example. CNAME|answer a.web.example. TXT");
  const Response missing = s.ask("b.moved.example.", txt);
  CHECK(missing.message.header.rcode ==
        Rcode::no_error);  // "b.web.example." is no name of this world
  CHECK(s.sections(missing.message) == "answer moved.example. DNAME|answer b.moved.example. CNAME");
}

TEST_CASE("a DNAME that makes a name over 255 octets is answered YXDOMAIN",
          "[dns][authoritative]") {
  Server s;  // RFC 6672 section 2.2
  const std::string label = std::string(60, 'x') + ".";
  s.add_soa("d.");
  s.add("d.", ns, {"ns.other."});
  s.add("d.", dname, {label + label + "target."});
  s.serve("d.");
  const Response r = s.ask(label + label + label + "d.", a);
  CHECK(r.message.header.rcode == Rcode::yx_domain);
  CHECK(s.sections(r.message) == "answer d. DNAME");
}

TEST_CASE("zones not served are refused and zones not loaded fail", "[dns][authoritative]") {
  Server s = example_server();
  const Response refused = s.ask("www.unknown.", a);
  CHECK(refused.message.header.rcode == Rcode::refused);
  CHECK(refused.message.edns.extended_error == 20);  // RFC 8914 section 4.21
  CHECK_FALSE(refused.message.header.aa);
  s.served.set(s.name("example."), kNotLoaded);
  CHECK(s.ask("www.example.", a).message.header.rcode == Rcode::serv_fail);
  CHECK(s.ask("www.second.", a).message.header.rcode == Rcode::no_error);
  s.served.set(s.name("example."), kNoZone);
  CHECK(s.ask("www.example.", a).message.header.rcode == Rcode::refused);
  s.style.unknown_zone = UnknownZone::silence;
  CHECK(s.ask("www.unknown.", a).outcome == Outcome::silence);
  Message notify;
  notify.header.opcode = 4;
  notify.question = {s.name("example."), soa};
  sim::Draw draw({1}, 1);
  CHECK(respond({s.names, s.records, s.zones, s.policies}, s.served, s.style, notify,
                Transport::udp, s.asker, draw)
            .message.header.rcode == Rcode::not_imp);
}

TEST_CASE("DS is answered by the parent when a server has both sides of the cut",
          "[dns][authoritative]") {
  Server s;  // RFC 4035 section 3.1.4.1
  s.add_soa("p.");
  s.add("p.", ns, {"ns.p."});
  s.add("c.p.", ns, {"ns.p."});
  s.add("c.p.", ds, {"key"});
  s.serve("p.");
  s.add_soa("c.p.");
  s.add("c.p.", ns, {"ns.p."});
  s.serve("c.p.");
  CHECK(s.ask("c.p.", ds).outcome == Outcome::answer);
  CHECK(s.ask("c.p.", soa).outcome == Outcome::answer);
}

TEST_CASE("what does not fit loses its extras first, then is truncated", "[dns][authoritative]") {
  Server s;
  s.add_soa("example.");
  std::vector<std::string> servers;
  for (int i = 0; i < 13; ++i) {
    servers.push_back("name-server-" + std::to_string(i) + ".example.");
    s.add(servers.back(), a, {"192.0.2." + std::to_string(i)});
    s.add(servers.back(), aaaa, {"2001:db8::" + std::to_string(i)});
  }
  s.add("example.", ns, servers);
  std::vector<std::string> hosts;
  for (int i = 0; i < 40; ++i) hosts.push_back("198.51.100." + std::to_string(i));
  s.add("big.example.", a, hosts);  // 12 + 17 + 40 * 16 = 669 octets
  s.serve("example.");

  const Edns none{};
  const Response small = s.ask("example.", ns, none);
  CHECK_FALSE(small.message.header.tc);
  CHECK(wire_size(s.names, s.records, small.message) <= 512);
  CHECK(small.message.sets.size() < 27);
  CHECK(s.ask("example.", ns).message.sets.size() == 27);

  const Response cut = s.ask("big.example.", a, none);
  CHECK(cut.message.header.tc);
  CHECK(cut.message.sets.empty());
  CHECK_FALSE(s.ask("big.example.", a).message.header.tc);
  CHECK_FALSE(s.ask("big.example.", a, none, Transport::tcp).message.header.tc);
  CHECK(s.ask("big.example.", a, {.present = true, .udp_size = 600}).message.header.tc);
}

TEST_CASE("policies pick records by turn, luck, weight, site and health", "[dns][authoritative]") {
  Server s;
  s.style = {.apex_ns = false, .additional = false};
  s.add_soa("example.");
  s.add("example.", ns, {"ns.other."});
  const RecordSetId set =
      s.add("w.example.", a, {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"});
  s.serve("example.");
  s.policies.policies.push_back({});
  AnswerPolicy& policy = s.policies.policies.back();
  s.records.set_policy(set, 1);
  const auto view = [&] { return s.ask("w.example.", a).message.sets[0]; };

  SECTION("rotating: the first record moves on with each answer") {
    policy.order = AnswerOrder::rotating;
    for (std::uint64_t turn : {0u, 1u, 2u, 3u, 4u}) {
      s.asker.turn = turn;
      CHECK(view().first == turn % 4);
    }
  }
  SECTION("random: each record is first in a quarter of the answers") {
    policy.order = AnswerOrder::random;
    std::map<int, int> first;
    for (int i = 0; i < 10000; ++i) ++first[view().first];
    for (const auto& [record, times] : first) CHECK(std::abs(times - 2500) < 217);  // 5 sigma
  }
  SECTION("weighted: one record, in proportion to its weight") {
    policy.order = AnswerOrder::weighted;
    policy.weights = {1, 0, 3};
    std::map<std::uint32_t, int> chosen;
    for (int i = 0; i < 10000; ++i) ++chosen[view().chosen];
    CHECK(chosen.size() == 2);
    CHECK(std::abs(chosen[0b100] - 7500) < 217);  // 5 sigma
  }
  SECTION("by site: the mask of the asker's site, the whole set for a site without one") {
    policy.order = AnswerOrder::by_site;
    policy.mask_by_site = {0b0001, 0b0110, 0};
    s.asker.site = 1;
    CHECK(view().chosen == 0b0110);
    s.asker.site = 2;
    CHECK(view().chosen == 0b1111);
  }
  SECTION("health-checked: the living, then the standby, then all") {
    s.policies.monitors.push_back({});
    s.policies.policies[1].monitor = 0;
    s.policies.policies[1].standby = 0b1000;
    s.policies.monitors[0].healthy = ~0u;
    CHECK(view().chosen == 0b0111);
    s.policies.monitors[0].healthy = ~0u << 1;
    CHECK(view().chosen == 0b0110);
    s.policies.monitors[0].healthy = ~0u << 3;
    CHECK(view().chosen == 0b1000);
    s.policies.monitors[0].healthy = 0;
    CHECK(view().chosen == 0b0111);
  }
}
