// SPDX-License-Identifier: Apache-2.0
// Expected verdicts: recording s7 (Postfix 3.7.11 on odd DNS data), RFC 5321 section 5.1, RFC 7505.
#include "models/mail/mail_routing.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "tests/mail/golden.hpp"
#include "tests/mail/scripted_dns.hpp"

using namespace waypost;
using namespace waypost::mail;
using namespace waypost::mail::test;

namespace {

RoutingRules ipv4_only() {
  RoutingRules rules;
  rules.ipv6 = false;
  return rules;
}

std::string text(EnhancedCode c) {
  return std::to_string(c.status_class) + "." + std::to_string(c.subject) + "." +
         std::to_string(c.detail);
}

struct Verdict {
  std::string status, code;
};

/// What Postfix would log, given that every host but the dead one takes the message.
struct DescribeEnd {
  const Routing& routing;
  net::AddressId dead;
  Verdict operator()(const Lookup&) const { return {}; }
  Verdict operator()(const Routed&) const {
    for (const Target& t : routing.targets)
      if (t.address != dead) return {"sent", "2.0.0"};
    return {"deferred", "4.4.1"};
  }
  Verdict operator()(const Deferred& d) const { return {"deferred", text(d.error.code)}; }
  Verdict operator()(const Undeliverable& u) const { return {"bounced", text(u.error.code)}; }
};

void add_common_zones(ScriptedDns& dns) {
  dns.add("goodmx.beta", "@ IN MX 10 m1");
  dns.add("goodmx.beta", "m1 IN A 198.18.90.1");
  dns.add("origin.alpha", "mta IN A 198.18.30.1");
  dns.failing[dns.names.intern("lame.beta").node] = dns::LookupStatus::try_again;
  dns.failing[dns.names.intern("dark.beta").node] = dns::LookupStatus::timed_out;
}

/// A domain with `hosts` exchangers "m0 .. mN" at preference 10, one IPv4 address each.
void add_equal_exchangers(ScriptedDns& dns, const std::string& domain, int hosts) {
  for (int i = 0; i < hosts; ++i) {
    const std::string host = "m" + std::to_string(i);
    dns.add(domain, "@ IN MX 10 " + host);
    dns.add(domain, host + " IN A 198.18.1." + std::to_string(i + 1));
  }
}

}  // namespace

TEST_CASE("every odd set of DNS records gets the verdict and code that Postfix was seen to give",
          "[mail][routing][replay]") {
  const auto golden = recording("s7-odd-mx");
  if (!golden) return;
  ScriptedDns dns;
  add_common_zones(dns);
  for (const auto& [key, entry] : golden->get_child("summary"))
    for (const auto& [k, line] : entry.get_child("records"))
      dns.add(entry.get<std::string>("case"), line.get_value<std::string>());
  dns.publish();
  for (const auto& [key, entry] : golden->get_child("summary")) {
    std::string domain = entry.get<std::string>("case");
    domain = domain.substr(domain.find('@') == std::string::npos ? 0 : domain.find('@') + 1);
    dns.names.intern(domain);
  }
  const NumericNames numeric(dns.names, dns.addresses);
  const std::vector<net::AddressId> own{dns.address("198.18.30.1"), dns.address("127.0.0.1")};
  const RoutingRules rules = ipv4_only();
  const RoutingView view{rules, dns.records, dns.addresses, numeric, own};
  int cases = 0;
  for (const auto& [key, entry] : golden->get_child("summary")) {
    std::string domain = entry.get<std::string>("case");
    domain = domain.substr(domain.find('@') == std::string::npos ? 0 : domain.find('@') + 1);
    CAPTURE(domain);
    Routing routing;
    const RoutingAction end = route(routing, view, dns, dns.names.intern(domain));
    const Verdict v = std::visit(DescribeEnd{routing, dns.address("198.18.90.9")}, end);
    CHECK(v.status == entry.get<std::string>("first_verdict.status"));
    CHECK(v.code == entry.get<std::string>("first_verdict.dsn"));
    ++cases;
  }
  CHECK(cases == 27);
}

TEST_CASE("the addresses of every exchanger are asked for before the first connection",
          "[mail][routing]") {
  ScriptedDns dns;
  add_equal_exchangers(dns, "five.test", 5);
  dns.publish();
  const NumericNames numeric(dns.names, dns.addresses);
  const RoutingRules rules;
  const RoutingView view{rules, dns.records, dns.addresses, numeric, {}};
  Routing routing;
  route(routing, view, dns, dns.names.intern("five.test"));
  CHECK(routing.targets.size() == 5);
  CHECK(dns.asked_types.size() == 11);  // 5 MX = 11 queries per message (MX, then A and AAAA)
}

TEST_CASE("equal preferences share the first place evenly over messages", "[mail][routing]") {
  ScriptedDns dns;
  add_equal_exchangers(dns, "equal.test", 3);
  dns.publish();
  const NumericNames numeric(dns.names, dns.addresses);
  const RoutingRules rules = ipv4_only();
  const RoutingView view{rules, dns.records, dns.addresses, numeric, {}};
  std::map<std::uint32_t, double> first;
  constexpr int kMessages = 3000;
  for (std::uint64_t message = 0; message < kMessages; ++message) {
    Routing routing;
    route(routing, view, dns, dns.names.intern("equal.test"));
    sim::Draw draw(sim::make_stream(1, 2, "mx order"), message, 0);
    order_targets(routing, view, draw, 0);
    limit_targets(routing, view);
    ++first[routing.targets[0].host.node];
  }
  REQUIRE(first.size() == 3);
  double chi2 = 0;
  for (const auto& [host, n] : first) chi2 += (n - 1000) * (n - 1000) / 1000;
  CHECK(chi2 < 9.21);  // 2 degrees of freedom, 1 %
}

TEST_CASE("round-robin by profile takes each equal exchanger in turn", "[mail][routing]") {
  ScriptedDns dns;
  add_equal_exchangers(dns, "turn.test", 3);
  dns.publish();
  const NumericNames numeric(dns.names, dns.addresses);
  RoutingRules rules = ipv4_only();
  rules.equal = EqualPreference::round_robin;
  const RoutingView view{rules, dns.records, dns.addresses, numeric, {}};
  std::map<std::uint32_t, int> first;
  for (std::uint32_t turn = 0; turn < 30; ++turn) {
    Routing routing;
    route(routing, view, dns, dns.names.intern("turn.test"));
    sim::Draw draw({1}, turn);
    order_targets(routing, view, draw, turn);
    ++first[routing.targets[0].host.node];
  }
  for (const auto& [host, n] : first) CHECK(n == 10);
}

TEST_CASE("five or more addresses on the primary hide the backup from Postfix", "[mail][routing]") {
  ScriptedDns dns;
  for (int i = 1; i <= 6; ++i) dns.add("hid.test", "big IN A 198.18.2." + std::to_string(i));
  dns.add("hid.test", "@ IN MX 10 big");
  dns.add("hid.test", "@ IN MX 20 backup");
  dns.add("hid.test", "backup IN A 198.18.3.1");
  dns.publish();
  const NumericNames numeric(dns.names, dns.addresses);
  RoutingRules rules = ipv4_only();
  const auto reaches_backup = [&] {
    const RoutingView view{rules, dns.records, dns.addresses, numeric, {}};
    Routing routing;
    route(routing, view, dns, dns.names.intern("hid.test"));
    sim::Draw draw({7}, 0);
    order_targets(routing, view, draw, 0);
    limit_targets(routing, view);
    return routing.targets.back().preference == 20;
  };
  CHECK_FALSE(reaches_backup());
  rules.address_limit = 0;
  CHECK(reaches_backup());
}

TEST_CASE("a long list keeps room for the rarer address family", "[mail][routing]") {
  ScriptedDns dns;
  add_equal_exchangers(dns, "dual.test", 6);
  dns.add("dual.test", "m5 IN AAAA 2001:db8::25");
  dns.publish();
  const NumericNames numeric(dns.names, dns.addresses);
  const RoutingRules rules;
  const RoutingView view{rules, dns.records, dns.addresses, numeric, {}};
  for (std::uint64_t message = 0; message < 50; ++message) {
    Routing routing;
    route(routing, view, dns, dns.names.intern("dual.test"));
    sim::Draw draw({7}, message);
    order_targets(routing, view, draw, 0);
    limit_targets(routing, view);
    REQUIRE(routing.targets.size() == 5);
    const auto v6 =
        std::count_if(routing.targets.begin(), routing.targets.end(), [&](const Target& t) {
          return dns.addresses.address(t.address).family == net::Family::v6;
        });
    CHECK(v6 == 1);
  }
}

TEST_CASE("RFC 7505 wants a null MX alone; a strict sender uses the other exchanger",
          "[mail][routing]") {
  ScriptedDns dns;
  dns.add("mixed.test", "@ IN MX 0 .");
  dns.add("mixed.test", "@ IN MX 10 good");
  dns.add("mixed.test", "good IN A 198.18.4.1");
  dns.publish();
  const NumericNames numeric(dns.names, dns.addresses);
  RoutingRules rules = ipv4_only();
  rules.null_mx_among_others = false;
  const RoutingView view{rules, dns.records, dns.addresses, numeric, {}};
  Routing routing;
  const auto end = route(routing, view, dns, dns.names.intern("mixed.test"));
  CHECK(std::holds_alternative<Routed>(end));
  CHECK(routing.targets.size() == 1);
}
