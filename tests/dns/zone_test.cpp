// SPDX-License-Identifier: Apache-2.0
// Lookup in a zone against the examples that the RFCs print, and new versions of a zone.
#include <catch2/catch.hpp>

#include "tests/dns/zone_fixture.hpp"

using namespace waypost::dns;
using waypost::test::ZoneFixture;

namespace {

using enum RecordType;

Found look(ZoneFixture& f, const Zone& zone, const std::string& qname, RecordType qtype,
           ZoneLookup* result = nullptr) {
  const ZoneLookup found = lookup(f.names, f.records, zone, f.name(qname), qtype);
  if (result != nullptr) *result = found;
  return found.found;
}

}  // namespace

TEST_CASE("wildcards answer as in the example zone of RFC 4592 section 2.2.1", "[dns][zone]") {
  ZoneFixture f;
  f.add_soa("example.");
  f.add("example.", ns, {"ns.example.com.", "ns.example.net."});
  f.add("*.example.", txt, {"this is a wildcard"});
  f.add("*.example.", mx, {"host1.example."});
  f.add("sub.*.example.", txt, {"this is not a wildcard"});
  f.add("host1.example.", a, {"192.0.2.1"});
  f.add("_ssh._tcp.host1.example.", srv, {""});
  f.add("_ssh._tcp.host2.example.", srv, {""});
  f.add("subdel.example.", ns, {"ns.example.com.", "ns.example.net."});
  const Zone zone = f.zone("example.");

  // "The following responses would be synthesized from one of the wildcards in the zone".
  ZoneLookup found;
  CHECK(look(f, zone, "host3.example.", mx, &found) == Found::answer);
  CHECK(found.synthesised);
  CHECK(look(f, zone, "host3.example.", a, &found) == Found::no_data);
  CHECK(look(f, zone, "foo.bar.example.", txt, &found) == Found::answer);
  CHECK(found.synthesised);
  // "The following responses would not be synthesized from any of the wildcards in the zone".
  CHECK(look(f, zone, "host1.example.", mx) == Found::no_data);
  CHECK(look(f, zone, "sub.*.example.", mx) == Found::no_data);
  CHECK(look(f, zone, "_telnet._tcp.host1.example.", srv) == Found::nx_domain);
  CHECK(look(f, zone, "host.subdel.example.", a) == Found::referral);
  CHECK(look(f, zone, "ghost.*.example.", mx) == Found::nx_domain);
  // The wildcard asked by its own name is ordinary data, not synthesis (section 2.1.1).
  CHECK(look(f, zone, "*.example.", txt, &found) == Found::answer);
  CHECK_FALSE(found.synthesised);
  // Empty non-terminals exist (section 2.2.2).
  CHECK(look(f, zone, "_tcp.host1.example.", txt) == Found::no_data);
  CHECK(look(f, zone, "host2.example.", mx) == Found::no_data);
  // A made-up name below the apex falls to the wildcard, below host1 to nothing.
  const Name junk{f.name("example.").node, 5};
  CHECK(lookup(f.names, f.records, zone, junk, mx).synthesised);
  const Name deep{f.name("host1.example.").node, 5};
  CHECK(lookup(f.names, f.records, zone, deep, mx).found == Found::nx_domain);
}

TEST_CASE("a name at or below a zone cut is referred and glue is not an answer", "[dns][zone]") {
  ZoneFixture f;
  f.add_soa("example.");
  f.add("example.", ns, {"ns.example."});
  f.add("ns.example.", a, {"192.0.2.1"});
  f.add("child.example.", ns, {"ns.child.example."});
  f.add("child.example.", ds, {"1"});
  f.add("ns.child.example.", a, {"192.0.2.2"});     // glue
  f.add("deep.child.example.", ns, {"ns.other."});  // occluded by the cut above
  f.add("lone.example.", ns, {"ns.other."});
  const Zone zone = f.zone("example.");

  ZoneLookup found;
  CHECK(look(f, zone, "ns.child.example.", a, &found) == Found::referral);
  CHECK(found.node->name == f.name("child.example."));
  CHECK(look(f, zone, "child.example.", ns) == Found::referral);
  CHECK(look(f, zone, "child.example.", soa) == Found::referral);
  CHECK(look(f, zone, "child.example.", any) == Found::referral);
  CHECK(look(f, zone, "www.deep.child.example.", a, &found) == Found::referral);
  CHECK(found.node->name == f.name("child.example."));
  CHECK(look(f, zone, "example.", ns) == Found::answer);
  // DS is the parent's own data (RFC 4035 section 3.1.4.1), at the cut and nowhere below.
  CHECK(look(f, zone, "child.example.", ds) == Found::answer);
  CHECK(look(f, zone, "lone.example.", ds) == Found::no_data);
  CHECK(look(f, zone, "deep.child.example.", ds) == Found::referral);
}

TEST_CASE("an alias answers every type but its own, and a DNAME what is below it", "[dns][zone]") {
  ZoneFixture f;
  f.add_soa("example.");
  f.add("example.", ns, {"ns.other."});
  f.add("www.example.", cname, {"host.example."});
  f.add("*.pool.example.", cname, {"host.example."});
  f.add("moved.example.", dname, {"new.example."});
  f.add("moved.example.", txt, {"here"});
  f.add("old.moved.example.", a, {"192.0.2.9"});  // occluded by the DNAME (RFC 6672 section 2.4)
  const Zone zone = f.zone("example.");

  ZoneLookup found;
  CHECK(look(f, zone, "www.example.", a) == Found::alias);
  CHECK(look(f, zone, "www.example.", cname) == Found::answer);
  CHECK(look(f, zone, "www.example.", any) == Found::answer);
  CHECK(look(f, zone, "www.www.example.", a) == Found::nx_domain);
  CHECK(look(f, zone, "x.pool.example.", mx, &found) == Found::alias);
  CHECK(found.synthesised);
  CHECK(look(f, zone, "moved.example.", txt) == Found::answer);
  CHECK(look(f, zone, "moved.example.", a) == Found::no_data);
  CHECK(look(f, zone, "moved.example.", dname) == Found::answer);
  CHECK(look(f, zone, "any.moved.example.", a) == Found::dname);
  CHECK(look(f, zone, "any.moved.example.", dname) == Found::dname);
  CHECK(look(f, zone, "old.moved.example.", a) == Found::dname);
}

TEST_CASE("lookup in the root zone works without a label to strip", "[dns][zone]") {
  ZoneFixture f;
  f.add_soa(".");
  f.add(".", ns, {"a.root-servers.net."});
  f.add("net.", ns, {"a.gtld-servers.net."});
  f.add("a.root-servers.net.", a, {"198.41.0.4"});
  const Zone zone = f.zone(".");
  CHECK(look(f, zone, ".", ns) == Found::answer);
  CHECK(look(f, zone, ".", a) == Found::no_data);
  CHECK(look(f, zone, "a.root-servers.net.", a) == Found::referral);
  CHECK(look(f, zone, "nosuchtld.", a) == Found::nx_domain);
  CHECK(find_set(f.records, zone, f.name("a.root-servers.net."), a) != kNoRecordSet);
}

TEST_CASE("a change makes a new version and leaves the old one alone", "[dns][zone]") {
  ZoneFixture f;
  f.add_soa("example.");
  f.add("example.", ns, {"ns.other."});
  f.add("example.", mx, {"old.example."}, 86400);
  const Zone before = f.zone("example.");
  const RecordSetId moved = f.add("example.", mx, {"new.example."}, 300);
  const Zone after = with_set(f.names, f.records, before, moved);
  CHECK(find_set(f.records, after, before.apex, mx) == moved);
  CHECK(f.records.set(find_set(f.records, before, before.apex, mx)).ttl == 86400);

  const Zone lowered = with_ttl(f.names, f.records, before, before.apex, mx, 300);
  CHECK(f.records.set(find_set(f.records, lowered, before.apex, mx)).ttl == 300);

  const Zone emptied = without_set(f.names, f.records, before, before.apex, mx);
  CHECK(look(f, emptied, "example.", mx) == Found::no_data);

  const Zone numbered = with_serial(f.names, f.records, before, 2);
  CHECK(serial(f.records, numbered) == 2);
  CHECK(serial(f.records, before) == 1);
  CHECK(newer_serial(serial(f.records, numbered), serial(f.records, before)));
}

TEST_CASE("serials compare around the circle", "[dns][zone]") {  // RFC 1982 section 5.1
  CHECK(newer_serial(1, 0));
  CHECK(newer_serial(0, 4294967295u));
  CHECK(newer_serial(2000000000u, 1u));
  CHECK_FALSE(newer_serial(1u, 2000000000u));
  CHECK_FALSE(newer_serial(7, 7));
}
