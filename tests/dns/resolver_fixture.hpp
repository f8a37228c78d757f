// SPDX-License-Identifier: Apache-2.0
// A small world for resolver tests: name servers 10 ms away from a resolver, clients beside it, all
// through the real engine, network and servers. Zones are written in lines "owner TTL type data".
// Plain data: copying a World copies the run.
#pragma once

#include <sstream>
#include <string>
#include <vector>

#include "models/dns/dns.hpp"
#include "models/dns/events.hpp"
#include "models/dns/stub_resolver.hpp"
#include "models/net/fault.hpp"
#include "models/net/network.hpp"
#include "sim/trace.hpp"

namespace waypost::test {

/// A query that reached the place of a name server, whether or not that is up.
struct Asked {
  sim::Time at;          ///< when it was sent, by the resolver's clock
  std::string server;    ///< its address
  std::string question;  ///< "www.shop.alpha. A"
  bool tcp = false;
};

/// How a client's lookup ended.
struct Told {
  dns::LookupResult result;
  sim::Time at{};
  std::uint64_t token = 0;
};

struct World {
  sim::Engine engine;
  net::Network network;
  dns::Dns dns;
  std::vector<Asked> asked;
  std::vector<Told> told;
  std::vector<dns::StubResolver> stubs;
  std::vector<sim::EntityId> stub_entities;
  std::vector<dns::RootHint> hints;
  std::uint64_t seed;
  net::SiteId site;
  sim::Duration one_way = sim::milliseconds(10);
  std::uint64_t lookups = 0;
  sim::TraceSink* trace = nullptr;

  explicit World(std::uint64_t run_seed = 1) : engine(run_seed), seed(run_seed) {
    network.latency.fixed_ms = 0;
    site = net::add_site(network, {.path = "lab", .position = {0, 0}});
  }

  net::HostId add_host(const std::string& path, const std::string& address, sim::Duration access) {
    const std::uint64_t hash = sim::hash_text(path);
    const sim::EntityId entity = engine.add_entity(hash);
    const net::HostId host =
        net::add_host(network, path, {.site = site, .entity = entity, .access = access});
    (void)net::claim_address(network, host, *net::parse_address(address));
    return host;
  }

  /// A name server at `address`; its path is the address.
  std::uint32_t add_server(const std::string& address) {
    const net::HostId host = add_host(address, address, one_way);
    dns::AuthoritativeServer server;
    server.entity = network.hosts[host].entity;
    server.host = host;
    server.luck = sim::make_stream(seed, sim::hash_text(address), "query");
    return dns::add_server(dns, server);
  }
  dns::AuthoritativeServer& server(const std::string& address) {
    for (dns::AuthoritativeServer& s : dns.authority.servers)
      if (network.host_paths[s.host] == address) return s;
    return dns.authority.servers[add_server(address)];
  }
  net::HostId host(const std::string& path) const {
    for (net::HostId h = 0; h < network.hosts.size(); ++h)
      if (network.host_paths[h] == path) return h;
    return net::kNone;
  }

  /// Publishes the zone at `apex` on the servers with these addresses.
  void add_zone(const std::string& apex, const std::vector<std::string>& lines,
                const std::vector<std::string>& addresses) {
    const dns::Name name = dns.names.intern(apex);
    std::vector<dns::RecordSetId> sets;
    std::vector<std::pair<std::string, std::vector<dns::Rdata>>> pending;  // "owner ttl type"
    for (const std::string& line : lines) add_line(line, pending);
    for (auto& [key, data] : pending) sets.push_back(make_set(key, data));
    const dns::ZoneId zone =
        dns.authority.zones.add(dns::make_zone(dns.names, dns.records, name, sets));
    for (const std::string& address : addresses) dns::publish_zone(server(address), name, zone);
  }

  void add_hint(const std::string& name, const std::string& address) {
    hints.push_back(
        {dns.names.intern(name), network.addresses.intern(*net::parse_address(address))});
  }

  std::uint32_t add_resolver(const std::string& address, const dns::ResolverProfile& profile) {
    const net::HostId host = add_host(address, address, {});
    dns::RecursiveResolver r(network.hosts[host].entity, host, profile, seed,
                             sim::hash_text(address));
    r.hints = std::make_shared<const std::vector<dns::RootHint>>(hints);
    return dns::add_resolver(dns, std::move(r));
  }
  dns::RecursiveResolver& resolver(std::size_t i = 0) { return dns.resolvers[i]; }

  /// A client that asks these resolvers in turn; its index.
  std::size_t add_client(const std::string& path, const std::vector<std::string>& resolvers,
                         dns::StubOptions options = {}) {
    const std::string address = "198.19.0." + std::to_string(stubs.size() + 1);
    const net::HostId host = add_host(path, address, {});
    stubs.emplace_back(host, network.hosts[host].ipv4,
                       sim::make_stream(seed, sim::hash_text(path), "lookup"), options);
    for (const std::string& r : resolvers)
      stubs.back().add_server(network.addresses.intern(*net::parse_address(r)));
    stub_entities.push_back(network.hosts[host].entity);
    return stubs.size() - 1;
  }

  /// Call after all hosts are there.
  void publish() { net::publish(network); }

  /// Starts a lookup at a client; `token` comes back in Told.
  std::uint64_t ask(const std::string& name, dns::RecordType type = dns::RecordType::a,
                    std::size_t client = 0) {
    dns::Context context{engine, network, dns, trace};
    const std::uint64_t token = ++lookups;
    stubs[client].lookup(context, stub_entities[client], {dns.names.intern(name), type}, token,
                         token);
    return token;
  }

  void run(sim::Time until) {
    engine.run(until, [this](const sim::Event& event) { return handle(event), true; });
  }
  void run_for(sim::Duration d) { run(engine.now() + d); }

  /// Asks and waits, at most ten minutes of simulated time.
  Told look_up(const std::string& name, dns::RecordType type = dns::RecordType::a,
               std::size_t client = 0) {
    const std::uint64_t token = ask(name, type, client);
    engine.run(engine.now() + sim::minutes(10), [&](const sim::Event& event) {
      handle(event);
      return told.empty() || told.back().token != token;
    });
    return told.empty() || told.back().token != token ? Told{} : told.back();
  }

  /// "root www.shop.alpha. A" ...: what was asked since the last call, server by address.
  std::vector<std::string> questions() {
    std::vector<std::string> out;
    for (const Asked& a : asked) out.push_back(a.server + " " + a.question);
    asked.clear();
    return out;
  }
  /// How many of `asked` went to servers whose address begins so.
  int count(const std::string& prefix) const {
    int n = 0;
    for (const Asked& a : asked) n += a.server.rfind(prefix, 0) == 0;
    return n;
  }

  void handle(const sim::Event& event) {
    dns::Context context{engine, network, dns, trace};
    for (std::size_t i = 0; i < stubs.size(); ++i)
      if (stub_entities[i] == event.target) return handle_at_client(context, i, event);
    log(event);
    dns::handle(context, event);
  }

 private:
  void handle_at_client(dns::Context& context, std::size_t i, const sim::Event& event) {
    dns::StubResolver& stub = stubs[i];
    if (event.kind == dns::kDatagram) {
      const dns::Datagram d = dns::take_datagram(dns, event.argument);
      if (auto end = stub.on_datagram(context, event.target, d))
        told.push_back({end->result, engine.now(), end->token});
      return;
    }
    while (auto end = stub.on_timer(context, event.target))
      told.push_back({dns::to_result(*end), engine.now(), end->token});
  }

  void log(const sim::Event& event) {
    const bool at_server = event.target < dns.roles.size() &&
                           dns.roles[event.target].kind == dns::Role::Kind::authoritative;
    if (!at_server || event.kind != dns::kDatagram) return;
    const dns::Datagram& d = dns.datagrams.at(sim::SlotRef::unpack(event.argument));
    const dns::Question& q = d.message.question;
    const bool tcp = d.transport == dns::Transport::tcp;  // the handshake comes first
    asked.push_back({event.at() - one_way * (tcp ? 3 : 1),
                     to_text(network.addresses.address(d.destination)),
                     dns.names.text(q.qname) + " " + std::string(dns::to_text(q.qtype)), tcp});
  }

  using Pending = std::vector<std::pair<std::string, std::vector<dns::Rdata>>>;
  void add_line(const std::string& line, Pending& pending) {
    std::istringstream in(line);
    std::string owner, ttl, type, data;
    in >> owner >> ttl >> type >> data;
    const std::string key = owner + " " + ttl + " " + type;
    if (pending.empty() || pending.back().first != key) pending.push_back({key, {}});
    dns::Rdata rdata;
    rdata.wire_octets = 16;
    if (type == "A") {
      rdata.address = network.addresses.intern(*net::parse_address(data));
    } else if (type == "MX") {
      rdata.preference = static_cast<std::uint16_t>(std::stoi(data));
      in >> data;
      rdata.name = dns.names.intern(data);
    } else if (type == "SOA") {
      const auto minimum = static_cast<std::uint32_t>(std::stoul(data));
      rdata.detail = dns.records.add_soa({.serial = 1, .minimum = minimum});
    } else if (type != "TXT") {
      rdata.name = dns.names.intern(data);
    }
    pending.back().second.push_back(rdata);
  }
  dns::RecordSetId make_set(const std::string& key, const std::vector<dns::Rdata>& data) {
    std::istringstream in(key);
    std::string owner, type;
    std::uint32_t ttl = 0;
    in >> owner >> ttl >> type;
    dns::RecordType record_type{};
    dns::parse_record_type(type, record_type);
    std::uint64_t content = sim::hash_text(key);
    for (const dns::Rdata& r : data)
      content = sim::mix(content, sim::mix(dns.names.hash(r.name), r.address));
    return dns.records.add(dns.names.intern(owner), record_type, ttl, data, content);
  }
};

/// The world of the recordings: two root servers, TLDs alpha and beta with two servers each, leaf
/// zones with two servers each (docs of the golden figures: "2 servers per level").
inline World make_recorded_world(const dns::ResolverProfile& profile, std::uint64_t seed = 1) {
  World w(seed);
  const std::vector<std::string> root{"198.18.0.1", "198.18.0.2"};
  const std::vector<std::string> alpha{"198.18.1.1", "198.18.1.2"};
  const std::vector<std::string> beta{"198.18.2.1", "198.18.2.2"};
  const std::vector<std::string> shop{"198.18.10.1", "198.18.10.2"};
  const std::vector<std::string> mill{"198.18.11.1", "198.18.11.2"};
  w.add_zone(
      ".",
      {". 86400 SOA 900", ". 86400 NS a.root.", ". 86400 NS b.root.", "a.root. 86400 A 198.18.0.1",
       "b.root. 86400 A 198.18.0.2", "alpha. 86400 NS ns1.alpha.", "alpha. 86400 NS ns2.alpha.",
       "ns1.alpha. 86400 A 198.18.1.1", "ns2.alpha. 86400 A 198.18.1.2", "beta. 86400 NS ns1.beta.",
       "beta. 86400 NS ns2.beta.", "ns1.beta. 86400 A 198.18.2.1", "ns2.beta. 86400 A 198.18.2.2"},
      root);
  w.add_zone("alpha.",
             {"alpha. 3600 SOA 900", "alpha. 86400 NS ns1.alpha.", "alpha. 86400 NS ns2.alpha.",
              "ns1.alpha. 86400 A 198.18.1.1", "ns2.alpha. 86400 A 198.18.1.2",
              "shop.alpha. 3600 NS ns1.shop.alpha.", "shop.alpha. 3600 NS ns2.shop.alpha.",
              "ns1.shop.alpha. 3600 A 198.18.10.1", "ns2.shop.alpha. 3600 A 198.18.10.2",
              "mill.alpha. 3600 NS ns1.mill.alpha.", "mill.alpha. 3600 NS ns2.mill.alpha.",
              "ns1.mill.alpha. 3600 A 198.18.11.1", "ns2.mill.alpha. 3600 A 198.18.11.2"},
             alpha);
  w.add_zone("beta.",
             {"beta. 3600 SOA 900", "beta. 86400 NS ns1.beta.", "beta. 86400 NS ns2.beta.",
              "ns1.beta. 86400 A 198.18.2.1", "ns2.beta. 86400 A 198.18.2.2",
              "cafe.beta. 3600 NS ns1.shop.alpha.", "cafe.beta. 3600 NS ns2.shop.alpha."},
             beta);
  w.add_zone("shop.alpha.",
             {"shop.alpha. 3600 SOA 900", "shop.alpha. 3600 NS ns1.shop.alpha.",
              "shop.alpha. 3600 NS ns2.shop.alpha.", "ns1.shop.alpha. 3600 A 198.18.10.1",
              "ns2.shop.alpha. 3600 A 198.18.10.2", "www.shop.alpha. 3600 A 198.18.30.1",
              "mail.shop.alpha. 3600 A 198.18.30.2", "shop.alpha. 3600 MX 10 mx1.shop.alpha.",
              "mx1.shop.alpha. 3600 A 198.18.30.3", "a.b.c.shop.alpha. 3600 A 198.18.30.4",
              "alias.shop.alpha. 3600 CNAME www.shop.alpha."},
             shop);
  w.add_zone("cafe.beta.",
             {"cafe.beta. 3600 SOA 900", "cafe.beta. 3600 NS ns1.shop.alpha.",
              "cafe.beta. 3600 NS ns2.shop.alpha.", "www.cafe.beta. 3600 A 198.18.30.5"},
             shop);
  w.add_zone("mill.alpha.",
             {"mill.alpha. 3600 SOA 900", "mill.alpha. 3600 NS ns1.mill.alpha.",
              "mill.alpha. 3600 NS ns2.mill.alpha.", "ns1.mill.alpha. 3600 A 198.18.11.1",
              "ns2.mill.alpha. 3600 A 198.18.11.2", "www.mill.alpha. 3600 A 198.18.30.6"},
             mill);
  w.add_hint("a.root.", "198.18.0.1");
  w.add_hint("b.root.", "198.18.0.2");
  w.add_resolver("198.18.99.1", profile);
  w.add_client("client", {"198.18.99.1"});
  w.publish();
  return w;
}

}  // namespace waypost::test
