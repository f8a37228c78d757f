// SPDX-License-Identifier: Apache-2.0
// The real root and the TLD layer below it: what is served, by whom, and that each layer answers
// only for itself. Counts come from the READMEs of the data and from the table of root-servers.org.
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "models/dns/response.hpp"
#include "scenarios/build/tld_world.hpp"
#include "scenarios/build/zone_text.hpp"
#include "tests/import/import_fixture.hpp"

using namespace waypost::scenarios;
using namespace waypost::dns;
using waypost::test::ImportFixture;
namespace net = waypost::net;
namespace sim = waypost::sim;

namespace {

const std::string kData = WAYPOST_SOURCE_DIR "/scenarios/data";

struct World : ImportFixture {
  RootWorld root = real_root(kData, target());
  std::vector<TldZone> tlds = tld_zones(root.root, target());
  std::vector<RootSite> sites = read_root_sites(kData + "/root-sites/root-sites-2024-02-19.csv");
  std::vector<ServerGroup> groups = tld_servers(
      root, records, names, [this](net::AddressId id) { return addresses.address(id); }, sites);
  ZoneStore zones;
  AnswerPolicies policies;

  Message ask(const ServedZones& served, Name qname, RecordType qtype) {
    Message query;
    query.question = {qname, qtype};
    query.edns = {.present = true, .udp_size = 1232};
    sim::Draw draw({1}, 1);
    return respond({names, records, zones, policies}, served, {}, query, Transport::udp, {}, draw)
        .message;
  }
};

World& world() {
  static World w;  // read once: the cases only look
  return w;
}

bool has_answer(const Message& m) {
  for (const SetView& view : m.sets)
    if (view.section == Section::answer) return true;
  return false;
}

}  // namespace

TEST_CASE("the root letters stand where root-servers.org listed them", "[build][root]") {
  World& w = world();
  std::map<char, int> instances;
  int sites = 0;
  for (const RootSite& site : w.sites)
    instances[site.letter] += site.instances, sites += site.sites;
  CHECK(sites == 1513);
  CHECK(instances == std::map<char, int>{{'a', 59},
                                         {'b', 6},
                                         {'c', 12},
                                         {'d', 220},
                                         {'e', 355},
                                         {'f', 501},
                                         {'g', 6},
                                         {'h', 12},
                                         {'i', 92},
                                         {'j', 154},
                                         {'k', 127},
                                         {'l', 168},
                                         {'m', 20}});
  REQUIRE(w.root.letters.size() == 13);
  for (const ServerGroup& letter : w.root.letters) {
    int machines = 0;
    for (const ServerPlace& place : letter.places) machines += place.machines;
    CHECK(machines == instances[letter.path.back()]);
    CHECK_FALSE(letter.assumed);
  }
}

TEST_CASE("b.root answers on its old addresses and on its new ones", "[build][root]") {
  const std::vector<net::Address>& b = world().root.letters[1].addresses;
  std::set<std::string> texts;
  for (const net::Address& address : b) texts.insert(net::to_text(address));
  CHECK(texts == std::set<std::string>{"199.9.14.201", "2001:500:200::b", "170.247.170.2",
                                       "2801:1b8:10::b"});
}

TEST_CASE("each hint is an address at which its letter answers", "[build][root]") {
  World& w = world();
  CHECK(w.root.hints.size() == 26);
  for (const RootHintLine& hint : w.root.hints) {
    const std::size_t letter = static_cast<std::size_t>(w.names.first_label(hint.name)[0] - 'a');
    const std::vector<net::Address>& own = w.root.letters[letter].addresses;
    CHECK(std::find(own.begin(), own.end(), hint.address) != own.end());
  }
}

TEST_CASE("priming the real root takes 811 octets and yields 13 names and 26 addresses",
          "[build][root]") {
  World& w = world();
  ServedZones served;
  served.set(kRoot, w.zones.add(w.root.root));
  const Message m = w.ask(served, kRoot, RecordType::ns);
  CHECK(m.header.aa);
  CHECK(m.sets.size() == 27);
  CHECK(wire_size(w.names, w.records, m) == 811);  // RSSAC028
}

TEST_CASE("the root refers every TLD and never returns a leaf's A or MX", "[build][root]") {
  World& w = world();
  ServedZones served;
  served.set(kRoot, w.zones.add(w.root.root));
  served.set(w.root.root_servers.apex, w.zones.add(w.root.root_servers));
  REQUIRE(w.root.tlds.size() == 1508);
  for (const Name tld : w.root.tlds) {
    const Name leaf = w.names.intern("www.example." + w.names.text(tld));
    for (const RecordType qtype : {RecordType::a, RecordType::mx, RecordType::any}) {
      const Message m = w.ask(served, leaf, qtype);
      REQUIRE(m.header.rcode == Rcode::no_error);
      REQUIRE_FALSE(m.header.aa);
      REQUIRE_FALSE(m.header.tc);
      REQUIRE_FALSE(has_answer(m));
      REQUIRE(m.sets[0].owner == tld);
      REQUIRE(w.records.set(m.sets[0].set).type == RecordType::ns);
    }
  }
  CHECK(w.ask(served, w.names.intern("www.example.no-such-tld."), RecordType::a).header.rcode ==
        Rcode::nx_domain);
  const Message letter = w.ask(served, w.names.intern("a.root-servers.net."), RecordType::a);
  CHECK(letter.header.aa);
  CHECK(has_answer(letter));
}

TEST_CASE("each TLD zone answers for itself and denies the rest", "[build][tld]") {
  World& w = world();
  REQUIRE(w.tlds.size() == 1508);
  for (const TldZone& tld : w.tlds) {
    ServedZones served;
    served.set(tld.apex, w.zones.add(make_zone(w.names, w.records, tld.apex, tld.sets)));
    REQUIRE(has_answer(w.ask(served, tld.apex, RecordType::ns)));
    REQUIRE(has_answer(w.ask(served, tld.apex, RecordType::soa)));
    const Name stranger = w.names.intern("www.nobody." + w.names.text(tld.apex));
    REQUIRE(w.ask(served, stranger, RecordType::a).header.rcode == Rcode::nx_domain);
  }
}

TEST_CASE("every address in the root belongs to one server that serves the TLD", "[build][tld]") {
  World& w = world();
  std::map<net::Address, const ServerGroup*> owner;
  for (const std::vector<ServerGroup>* groups : {&w.root.letters, &w.groups})
    for (const ServerGroup& group : *groups)
      for (const net::Address& address : group.addresses)
        REQUIRE(owner.emplace(address, &group).second);

  int delegations_reached = 0;
  for (const Name tld : w.root.tlds) {
    const RecordSetId ns = find_set(w.records, w.root.root, tld, RecordType::ns);
    for (const Rdata& server : w.records.data(ns)) {
      for (const RecordType type : {RecordType::a, RecordType::aaaa}) {
        const RecordSetId set = find_set(w.records, w.root.root, server.name, type);
        if (set == kNoRecordSet) continue;
        for (const Rdata& data : w.records.data(set)) {
          const auto found = owner.find(w.addresses.address(data.address));
          REQUIRE(found != owner.end());
          const std::vector<Name>& zones = found->second->zones;
          REQUIRE(std::find(zones.begin(), zones.end(), tld) != zones.end());
          ++delegations_reached;
        }
      }
    }
  }
  CHECK(delegations_reached > 6658);
  for (const ServerGroup& group : w.groups) {
    CHECK(group.assumed);
    CHECK_FALSE(group.places.empty());
  }
}

TEST_CASE(
    "servers of generic TLDs stand on several continents, those of one country mostly at home",
    "[build][tld]") {
  World& w = world();
  int one_country = 0;
  for (const ServerGroup& group : w.groups) {
    if (group.places.size() == 12) continue;
    ++one_country;
    CHECK(group.places.size() <= 4);
  }
  CHECK(one_country > 100);
  for (const ServerGroup& group : w.groups) {
    if (std::find(group.zones.begin(), group.zones.end(), w.names.intern("com.")) ==
        group.zones.end())
      continue;
    CHECK(group.places.size() == 12);
    std::set<std::string> countries;
    for (const ServerPlace& place : group.places) countries.insert(place.country);
    CHECK(countries.size() == 12);
  }
}

TEST_CASE("letters that a scenario leaves out vanish from the NS set", "[build][root]") {
  ImportFixture f;
  const RootWorld two = real_root(kData, f.target(), "am");
  CHECK(two.letters.size() == 2);
  const RecordSetId ns = find_set(f.records, two.root, kRoot, RecordType::ns);
  CHECK(f.records.set(ns).count == 2);
  CHECK(find_set(f.records, two.root, f.names.intern("b.root-servers.net."), RecordType::a) ==
        kNoRecordSet);
}

TEST_CASE("a mini root delegates its TLDs and a TLD zone its domains", "[build][root]") {
  ImportFixture f;
  const std::vector<NamedServer> root{{"a.root.", {"198.18.0.1"}}};
  const std::vector<NamedServer> com{{"ns.nic.com.", {"198.18.0.2", "2001:db8::2"}}};
  const std::vector<NamedServer> leaf{{"ns1.example.com.", {"198.18.0.3"}},
                                      {"ns.elsewhere.net.", {"198.18.0.4"}}};
  const std::string text = mini_root_text(root, std::vector<NamedDelegation>{{"com.", com}});
  const ImportedZone mini = f.zone(text, ".");
  CHECK(mini.findings.list.empty());
  CHECK(lookup(f.names, f.records, mini.zone, f.names.intern("www.example.com."), RecordType::a)
            .found == Found::referral);

  std::vector<TldZone> tlds = tld_zones(mini.zone, f.target());
  REQUIRE(tlds.size() == 1);
  ZoneFindings findings;
  const std::string delegation = delegation_text("example.com.", "com.", leaf, 172800);
  CHECK(delegation.find("198.18.0.4") == std::string::npos);  // out of the parent: no glue
  for (const RecordSetId set : import_sets(f.read(delegation, "."), f.target(), findings))
    tlds[0].sets.push_back(set);
  const Zone zone = make_zone(f.names, f.records, tlds[0].apex, tlds[0].sets);
  const ZoneLookup found =
      lookup(f.names, f.records, zone, f.names.intern("www.example.com."), RecordType::a);
  CHECK(found.found == Found::referral);
  CHECK(find_set(f.records, zone, f.names.intern("ns1.example.com."), RecordType::a) !=
        kNoRecordSet);
  CHECK(find_set(f.records, zone, f.names.intern("ns.nic.com."), RecordType::aaaa) != kNoRecordSet);
  CHECK(f.zone(soa_text("example.com.", "ns1.example.com.", 3600) +
                   apex_text("example.com.", leaf, 3600),
               "example.com.")
            .findings.list.empty());
}
