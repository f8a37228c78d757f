// SPDX-License-Identifier: Apache-2.0
// The receiver's checks alone: SPF against the examples and limits of RFC 7208, the DMARC tree walk
// of RFC 9989, greylisting against postgrey's rules and the birthday problem.
#include <catch2/catch.hpp>

#include "models/mail/policy/dmarc.hpp"
#include "models/mail/policy/greylist.hpp"
#include "sim/random.hpp"
#include "tests/mail/scripted_dns.hpp"

using namespace waypost;
using namespace waypost::mail;
using namespace waypost::mail::test;

namespace {

struct PolicyWorld {
  ScriptedDns dns;
  Published published;

  /// After the last record.
  void publish() {
    dns.publish();
    published.read(dns.names, dns.records, dns.addresses);
  }
  PolicyView view() const { return {published, dns.names, dns.records, dns.addresses}; }

  SpfResult spf(const std::string& domain, const std::string& client) {
    SpfCheck check;
    PolicyAction action = start(check, dns.names.intern(domain), dns.address(client));
    while (const auto* lookup = std::get_if<PolicyLookup>(&action))
      action = on_answer(check, view(), dns.answer(lookup->question));
    return check.result;
  }
  DmarcCheck dmarc(const std::string& author) {
    DmarcCheck check;
    PolicyAction action = start(check, view(), dns.names.intern(author));
    while (const auto* lookup = std::get_if<PolicyLookup>(&action))
      action = on_answer(check, view(), dns.answer(lookup->question));
    return check;
  }
};

/// RFC 7208 appendix A.
PolicyWorld appendix_a(const std::string& record) {
  PolicyWorld w;
  for (const char* line :
       {"@ IN MX 10 mail-a", "@ IN MX 20 mail-b", "@ IN A 192.0.2.10", "@ IN A 192.0.2.11",
        "amy IN A 192.0.2.65", "bob IN A 192.0.2.66", "mail-a IN A 192.0.2.129",
        "mail-b IN A 192.0.2.130", "www IN CNAME example.com."})
    w.dns.add("example.com", line);
  for (const char* line : {"@ IN MX 10 mail-c", "mail-c IN A 192.0.2.140"})
    w.dns.add("example.org", line);
  for (const char* line :
       {"10 IN PTR example.com.", "65 IN PTR amy.example.com.", "66 IN PTR bob.example.com.",
        "129 IN PTR mail-a.example.com.", "140 IN PTR mail-c.example.org."})
    w.dns.add("2.0.192.in-addr.arpa", line);
  w.dns.add("example.com", "@ IN TXT \"" + record + "\"");
  w.publish();
  return w;
}

}  // namespace

TEST_CASE("SPF says of every example of RFC 7208 appendix A.1 what the RFC says",
          "[mail][policy]") {
  const auto [record, passing] = GENERATE(table<std::string, std::vector<std::string>>(
      {{"v=spf1 +all", {"192.0.2.10", "192.0.2.65", "192.0.2.129", "192.0.2.140", "203.0.113.1"}},
       {"v=spf1 a -all", {"192.0.2.10"}},
       {"v=spf1 a:example.org -all", {}},
       {"v=spf1 mx -all", {"192.0.2.129"}},
       {"v=spf1 mx:example.org -all", {"192.0.2.140"}},
       {"v=spf1 mx mx:example.org -all", {"192.0.2.129", "192.0.2.140"}},
       {"v=spf1 mx/30 mx:example.org/30 -all", {"192.0.2.129", "192.0.2.140"}},
       {"v=spf1 ptr -all", {"192.0.2.10", "192.0.2.65", "192.0.2.129"}},
       {"v=spf1 ip4:192.0.2.128/28 -all", {"192.0.2.129", "192.0.2.140"}}}));
  PolicyWorld w = appendix_a(record);
  CAPTURE(record);
  for (const char* client :
       {"192.0.2.10", "192.0.2.65", "192.0.2.129", "192.0.2.140", "203.0.113.1"}) {
    CAPTURE(client);
    const bool passes = std::find(passing.begin(), passing.end(), client) != passing.end();
    const SpfResult expected = passes ? SpfResult::pass : SpfResult::fail;
    // The PTR record of .10 leads back only if its name has the address: it does.
    CHECK(w.spf("example.com", client) == expected);
  }
}

TEST_CASE("an include passes on a pass only, a redirect passes on everything", "[mail][policy]") {
  PolicyWorld w;
  w.dns.add("in.example", "@ IN TXT v=spf1 ip4:192.0.2.1 -all");
  w.dns.add("a.example", "@ IN TXT v=spf1 include:in.example ?all");
  w.dns.add("b.example", "@ IN TXT v=spf1 redirect=in.example");
  w.dns.add("c.example", "@ IN TXT v=spf1 include:nothing.example -all");
  w.dns.add("d.example", "@ IN TXT v=spf1 -include:in.example ~all");
  w.publish();
  CHECK(w.spf("a.example", "192.0.2.1") == SpfResult::pass);
  CHECK(w.spf("a.example", "192.0.2.2") == SpfResult::neutral);
  CHECK(w.spf("b.example", "192.0.2.2") == SpfResult::fail);
  CHECK(w.spf("c.example", "192.0.2.1") == SpfResult::permanent_error);
  CHECK(w.spf("d.example", "192.0.2.1") == SpfResult::fail);
  CHECK(w.spf("d.example", "192.0.2.2") == SpfResult::soft_fail);
}

TEST_CASE("SPF keeps the limits of RFC 7208 section 4.6.4", "[mail][policy]") {
  PolicyWorld w;
  std::string ten = "v=spf1", eleven;
  for (int i = 0; i < 10; ++i) ten += " include:i" + std::to_string(i) + ".example";
  eleven = ten + " a -all";
  ten += " -all";
  for (int i = 0; i < 10; ++i)
    w.dns.add("i" + std::to_string(i) + ".example", "@ IN TXT v=spf1 ?all");
  w.dns.add("ten.example", "@ IN TXT " + ten);
  w.dns.add("eleven.example", "@ IN TXT " + eleven);
  w.dns.add("void.example", "@ IN TXT v=spf1 a:v1.example a:v2.example a:v3.example -all");
  w.dns.add("two.example", "@ IN TXT v=spf1 -all");
  w.dns.add("two.example", "@ IN TXT v=spf1 +all");
  w.dns.add("odd.example", "@ IN TXT v=spf1 ipv4:192.0.2.1 -all");
  w.dns.add("text.example", "@ IN TXT hello");
  w.dns.add("dark.example", "@ IN TXT v=spf1 -all");
  w.publish();
  w.dns.failing[w.dns.names.intern("dark.example").node] = dns::LookupStatus::timed_out;
  CHECK(w.spf("ten.example", "192.0.2.1") == SpfResult::fail);
  CHECK(w.spf("eleven.example", "192.0.2.1") == SpfResult::permanent_error);
  CHECK(w.spf("void.example", "192.0.2.1") == SpfResult::permanent_error);
  CHECK(w.spf("two.example", "192.0.2.1") == SpfResult::permanent_error);
  CHECK(w.spf("odd.example", "192.0.2.1") == SpfResult::permanent_error);
  CHECK(w.spf("text.example", "192.0.2.1") == SpfResult::none);
  CHECK(w.spf("dark.example", "192.0.2.1") == SpfResult::temporary_error);
}

TEST_CASE("the DMARC tree walk asks the author domain, then its parents, eight times at most",
          "[mail][policy]") {
  PolicyWorld w;
  w.dns.add("example.com", "_dmarc IN TXT v=DMARC1; p=reject; sp=quarantine");
  w.dns.add("strict.example", "_dmarc IN TXT v=DMARC1; p=reject; psd=n; aspf=s");
  w.dns.add("gov.example", "_dmarc IN TXT v=DMARC1; p=none; psd=y");
  w.dns.names.intern("a.b.c.d.e.f.g.h.mail.example.com");
  w.dns.names.intern("dept.gov.example");
  w.publish();
  const auto queries = [&](const std::string& author) {
    w.dns.asked_names.clear();
    w.dmarc(author);
    return w.dns.asked_names.size();
  };
  CHECK(queries("example.com") == 2);  // itself and com
  CHECK(queries("mail.example.com") == 3);
  CHECK(queries("strict.example") == 1);  // psd=n ends the walk
  CHECK(queries("a.b.c.d.e.f.g.h.mail.example.com") == 8);

  const auto name = [&](const char* text) { return w.dns.names.intern(text); };
  const DmarcCheck own = w.dmarc("example.com"), below = w.dmarc("mail.example.com");
  const DmarcCheck strict = w.dmarc("strict.example"), under_suffix = w.dmarc("dept.gov.example");
  const auto asked = [&](const DmarcCheck& c, bool spf, const char* domain, bool dkim) {
    return requested(c, w.view(), spf, name(domain), dkim);
  };
  CHECK(asked(own, false, "evil.example", false) == DmarcPolicy::reject);
  CHECK(asked(below, false, "evil.example", false) == DmarcPolicy::quarantine);
  CHECK(asked(own, true, "evil.example", false) == DmarcPolicy::reject);  // passes, not aligned
  CHECK(asked(own, true, "bounces.example.com", false) == DmarcPolicy::none);  // relaxed
  CHECK(asked(own, false, "evil.example", true) == DmarcPolicy::none);         // DKIM speaks for it
  CHECK(asked(strict, true, "mail.strict.example", false) == DmarcPolicy::reject);
  CHECK(asked(strict, true, "strict.example", false) == DmarcPolicy::none);
  CHECK(under_suffix.organisation == name("dept.gov.example"));
}

TEST_CASE("greylisting delays a message until the first retry past the threshold",
          "[mail][policy]") {
  // papers.md: delay = first retry >= threshold; the last column of its table, Postfix's own
  // schedule.
  const auto [threshold, expected] =
      GENERATE(table<int, int>({{300, 300}, {900, 1200}, {1800, 2400}, {3600, 4800}}));
  Greylist list;
  const GreylistProfile profile{.delay = sim::seconds(threshold)};
  const net::Address client = *net::parse_address("192.0.2.1");
  int passed = -1;
  for (const int t : {0, 300, 600, 1200, 2400, 4800, 8800})
    if (passed < 0 && list.passes(profile, client, {{1, 0}, 1}, {{2, 0}, 2}, {sim::seconds(t).ns}))
      passed = t;
  CHECK(passed == expected);
}

TEST_CASE("a network is let through after five passes, one counted per hour", "[mail][policy]") {
  Greylist list;
  const GreylistProfile profile;
  const auto passes = [&](const char* client, std::uint32_t user, double hours) {
    return list.passes(profile, *net::parse_address(client), {{1, 0}, user}, {{2, 0}, 2},
                       sim::Time{} + sim::from_seconds(3600 * hours));
  };
  for (std::uint32_t i = 0; i < 5; ++i) {
    CHECK_FALSE(passes("192.0.2.1", i, 2.0 * i));
    CHECK(passes("192.0.2.77", i, 2.0 * i + 0.1));  // the same /24
    CHECK(passes("192.0.2.1", i, 2.0 * i + 0.2));   // within the hour: not counted
  }
  CHECK(passes("192.0.2.1", 99, 10));
  CHECK_FALSE(passes("192.0.3.1", 99, 10));
  CHECK_FALSE(passes("192.0.2.1", 98, 10 + 36 * 24));  // forgotten after 35 days
}

TEST_CASE("a pool of N networks needs as many attempts as the birthday problem says",
          "[mail][policy]") {
  // Expected draws until a network comes a second time: sum over k of N! / ((N-k)! N^k), about
  // 1 + sqrt(pi N / 2). 4,000 messages; the standard error is below 1 %.
  const int networks = GENERATE(5, 50, 200);
  double expected = 1, term = 1;
  for (int k = 1; k <= networks; ++k)
    expected += term *= static_cast<double>(networks - k + 1) / networks;
  const GreylistProfile profile{.client_passes = 0};
  Greylist list;
  std::uint64_t attempts = 0;
  constexpr std::uint32_t kMessages = 4000;
  for (std::uint32_t m = 0; m < kMessages; ++m) {
    sim::Draw draw(sim::make_stream(1, 2, "pool"), m);
    for (int t = 0;; ++t) {
      ++attempts;
      const auto network = draw.below(static_cast<std::uint32_t>(networks));
      const net::Address client = net::make_v4((10u << 24) + (network << 8) + draw.below(250));
      if (list.passes(profile, client, {{1, 0}, m}, {{2, 0}, m}, {sim::minutes(10 * t).ns})) break;
    }
  }
  CHECK(static_cast<double>(attempts) / kMessages == Approx(expected).epsilon(0.03));
}

TEST_CASE("np of DMARC speaks for subdomains that do not exist, and costs one lookup more",
          "[mail][policy]") {
  // RFC 9989 section 4.7: np, else sp, else p; a domain that is NXDOMAIN does not exist (RFC 8020).
  PolicyWorld w;
  w.dns.add("shop.example", "@ IN A 192.0.2.1");
  w.dns.add("shop.example", "_dmarc IN TXT v=DMARC1; p=reject; sp=none; np=quarantine");
  w.dns.add("shop.example", "news IN A 192.0.2.2");
  w.dns.add("other.example", "_dmarc IN TXT v=DMARC1; p=reject; sp=none");
  w.publish();
  const auto asked = [&](const std::string& author) {
    w.dns.asked_names.clear();
    const DmarcCheck check = w.dmarc(author);
    return std::pair(requested(check, w.view(), false, {}, false), w.dns.asked_names.size());
  };
  CHECK(asked("shop.example").first == DmarcPolicy::reject);
  CHECK(asked("news.shop.example").first == DmarcPolicy::none);
  CHECK(asked("nobody.shop.example").first == DmarcPolicy::quarantine);
  CHECK(asked("nobody.other.example").first == DmarcPolicy::none);
  CHECK(asked("nobody.shop.example").second == asked("nobody.other.example").second + 1);
}
