// SPDX-License-Identifier: Apache-2.0
// Scenarios become worlds: addresses, zones, delegations, clients, hosts.
#include "models/net/datagram.hpp"
#include "tests/build/world_text.hpp"

using namespace waypost;
using test::build_text;

namespace {

const std::string kKyoto = R"(
root { mini {} }
resolvers { name: "isp" sites: "Lyon, FR" }
name_servers { name: "ns1.kyoto.example" sites: "Kyoto, JP" }
zones {
  origin: "kyoto.example"
  name_servers: "ns1.kyoto.example"
  records: "@    300 MX 10 mx1"
}
mail_hosts { name: "mx1.kyoto.example" sites: "Kyoto, JP" receives { domains { names: "kyoto.example" } } }
mail_hosts { name: "out.lyon.example" sites: "Lyon, FR" sends { resolver: "isp" } }
populations { name: "lyon" sites: "Lyon, FR" mail { domain: "lyon.example" through: "out.lyon.example" } }
messages { population: "lyon" to { name: "kyoto.example" } arrivals { at: "+1m" } }
)";

const scenarios::DirectoryServer& server(const scenarios::Built& built, const std::string& name) {
  for (const auto& s : built.directory.servers)
    if (s.name == name) return s;
  FAIL("no server " + name);
  throw 0;
}

/// The set of this owner and type that a server of `server_name` would answer from.
dns::RecordSetId served(const scenarios::Built& built, const std::string& server_name,
                        const std::string& owner, dns::RecordType type) {
  const dns::Dns& dns = built.world.dns;
  dns::Name name;
  REQUIRE(dns.names.find(owner, name));
  const auto& s = dns.authority.servers[server(built, server_name).server.index];
  const dns::ServedZone* zone = s.served->find(dns.names, name, type);
  REQUIRE(zone != nullptr);
  return find_set(dns.records, dns.authority.zones[zone->version], name, type);
}

std::string address_of(const scenarios::Built& built, const std::string& name) {
  const auto& network = built.world.network;
  return net::to_text(network.addresses.address(network.hosts[server(built, name).host].ipv4));
}

}  // namespace

TEST_CASE("the world of the schema's README delivers its message", "[build]") {
  scenarios::Built built = build_text(kKyoto);
  world::start(built.world);
  world::run(built.world, built.world.workload.horizon);
  const auto& results = built.world.mail.metrics.of(mail::MessageKind::user);
  CHECK(results.submitted == 1);
  CHECK(results.count(mail::Outcome::delivered_in_time) == 1);
  mail::check_conservation(built.world.mail);
}

TEST_CASE("hosts inside a zone get addresses there, and the parent holds NS and glue", "[build]") {
  const scenarios::Built built = build_text(kKyoto);
  const dns::RecordStore& records = built.world.dns.records;
  const auto own = served(built, "ns1.kyoto.example", "mx1.kyoto.example", dns::RecordType::a);
  REQUIRE(own != dns::kNoRecordSet);
  CHECK(records.set(own).ttl == 3600);
  CHECK(net::to_text(built.world.network.addresses.address(records.data(own)[0].address)) ==
        address_of(built, "mx1.kyoto.example"));
  // RFC 9471: the delegation is of no use without the address of a server inside the child.
  const dns::Dns& dns = built.world.dns;
  dns::Name apex, ns1;
  REQUIRE(dns.names.find("kyoto.example", apex));
  REQUIRE(dns.names.find("ns1.kyoto.example", ns1));
  const auto& tld = dns.authority.servers[server(built, "a.nic.example").server.index];
  const dns::ServedZone* parent = tld.served->find(dns.names, apex, dns::RecordType::ds);
  REQUIRE(parent != nullptr);
  const dns::Zone& zone = dns.authority.zones[parent->version];
  const auto ns = find_set(records, zone, apex, dns::RecordType::ns);
  REQUIRE(ns != dns::kNoRecordSet);
  CHECK(records.set(ns).ttl == 172800);
  CHECK(find_set(records, zone, ns1, dns::RecordType::a) != dns::kNoRecordSet);
  CHECK(find_set(records, zone, ns1, dns::RecordType::aaaa) != dns::kNoRecordSet);
}
