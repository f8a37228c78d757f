// SPDX-License-Identifier: Apache-2.0
// Scenarios become worlds: addresses, zones, delegations, clients, hosts.
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <fstream>
#include <map>

#include "models/net/datagram.hpp"
#include "tests/build/world_text.hpp"

using namespace waypost;
using namespace waypost::test;

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

TEST_CASE("what no model does yet is an error that names the field", "[build]") {
  const std::string base = kKyoto;
  CHECK(
      mistakes(base +
               "populations { name: \"a\" sites: \"Oslo, NO\" access { bandwidth: \"1Mbit/s\" } }")
          .find("bandwidth for other hosts than DNS servers is not built yet") !=
      std::string::npos);
}

TEST_CASE("all mistakes of a scenario are told at once, each with its line", "[build]") {
  const std::string all = mistakes(kKyoto + R"(
populations { name: "slow" sites: "Oslo, NO" access { bandwidth: "1Mbit/s" } }
populations { name: "mute" sites: "Oslo, NO" mail { domain: "nowhere.example" } }
messages { population: "mute" to { name: "kyoto.example" } arrivals { at: "+1m" } })");
  CHECK(all.find("test.textproto:") != std::string::npos);
  CHECK(all.find("populations[1].access.bandwidth") != std::string::npos);
}

TEST_CASE("an address that a root letter has cannot be declared for another host", "[build]") {
  const std::string all = mistakes(R"(
    resolvers { name: "isp" sites: "Lyon, FR" }
    name_servers { name: "ns1.shop.example" sites: "Paris, FR" addresses: "198.41.0.4" })");
  CHECK(all.find("198.41.0.4") != std::string::npos);
  CHECK(all.find("name_servers/ns1.shop.example") != std::string::npos);
}

TEST_CASE("an unrelated domain changes no address and no message", "[build]") {
  scenarios::Built alone = build_text(kKyoto);
  scenarios::Built beside = build_text(kKyoto + R"(
name_servers { name: "ns.other.test" sites: "Cairo, EG" }
zones { origin: "other.test" name_servers: "ns.other.test" records: "www A 198.18.77.1" }
populations { name: "cairo" users: "500" sites: "Cairo, EG" resolvers: "nile" }
resolvers { name: "nile" sites: "Cairo, EG" }
queries { population: "cairo" names: "www.other.test" arrivals { rate: "5/s" } })");
  for (const char* host : {"ns1.kyoto.example", "mx1.kyoto.example", "out.lyon.example", "isp"})
    CHECK(address_of(alone, host) == address_of(beside, host));
  for (scenarios::Built* built : {&alone, &beside}) {
    world::start(built->world);
    world::run(built->world, built->world.workload.horizon);
  }
  const auto delay = [](const scenarios::Built& built) {
    return built.world.mail.metrics.of(mail::MessageKind::user).delay.mean();
  };
  CHECK(delay(alone) == delay(beside));
  CHECK(beside.world.workload.clients[1].metrics.first_asks > 10000);
}

TEST_CASE("users are dealt out to cities by population and to resolvers by share", "[build]") {
  const scenarios::Built built = build_text(R"(
    root { mini {} }
    resolvers { name: "a" sites: "Paris, FR" }
    resolvers { name: "b" sites: "Paris, FR" }
    populations { name: "p" users: "1,000" sites: "Paris, FR" sites: "Tokyo, JP"
                  resolver_mix { name: "a" share: "30%" } resolver_mix { name: "b" } })");
  std::uint64_t users = 0, with_a = 0, tokyo = 0;
  for (std::size_t i = 0; i < built.world.workload.clients.size(); ++i) {
    const std::uint64_t n = built.world.workload.clients[i].users;
    users += n;
    if (built.directory.clients[i].resolvers == "a") with_a += n;
    if (built.directory.clients[i].site == "Tokyo, JP") tokyo += n;
  }
  CHECK(users == 1000);
  CHECK(with_a >= 299);
  CHECK(with_a <= 301);
  CHECK(tokyo > 500);  // the larger city
}

TEST_CASE("a client of the command line asks its nearest resolver and changes nothing else",
          "[build]") {
  const auto plain = build_text(kKyoto);
  const auto extra = build_text(kKyoto, {.client = scenarios::ExtraClient{"Osaka, JP", "isp"},
                                         .checkers = true,
                                         .names = {"www.kyoto.example"}});
  REQUIRE(extra.client < extra.world.workload.clients.size());
  CHECK(extra.checkers.size() == 1);
  CHECK(address_of(plain, "mx1.kyoto.example") == address_of(extra, "mx1.kyoto.example"));
  CHECK(plain.client == UINT32_MAX);
}

TEST_CASE("ten thousand domains build in a few CPU seconds", "[build]") {
  const std::clock_t start = std::clock();
  const auto built = build_text(R"(
    resolvers { name: "isp" largest_cities: 100 }
    mail_providers { name: "big" domain: "big.example" largest_cities: 10 hosts: 10 }
    domains { name: "web" count: "10,000" mail { name: "big" share: "60%" } mail { name: "self" share: "30%" } mail { name: "none" } }
    populations { name: "p" users: "100,000" largest_cities: 100 mail { domain: "web" } }
    queries { population: "p" domains: "web" arrivals { rate: "1,000/s" } }
    messages { population: "p" to { name: "web" } arrivals { rate: "10/s" } })");
  CHECK(double(std::clock() - start) / CLOCKS_PER_SEC < 10);  // 1 s where it was written
  CHECK(built.world.workload.catalogues.front().names.size() == 30'000);
  CHECK(built.world.dns.authority.zones.size() > 10'000);
}

TEST_CASE("members of one anycast group at one site have luck of their own", "[build]") {
  const auto built = build_text(R"(
    root { mini {} }
    resolvers { name: "any" sites: "Lyon, FR" sites: "Oslo, NO" count: 4 anycast: true }
    name_servers { name: "ns1.shop.example" sites: "Paris, FR" sites: "Paris, FR" })");
  std::map<std::uint64_t, std::string> paths;
  for (net::HostId i = 0; i < built.world.network.hosts.size(); ++i) {
    const std::string& path = built.world.network.host_paths[i];
    CAPTURE(path);
    CHECK(paths.emplace(built.world.network.hosts[i].path_hash, path).second);
  }
  CHECK(paths.size() >= 6);
}

namespace {

/// The folder of this test's recording, gone with it.
struct RecordingFile {
  std::filesystem::path path = std::filesystem::temp_directory_path() /
                               ("waypost_mail_" + std::to_string(::getpid()) + ".csv");
  explicit RecordingFile(const std::string& rows) { std::ofstream(path) << rows; }
  ~RecordingFile() { std::filesystem::remove(path); }
  std::string messages() const {
    return "messages { population: \"lyon\" arrivals { recorded: \"" +
           std::filesystem::relative(path).string() + "\" } }";
  }
};

}  // namespace

TEST_CASE("recorded mail goes out when, to whom and as large as the file says", "[build]") {
  const RecordingFile file(
      "seconds,to,octets\n60,kyoto.example,5000\n"
      "90.5,kyoto.example reader@kyoto.example,70000\n");
  auto built = build_text(kKyoto + file.messages());
  const auto& demand = built.world.workload.senders[0].demands.back();
  REQUIRE(demand.recorded.size() == 2);
  CHECK(demand.arrivals.instants[1] == sim::Time{} + sim::milliseconds(90'500));
  CHECK(demand.recorded[1].to.size() == 2);
  CHECK(demand.recorded[1].octets == 70000);
  world::start(built.world);
  world::run(built.world, built.world.workload.horizon);
  const auto& results = built.world.mail.metrics.of(mail::MessageKind::user);
  CHECK(results.submitted == 1 + 3);
  CHECK(results.count(mail::Outcome::delivered_in_time) == 4);
}

TEST_CASE("bad rows of a recording are told with file and line", "[build]") {
  const RecordingFile file(
      "seconds,to,octets\n60,kyoto..example,5\nsoon,kyoto.example,5\n"
      "70,,5\n80,kyoto.example,many\n75,kyoto.example,5\n");
  const std::string all = mistakes(kKyoto + file.messages());
  std::size_t last = 0;
  for (const char* place : {".csv:2: ", ".csv:3: \"soon\"", ".csv:4: no recipient",
                            ".csv:5: \"many\"", ".csv:6: is earlier"}) {
    CAPTURE(all, place);
    const std::size_t at = all.find(place);
    REQUIRE(at != std::string::npos);
    CHECK(at >= last);  // in the order of lines
    last = at;
  }
}

TEST_CASE("each stream of messages has its own limit of lateness", "[build]") {
  auto built = build_text(kKyoto + R"(
    messages { population: "lyon" to { name: "kyoto.example" } arrivals { at: "+2m" } late_after: "1ms" })");
  world::start(built.world);
  world::run(built.world, built.world.workload.horizon);
  const auto& results = built.world.mail.metrics.of(mail::MessageKind::user);
  CHECK(results.count(mail::Outcome::delivered_in_time) == 1);
  CHECK(results.count(mail::Outcome::delivered_late) == 1);
}

TEST_CASE("the number of recipients can follow a Zipf law", "[build]") {
  const auto built = build_text(kKyoto + R"(
    messages { population: "lyon" to { name: "kyoto.example" } arrivals { at: "+2m" }
               recipients { zipf { exponent: 1.5 most: "50" } } })");
  CHECK(built.world.workload.senders[0].demands.back().recipients == sim::Law::zipf(1.5, 50));
}
