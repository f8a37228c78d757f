// SPDX-License-Identifier: Apache-2.0
// What operators ask about outages, sender by sender. Expected values: lifetimes of the senders
// (mail.md 2.5), Postfix's and Exim's sources for dead hosts (1.5), the computed herd of one busy
// Postfix (2.7).
#include <algorithm>
#include <map>

#include "tests/questions/library_world.hpp"

using namespace waypost;
using questions::library;
using questions::SmallWorld;

namespace {

constexpr double kHour = 3600;

/// A mini root, b.example with the given records and hosts, and one sending host per profile, each
/// with writers of its own who send one message to b.example each `every` until `until`.
std::string senders(const std::vector<std::string>& profiles, const std::string& world,
                    const std::string& every, const std::string& until) {
  std::string text = R"(
root { mini {} }
resolvers { name: "isp" sites: "Paris, FR" }
name_servers { name: "ns1.b.example" sites: "Frankfurt am Main, DE" }
)" + world;
  for (const std::string& p : profiles) {
    const std::string domain = p + ".example";
    text += "mail_hosts { name: \"out." + domain +
            "\" sites: \"Paris, FR\" sends { resolver: \"isp\" profile: \"" + p + "\" } }\n";
    text += "populations { name: \"at " + p +
            "\" users: \"100\" sites: \"Paris, FR\" mail { domain: \"" + domain +
            "\" through: \"out." + domain + "\" } }\n";
    text += "messages { population: \"at " + p +
            "\" to { name: \"b.example\" } arrivals { every: \"" + every + "\" until: \"+" + until +
            "\" } }\n";
  }
  return text;
}

const std::string kOneMx = R"(
zones { origin: "b.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx" }
mail_hosts { name: "mx.b.example" sites: "Berlin, DE" receives { service { time { constant: "0.1s" } } domains { names: "b.example" } } }
)";

const std::string kTwoMx = R"(
zones { origin: "b.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx1" records: "@ 3600 MX 20 mx2" }
mail_hosts { name: "mx1.b.example" sites: "Berlin, DE" addresses: "198.51.100.1" receives { port: BLACK_HOLED domains { names: "b.example" } } }
mail_hosts { name: "mx2.b.example" sites: "Berlin, DE" addresses: "198.51.100.2" receives { domains { names: "b.example" } } }
)";  // IPv4 alone: a dead exchanger of both families costs twice

std::string out(const std::string& profile) { return "out." + profile + ".example"; }

double mean_wait(const SmallWorld& world, const std::string& profile) {
  const mail::MailHost& host = world.mail_host(out(profile));
  return host.counters.waited_seconds / static_cast<double>(host.ledger.passed_on);
}

}  // namespace

TEST_CASE("with the best MX black-holed Postfix pays 30 s per new session, Exim once",
          "[questions][mail]") {
  SmallWorld world("horizon: \"30m\"\n" + senders({"postfix", "exim"}, kTwoMx, "30s", "15m"));
  world.run_to(1800);
  CHECK(world.accepted("mx2.b.example") == 60);
  // Spread out, each message of Postfix opens a session of its own.
  CHECK(mean_wait(world, "postfix") == Approx(30).epsilon(0.1));
  // Exim: the first ones wait for the kernel to give up (131 s), the others skip the host.
  const mail::MailHost& exim = world.mail_host(out("exim"));
  CHECK(exim.counters.syns <=
        5 * 11 + 30);  // those that came within the 131 s paid too, 11 SYNs each
  CHECK(mean_wait(world, "exim") < 25);
}

TEST_CASE("a burst behind a black-holed best MX waits in line behind Postfix's window of five",
          "[questions][mail]") {
  SmallWorld world("horizon: \"10m\"\n" + senders({"postfix"}, kTwoMx, "1s", "15s"));
  world.run_to(600);
  CHECK(world.accepted("mx2.b.example") == 15);
  const auto& delay = world.world().mail.metrics.of(mail::MessageKind::user).delay;
  CHECK(static_cast<double>(delay.quantile(0.5)) * 1e-9 ==
        Approx(51).epsilon(0.2));  // recorded: p50 51 s
}

TEST_CASE("six days without the only MX cost each sender what outlives its lifetime",
          "[questions][mail]") {
  const std::vector<std::string> profiles{"exo",  "exchange", "postfix",
                                          "exim", "sendmail", "opensmtpd"};
  SmallWorld world(
      "horizon: \"8d\"\n" + senders(profiles, kOneMx, "10m", "6d") +
      "plan { at: \"+0s\" down { names: \"mx.b.example\" how: REFUSING } lasting: \"6d\" }\n");
  for (int k = 1; k <= 16; ++k) {
    world.run_to(12 * kHour * k);
    mail::check_conservation(world.world().mail);
  }
  const auto lost = [&](const std::string& profile) {
    const mail::HopLedger& books = world.mail_host(out(profile)).ledger;
    // A sender's own notices have no way back here and are dropped, so `bounced` is users' mail.
    return static_cast<double>(books.bounced) / 864;
  };
  CHECK(lost("exo") == Approx(5 / 6.).margin(0.02));       // 83 %
  CHECK(lost("exchange") == Approx(4 / 6.).margin(0.02));  // 67 %
  CHECK(lost("opensmtpd") ==
        Approx((48 + 2.6) / 144).margin(0.01));           // its last wait ends at 93.4 h
  CHECK(lost("postfix") == Approx(1 / 6.).margin(0.02));  // 17 %
  CHECK(lost("sendmail") == Approx(1 / 6.).margin(0.02));
  CHECK(lost("exim") > 0.9);
}

TEST_CASE("one busy Postfix comes back as a herd thirty times its rate, and nothing is lost",
          "[questions][mail]") {
  // One message a second, four hours without the host (mail.md 2.7: peak 30, 25 % within ten
  // minutes, 87 % within an hour).
  SmallWorld world = library("thundering_herd");
  world.run_to(5 * kHour);
  const double backlog = static_cast<double>(world.queued());
  const auto before = world.accepted("mx1.example.org");
  CHECK(before == 3600);
  // The destination may be marked dead for five minutes more: the herd begins with the first scan
  // that finds it alive.
  double start = 5 * kHour;
  for (; world.accepted("mx1.example.org") == before; start += 5) world.run_to(start + 5);
  CHECK(start <= 5 * kHour + 305);
  start -= 5;
  double peak = 0;
  std::uint64_t last = before;
  double arrived[61] = {};  // of the backlog, by minute; new mail aside
  for (int minute = 1; minute <= 60; ++minute) {
    world.run_to(start + 60 * minute);
    const std::uint64_t now = world.accepted("mx1.example.org");
    if (minute <= 10) peak = std::max(peak, static_cast<double>(now - last) / 60);
    arrived[minute] = (static_cast<double>(now - before) - 60 * minute) / backlog;
    last = now;
  }
  CAPTURE(peak, arrived[1], arrived[10], arrived[60], start);
  CHECK(backlog > 14'000);
  CHECK(peak == Approx(30).epsilon(0.25));  // times the 1/s of before
  CHECK(arrived[10] == Approx(0.25).margin(0.05));
  CHECK(arrived[60] == Approx(0.87).margin(0.05));
  world.run_to(8 * kHour);
  CHECK(world.queued() == 0);
  CHECK(world.count(mail::Outcome::bounced) == 0);
  CHECK(world.accepted("mx1.example.org") == 7 * 3600);
}

TEST_CASE("an MX whose IPv6 address is black-holed delays by sender and loses nothing",
          "[questions][mail]") {
  SmallWorld world("horizon: \"1h\"\n" + senders({"postfix", "exim", "haraka"}, R"(
zones { origin: "b.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx"
        records: "mx 3600 A 198.51.100.10" records: "mx 3600 AAAA 2001:db8:10::25" }
mail_hosts { name: "mx.b.example" sites: "Berlin, DE" addresses: "198.51.100.10" receives { domains { names: "b.example" } } }
mail_hosts { name: "six.b.example" sites: "Berlin, DE" addresses: "2001:db8:10::25" receives { port: BLACK_HOLED domains { names: "b.example" } } }
)",
                                                 "20s", "40m"));
  world.run_to(kHour);
  CHECK(world.accepted("mx.b.example") == 360);
  CHECK(world.count(mail::Outcome::bounced) == 0);
  CHECK(mean_wait(world, "postfix") == Approx(15).epsilon(0.3));  // every second message pays 30 s
  // Exim tries IPv6 first; it pays 131 s at first and after each rest of 15 min, for what comes
  // then.
  CHECK(mean_wait(world, "exim") > 5);
  CHECK(mean_wait(world, "exim") < 30);
}

namespace {

/// Three domains at the big provider, four elsewhere; four senders; the provider does `plan`.
std::string provider(const std::string& plan) {
  std::string text = R"(
horizon: "5d"
root { mini {} }
resolvers { name: "isp" sites: "Paris, FR" }
mail_providers { name: "big" domain: "big.example" sites: "Dublin, IE" hosts: 2 senders: 1 sends { resolver: "isp" } }
mail_providers { name: "rest" domain: "rest.example" sites: "London, GB" hosts: 2 senders: 8
  sends { resolver: "isp" mix { name: "postfix" share: "50%" } mix { name: "exo" } } }
domains { name: "sites" count: "400" tlds { name: "com" } mail { name: "big" share: "41.1%" } mail { name: "rest" } }
populations { name: "writers" users: "1,000" sites: "Paris, FR" mail { domain: "rest.example" through: "rest" } }
messages { population: "writers" to { name: "sites" } arrivals { every: "60s" from: "+1h" until: "+49h" } }
)";
  return text + plan;
}

const std::string kBigHosts = R"(names: "big")";

}  // namespace

TEST_CASE(
    "a silent provider loses nothing in 6 h, and in 24 and 48 h only what one-day senders keep",
    "[questions][mail]") {
  const int hours = GENERATE(6, 24, 48);
  SmallWorld world(provider("plan { at: \"+1h\" down { " + kBigHosts + " } lasting: \"" +
                            std::to_string(hours) + "h\" }\n"));
  world.run_to(hours * kHour);
  const double queued = static_cast<double>(world.queued());
  world.run_to(120 * kHour);
  CAPTURE(hours);
  mail::check_conservation(world.world().mail);
  CHECK(queued > 0);
  CHECK(world.queued() == 0);
  std::uint64_t lost_by_exo = 0, lost_by_others = 0;
  for (const mail::MailHost& host : world.world().mail.hosts)
    if (host.sends)
      (host.sends->name == "exo" ? lost_by_exo : lost_by_others) += host.ledger.bounced;
  CHECK(lost_by_others == 0);
  if (hours == 6) CHECK(lost_by_exo == 0);
  if (hours == 48) CHECK(lost_by_exo > 100);
}

TEST_CASE("a provider that answers 550 for one hour returns every message of that hour at once",
          "[questions][mail]") {
  SmallWorld world(provider(R"(
plan { at: "+10h" change_mail_domain { host: "big" state: UNKNOWN_USERS } lasting: "1h" })"));
  world.run_to(10 * kHour);
  CHECK(world.count(mail::Outcome::bounced) == 0);
  world.run_to(11 * kHour + 60);
  const auto bounced = world.count(mail::Outcome::bounced);
  CHECK(bounced == Approx(0.411 * 60).epsilon(0.4));  // of 60 messages; popular domains weigh more
  CHECK(world.queued() < 5);
  world.run_to(120 * kHour);
  CHECK(world.count(mail::Outcome::bounced) == bounced);
}
