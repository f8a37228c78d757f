// SPDX-License-Identifier: Apache-2.0
// What operators ask about DANE. Expected values: RFC 7672 section 2.2 (TLSA records count only
// where DNSSEC vouches for MX and address), 3.1.3 (usages that nobody can check), and that DANE
// wins over MTA-STS (RFC 8461 section 2).
#include "tests/questions/small_world.hpp"

using namespace waypost;
using questions::SmallWorld;

namespace {

struct Shop {
  std::string tlsa = "3 1 1 0D6FCE3E6EA4C4A7F2C5C36B0E4C4F1F0D6FCE3E6EA4C4A7F2C5C36B0E4C4F1F";
  std::string tls = "tls { certificate_invalid: true }";
  std::string zone = "signing { keys: \"key\" }";
  std::string more;  ///< of the scenario
};

/// shop.example with one exchanger, and four senders: DANE behind a validating resolver, DANE
/// behind one that does not validate, MTA-STS and DANE, neither.
std::string shop_world(const Shop& shop) {
  std::string text = R"(
horizon: "1d"
root { mini {} }
resolvers { name: "strict" sites: "Paris, FR" validating: "100%" }
resolvers { name: "plain" sites: "Paris, FR" }
name_servers { name: "ns1.shop.example" sites: "Frankfurt am Main, DE" }
zones { origin: "shop.example" name_servers: "ns1.shop.example" records: "@ 300 MX 10 mx" records: "mx 300 A 203.0.113.25"
        records: "_mta-sts 300 TXT \"v=STSv1; id=1\"" records: "mta-sts 300 A 203.0.113.80"
        )" + (shop.tlsa.empty() ? "" : "records: \"_25._tcp.mx 300 TLSA " + shop.tlsa + "\" ") +
                     shop.zone + R"( }
mail_hosts { name: "web.shop.example" sites: "Berlin, DE" addresses: "203.0.113.80" }
mail_hosts { name: "mx.shop.example" sites: "Berlin, DE" addresses: "203.0.113.25" receives { domains { names: "shop.example" } )" +
                     shop.tls + " } }\n" + shop.more;
  for (const auto& [name, sends] :
       {std::pair{"dane", R"(resolver: "strict" tls: true dane: true)"},
        {"blind", R"(resolver: "plain" tls: true dane: true)"},
        {"both", R"(resolver: "strict" tls: true dane: true mta_sts: EACH_ATTEMPT)"},
        {"neither", R"(resolver: "strict" tls: true)"}}) {
    const std::string n = name;
    text += "mail_hosts { name: \"out." + n + ".example\" sites: \"Paris, FR\" sends { " + sends +
            " } }\npopulations { name: \"" + n +
            "\" users: \"10\" sites: \"Paris, FR\" mail { domain: \"" + n +
            ".example\" through: \"out." + n + ".example\" } }\nmessages { population: \"" + n +
            "\" to { name: \"shop.example\" } arrivals { every: \"10m\" until: \"+5h\" } }\n";
  }
  return text;
}

struct Sent {
  std::uint64_t passed_on, waiting;
  mail::TlsReport tls;
};
Sent sent(const SmallWorld& world, const std::string& sender) {
  const mail::MailHost& host = world.mail_host("out." + sender + ".example");
  return {host.ledger.passed_on, host.queue.recipients(), host.tls_report};
}

constexpr std::uint64_t kMessages = 30;

}  // namespace

TEST_CASE("a key that TLSA names is enough, whoever signed the certificate", "[questions][dane]") {
  SmallWorld w(shop_world({}));
  w.run_to(6 * 3600);
  for (const char* sender : {"dane", "blind", "both", "neither"}) {
    CAPTURE(sender);
    CHECK(sent(w, sender).passed_on == kMessages);
    CHECK(sent(w, sender).tls.secured == kMessages);
  }
  mail::check_conservation(w.world().mail);
}

TEST_CASE(
    "a key changed without its TLSA record stops those whose resolver validates, and nobody else",
    "[questions][dane]") {
  SmallWorld w(shop_world({.tls = "tls { key: \"abcd\" }"}));
  w.run_to(6 * 3600);
  CHECK(sent(w, "dane").passed_on == 0);
  CHECK(sent(w, "dane").waiting == kMessages);  // deferred, 4.7.5
  CHECK(sent(w, "dane").tls.tlsa_invalid > kMessages);
  CHECK(sent(w, "blind").passed_on == kMessages);
  CHECK(sent(w, "neither").passed_on == kMessages);
  mail::check_conservation(w.world().mail);
}

TEST_CASE("TLSA records of an unsigned zone are not even asked for", "[questions][dane]") {
  SmallWorld w(shop_world({.tls = "tls { key: \"abcd\" }", .zone = ""}));
  w.run_to(6 * 3600);
  CHECK(sent(w, "dane").passed_on == kMessages);
  CHECK(w.mail_host("out.dane.example").counters.lookups ==
        w.mail_host("out.neither.example").counters.lookups);
}

TEST_CASE("TLSA records of a usage that nobody can check ask for TLS of any kind",
          "[questions][dane]") {
  const std::string certificate_usage =
      "1 1 1 0D6FCE3E6EA4C4A7F2C5C36B0E4C4F1F0D6FCE3E6EA4C4A7F2C5C36B0E4C4F1F";
  SmallWorld with(shop_world(
      {.tlsa = certificate_usage, .tls = "tls { certificate_invalid: true key: \"abcd\" }"}));
  with.run_to(6 * 3600);
  CHECK(sent(with, "dane").passed_on == kMessages);
  SmallWorld without(shop_world({.tlsa = certificate_usage, .tls = ""}));
  without.run_to(6 * 3600);
  CHECK(sent(without, "dane").passed_on == 0);
  CHECK(sent(without, "dane").tls.starttls_missing > kMessages);
  CHECK(sent(without, "blind").passed_on == kMessages);
  CHECK(sent(without, "blind").tls.in_clear == kMessages);
}

TEST_CASE("a secure denial of TLSA leaves TLS opportunistic", "[questions][dane]") {
  SmallWorld w(shop_world({.tlsa = "", .tls = ""}));
  w.run_to(6 * 3600);
  CHECK(sent(w, "dane").passed_on == kMessages);
  CHECK(sent(w, "dane").tls.in_clear == kMessages);
}

TEST_CASE("DANE wins over an MTA-STS policy that names another exchanger", "[questions][dane]") {
  const std::string policy =
      "sts_policies { domain: \"shop.example\" mode: ENFORCE mx: \"old.shop.example\" }\n";
  SmallWorld w(shop_world({.more = policy}));
  w.run_to(6 * 3600);
  CHECK(sent(w, "both").passed_on == kMessages);
  // Without TLSA records the policy holds, and names nobody who is there.
  SmallWorld bare(shop_world({.tlsa = "", .more = policy}));
  bare.run_to(6 * 3600);
  CHECK(sent(bare, "both").passed_on == 0);
  CHECK(sent(bare, "both").tls.host_mismatch > 0);
  CHECK(sent(bare, "dane").passed_on == kMessages);
  mail::check_conservation(bare.world().mail);
}
