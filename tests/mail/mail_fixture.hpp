// SPDX-License-Identifier: Apache-2.0
// A mail world for tests, through the real engine, network and DNS: a sending host beside its
// resolver, receiving hosts 10 ms away, as in the recordings (RTT 20 ms). Copying it copies the
// run.
#pragma once

#include <algorithm>
#include <functional>
#include <map>

#include "models/mail/mail_host.hpp"
#include "tests/dns/resolver_fixture.hpp"

namespace waypost::mail::test {

using waypost::test::World;

struct MailWorld {
  World base;
  Mail mail;
  std::map<std::string, std::vector<std::string>> zones;  ///< records by domain, until publish()
  std::multimap<sim::Time, std::function<void(MailWorld&)>> steps;
  std::uint64_t sent = 0;
  MailHostId origin = 0;

  explicit MailWorld(const SenderProfile& profile, std::uint64_t seed = 1,
                     const dns::ResolverProfile& resolver = dns::unbound_profile())
      : base(seed) {
    base.add_hint("a.root.", "198.18.0.1");
    resolver_profile = &resolver;
    origin = add_host("mta.origin.alpha", "198.18.30.1", {}, profile);
    mail.hosts[origin].domains.set(base.dns.names.intern("origin.alpha"), {});
    zones["origin.alpha"] = {"origin.alpha. 3600 MX 10 mta.origin.alpha.",
                             "mta.origin.alpha. 3600 A 198.18.30.1"};
  }

  /// IPv4 only, as the recordings; unbound resolver; service time zero. Sending processes are there
  /// already, as in all recordings but one (b = 0 in the log's a/b/c/d).
  static SenderProfile recorded_postfix() {
    SenderProfile p;
    p.routing.ipv6 = false;
    return p;
  }

  MailHostId add_host(const std::string& name, const std::string& address, sim::Duration access,
                      std::optional<SenderProfile> sends = std::nullopt) {
    const net::HostId host =
        net::add_host(base.network, name, {.site = base.site, .access = access});
    REQUIRE_FALSE(net::claim_address(base.network, host, *net::parse_address(address)));
    ReceivingProfile receives;
    receives.service_seconds = sim::Law();
    return add_mail_host(mail, base.engine, base.network, host,
                         sends ? std::make_shared<const SenderProfile>(*sends) : nullptr, receives);
  }
  /// A receiving host 10 ms away that takes mail for `domains`.
  MailHost& add_receiver(const std::string& name, const std::string& address,
                         const std::vector<std::string>& domains) {
    MailHost& host = mail.hosts[add_host(name, address, sim::milliseconds(10))];
    for (const std::string& d : domains) host.domains.set(base.dns.names.intern(d), {});
    return host;
  }
  MailHost& sender() { return mail.hosts[origin]; }
  MailHost& host(const std::string& name) {
    for (MailHost& h : mail.hosts)
      if (base.network.host_paths[h.host] == name) return h;
    FAIL("no mail host " + name);
    return mail.hosts[0];
  }
  void set_port(const std::string& name, net::PortState state) {
    net::set_port(base.network, host(name).host, net::Service::smtp, state);
  }

  /// A domain with MX `exchangers` ("10 m1" = m1.DOMAIN) and their addresses; hosts are added,
  /// alive.
  void add_domain(const std::string& domain,
                  const std::vector<std::pair<int, std::string>>& exchangers, int ttl = 3600) {
    const std::string t = " " + std::to_string(ttl) + " ";
    int i = 0;
    for (const auto& [preference, address] : exchangers)
      zones[domain].push_back(domain + "." + t + "MX " + std::to_string(preference) + " m" +
                              std::to_string(++i) + "." + domain + ".");
    i = 0;
    for (const auto& [preference, address] : exchangers) {
      const std::string name = "m" + std::to_string(++i) + "." + domain;
      zones[domain].push_back(name + "." + t + "A " + address);
      add_receiver(name, address, {domain});
    }
  }

  /// Zones, resolver and stubs. All hosts are known.
  void publish() {
    std::vector<std::string> root{". 86400 SOA 900", ". 86400 NS a.root.",
                                  "a.root. 86400 A 198.18.0.1"};
    const std::vector<std::string> alpha{"198.18.1.1", "198.18.1.2"};
    for (const auto& [domain, lines] : zones) {
      const std::string apex = domain + ".";
      root.insert(root.end(),
                  {apex + " 86400 NS ns1." + apex, "ns1." + apex + " 86400 A 198.18.1.1"});
      std::vector<std::string> all{apex + " 3600 SOA 900", apex + " 86400 NS ns1." + apex,
                                   "ns1." + apex + " 86400 A 198.18.1.1"};
      all.insert(all.end(), lines.begin(), lines.end());
      base.add_zone(apex, all, {"198.18.1.1"});
    }
    base.add_zone(".", root, {"198.18.0.1"});
    base.add_resolver("198.18.99.1", *resolver_profile);
    finish_build(mail, base.dns.names, base.network.addresses);
    for (MailHost& h : mail.hosts) {
      h.stub = dns::StubResolver(h.host, base.network.hosts[h.host].ipv4,
                                 sim::make_stream(base.seed, h.path_hash, "lookup"));
      h.stub.add_server(base.network.addresses.intern(*net::parse_address("198.18.99.1")));
    }
    base.publish();
  }

  Context context() { return {{base.engine, base.network, base.dns, trace}, mail}; }

  /// A message from sender@origin.alpha to users 1..n of each domain, now.
  void send(const std::vector<std::string>& domains, std::uint32_t users = 1,
            std::uint32_t octets = 2'000) {
    Message m;
    m.content.id = {sim::hash_text("population"), sent++};
    m.content.sender = {base.dns.names.intern("origin.alpha"), 7};
    m.content.submitted = base.engine.now();
    m.content.octets = octets;
    for (const std::string& d : domains)
      for (std::uint32_t u = 1; u <= users; ++u)
        m.recipients.push_back({{base.dns.names.intern(d), u}, {}});
    Context c = context();
    submit(c, sender(), std::move(m));
  }

  /// Calls `step` at `at`; steps of one instant in the order they were added.
  void at(sim::Duration when, std::function<void(MailWorld&)> step) {
    steps.emplace(sim::Time{} + when, std::move(step));
  }

  void run(sim::Duration until) {
    const sim::Time end = sim::Time{} + until;
    while (!steps.empty() && steps.begin()->first <= end) {
      const auto step = steps.extract(steps.begin());
      run_events(step.key());
      step.mapped()(*this);
    }
    run_events(end);
  }
  void run_events(sim::Time until) {
    base.engine.run(until, [this](const sim::Event& event) {
      Context c = context();
      if (watch) watch(event);
      if (!handle(c, event)) base.handle(event);
      return true;
    });
  }

  const Results& results() const { return mail.metrics.of(MessageKind::user); }
  std::uint64_t received(const std::string& name) { return host(name).ledger.accepted; }

  const dns::ResolverProfile* resolver_profile;
  sim::TraceSink* trace = nullptr;
  std::function<void(const sim::Event&)> watch;
};

}  // namespace waypost::mail::test
