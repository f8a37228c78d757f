// SPDX-License-Identifier: Apache-2.0
// What operators of receiving hosts ask first: greylisting, backup hosts, spoofed mail, hijacks,
// moved MX under MTA-STS. Expected values: postgrey's delay, Postfix's schedule (mail.md 2.1, 2.8),
// RFC 7208, RFC 9989, RFC 8461. The scenarios are those of the library.
#include "tests/questions/library_world.hpp"

using namespace waypost;
using questions::library;
using questions::SmallWorld;

namespace {

constexpr double kHour = 3600, kDay = 86400;

/// Of all hosts, for one check and class of message.
std::uint64_t refused(const SmallWorld& world, mail::Check check,
                      mail::MessageClass message_class) {
  std::uint64_t sum = 0;
  for (const mail::MailHost& host : world.world().mail.hosts)
    sum += host.stopped
               .refused[static_cast<std::size_t>(check)][static_cast<std::size_t>(message_class)];
  return sum;
}

const mail::Results& users(const SmallWorld& world) {
  return world.world().mail.metrics.of(mail::MessageKind::user);
}

/// Runs in uneven steps and checks the books at each.
void run_checked(SmallWorld& world, double end) {
  sim::Draw draw(sim::make_stream(3, 3, "instants"), 0);
  for (double t = 0; t < end;) {
    t = std::min(end, t + (0.01 + 0.09 * draw.uniform()) * end);
    world.run_to(t);
    mail::check_conservation(world.world().mail);
  }
}

/// A greylisting primary, and perhaps a backup; one sender. IPv4 only: a sender that comes over
/// IPv4 and IPv6 in turn is two networks, and waits twice.
std::string greylisted(const std::string& backup_checks, bool with_backup) {
  std::string text = questions::stage() + R"(
horizon: "1d"
mail_hosts { name: "mx1.b.example" sites: "Berlin, DE" access { families: IPV4_ONLY } receives { domains { names: "b.example" } checks { greylist { client_passes: 0 } } } }
messages { population: "writers" to { name: "b.example" } arrivals { rate: "60/h" until: "+20h" } late_after: "1h" }
zones { origin: "b.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx1")";
  if (with_backup)
    text += R"( records: "@ 3600 MX 20 mx2" }
mail_hosts { name: "mx2.b.example" sites: "London, GB" access { families: IPV4_ONLY } sends { resolver: "isp" } receives { domains { names: "b.example" state: RELAY_TO } )" +
            backup_checks + " } ";
  return text + "}\n";
}

}  // namespace

TEST_CASE("greylisting delays Postfix's mail by 300 to 600 s, uniformly", "[questions][mail]") {
  SmallWorld world(greylisted("", false));
  run_checked(world, kDay);
  const auto& delay = users(world).delay;
  REQUIRE(delay.count() > 1000);
  CHECK(delay.quantile(0.001) * 1e-9 >= 299);
  CHECK(delay.max() * 1e-9 <= 610);
  // Uniform on [300, 600]: mean 450, standard error 87 / sqrt(1200) = 2.5 s.
  CHECK(delay.mean() * 1e-9 == Approx(450).margin(12));
  CHECK(world.count(mail::Outcome::bounced) == 0);
}

TEST_CASE("a backup MX that does not greylist lets mail in at once, by the back door",
          "[questions][mail]") {
  SmallWorld world(greylisted("", true));
  run_checked(world, kDay);
  // Every first attempt goes on to the backup; the backup's own first attempt is greylisted in
  // turn.
  CHECK(world.accepted("mx2.b.example") > 1000);
  CHECK(users(world).delay.max() * 1e-9 <= 620);
  CHECK(world.mail_host("out.a.example").counters.deferrals == 0);
}

TEST_CASE("a backup MX that greylists too closes the back door", "[questions][mail]") {
  SmallWorld world(greylisted("checks { greylist { client_passes: 0 } }", true));
  run_checked(world, kDay);
  CHECK(world.accepted("mx2.b.example") == 0);
  CHECK(world.mail_host("out.a.example").counters.deferrals > 1000);
  CHECK(users(world).delay.max() * 1e-9 <= 610);
}

TEST_CASE("spoofed mail: SPF catches the forged envelope, DMARC the forged author",
          "[questions][mail]") {
  using mail::Check;
  using mail::MessageClass;
  SmallWorld world = library("spoofed_mail");
  run_checked(world, 6 * kHour);
  CHECK(refused(world, Check::spf, MessageClass::spoofed) > 100);
  CHECK(refused(world, Check::dmarc, MessageClass::spoofed) > 200);  // both kinds of envelope
  CHECK(refused(world, Check::spf, MessageClass::legitimate) == 0);
  CHECK(refused(world, Check::dmarc, MessageClass::legitimate) == 0);
  CHECK(world.accepted("mx.dmarc.example") > 100);
  // What got in wore the bank's name in From only, at the receiver without DMARC.
  const auto& spf = world.mail_host("mx.spf.example");
  CHECK(spf.stopped.refused[static_cast<std::size_t>(Check::spf)][2] > 0);
  CHECK(spf.ledger.delivered > 200);
}

TEST_CASE("a plain forwarder breaks SPF, and SRS mends it", "[questions][mail]") {
  const std::string to_spf = "forward_to: \"spf.example\"";
  SmallWorld plain = library("spoofed_mail", "forward_to: \"dmarc.example\"", to_spf);
  run_checked(plain, 6 * kHour);
  CHECK(refused(plain, mail::Check::spf, mail::MessageClass::legitimate) > 50);
  CHECK(plain.count(mail::Outcome::bounced) >=
        refused(plain, mail::Check::spf, mail::MessageClass::legitimate));
  SmallWorld srs =
      library("spoofed_mail", "forward_to: \"dmarc.example\"", to_spf + " rewrites_sender: true");
  run_checked(srs, 6 * kHour);
  CHECK(refused(srs, mail::Check::spf, mail::MessageClass::legitimate) == 0);
}

TEST_CASE("a list that breaks signatures is believed where its ARC seal is trusted",
          "[questions][mail]") {
  // A bank with p=reject posts to a list that adds a footer: SPF and DKIM both fail DMARC, the seal
  // of the list carries it where it is believed (RFC 8617 section 5.2).
  const auto [seals, trusted] =
      GENERATE(table<bool, bool>({{true, true}, {true, false}, {false, true}}));
  SmallWorld world(R"(
horizon: "6h"
root { mini {} }
resolvers { name: "isp" sites: "Paris, FR" }
name_servers { name: "ns1.bank.example" sites: "Zurich, CH" }
zones { origin: "bank.example" name_servers: "ns1.bank.example" records: "@ 3600 MX 10 out" records: "@ 3600 TXT \"v=spf1 mx -all\""
        records: "_dmarc 3600 TXT \"v=DMARC1; p=reject\"" records: "s1._domainkey 3600 TXT \"v=DKIM1; p=MIIB\"" }
zones { origin: "lists.example" name_servers: "ns1.bank.example" records: "@ 3600 MX 10 mx" records: "@ 3600 TXT \"v=spf1 mx -all\"" }
zones { origin: "b.example" name_servers: "ns1.bank.example" records: "@ 3600 MX 10 mx" }
mail_hosts { name: "out.bank.example" sites: "Zurich, CH" receives { domains { names: "bank.example" } } sends { resolver: "isp" signs: true } }
mail_hosts { name: "mx.lists.example" sites: "London, GB" sends { resolver: "isp" )" +
                   std::string(seals ? "seals: true" : "") + R"( }
             receives { domains { names: "lists.example" state: LIST list { members { domain: "b.example" count: "10" } } } } }
mail_hosts { name: "mx.b.example" sites: "Berlin, DE" receives { domains { names: "b.example" }
             checks { spf {} } checks { dkim {} } checks { dmarc { )" +
                   std::string(trusted ? "trusted_sealers: \"mx.lists.example\"" : "") + R"( } } } }
populations { name: "bank" sites: "Zurich, CH" mail { domain: "bank.example" through: "out.bank.example" } }
messages { population: "bank" to { name: "lists.example" } arrivals { at: "+10m" at: "+20m" } }
)");
  run_checked(world, 3 * kHour);
  const bool believed = seals && trusted;
  CHECK(world.accepted("mx.b.example") == (believed ? 20 : 0));
  CHECK((refused(world, mail::Check::dmarc, mail::MessageClass::legitimate) > 0) == !believed);
}

TEST_CASE("an SPF record with macros is refused where a receiver would have to expand it",
          "[questions][mail]") {
  const auto text = [](const std::string& record, const std::string& checks) {
    return questions::stage() + R"(
horizon: "1h"
zones { origin: "b.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx" records: "@ 3600 TXT \"v=spf1 )" +
           record + R"( -all\"" }
mail_hosts { name: "mx.b.example" sites: "Berlin, DE" receives { domains { names: "b.example" } )" +
           checks + " } }\n";
  };
  const std::string macro = "exists:%{i}._spf.b.example";
  CHECK_NOTHROW(SmallWorld(text(macro, "")));
  CHECK_NOTHROW(SmallWorld(text("mx exp=why.%{d}", "checks { spf {} }")));  // only an explanation
  try {
    SmallWorld(text(macro, "checks { spf {} }"));
    FAIL("built a world that it cannot simulate");
  } catch (const scenarios::BadScenario& refusal) {
    CHECK(
        std::string(refusal.errors().front().what).find("macros in the SPF record of b.example") !=
        std::string::npos);
  }
}

TEST_CASE("a hijacked MX lives on in caches for the attacker's TTL", "[questions][mail]") {
  SmallWorld world = library("mx_hijack");
  run_checked(world, 2 * kDay);
  const auto intercepted = world.count(mail::Outcome::intercepted);
  // The late senders' resolver asked at +65 min and kept the false MX for a day: a message every 5
  // min, 288 of them and the one at its end. The early resolver's record ran out at +115 min, after
  // the mend.
  CHECK(intercepted >= 286);
  CHECK(intercepted <= 290);
  CHECK(world.count(mail::Outcome::bounced) == 0);
  CHECK(world.accepted("mx.shop.example") > 500);
}

TEST_CASE("the old host gets its last mail one lowered TTL after the switch", "[questions][mail]") {
  SmallWorld world = library("when_to_switch_off");
  const auto at_old = [&] { return world.accepted("old.shop.example"); };
  const double last = world.last_growth(5 * kDay, 60, at_old);
  constexpr double kSwitch = 84 * kHour;
  CHECK(last >= kSwitch - 600);
  CHECK(last <= kSwitch + 300 + 60);
  mail::check_conservation(world.world().mail);
  CHECK(world.count(mail::Outcome::bounced) == 0);

  SmallWorld hasty = library("when_to_switch_off", "ttl: \"300s\"", "ttl: \"86400s\"");
  hasty.run_to(kSwitch + kHour);
  const auto an_hour_later = hasty.accepted("old.shop.example");
  hasty.run_to(5 * kDay);
  CHECK(hasty.accepted("old.shop.example") >= an_hour_later);
  // It was switched off too early: BIND keeps the MX for the whole day. (Unbound lets an answer go
  // with the shortest record of its message, here after an hour.)
  CHECK(hasty.mail_host("out.east.example").counters.deferrals > 0);
}

TEST_CASE("a backup MX saves no mail, and without a recipient list it makes backscatter",
          "[questions][mail]") {
  SmallWorld world = library("backup_mx_worth_it");
  run_checked(world, 2 * kDay);
  const auto returned = [&](const char* host) { return world.mail_host(host).ledger.bounced; };
  CHECK(returned("backup.blind.example") > 50);
  CHECK(returned("backup.listed.example") == 0);
  CHECK(world.accepted("mx.innocent.example") >= returned("backup.blind.example") / 2);
  CHECK(world.queued() == 0);
}

TEST_CASE("behind greylisting a pool of fifty networks needs about ten attempts",
          "[questions][mail]") {
  SmallWorld world = library("greylist_pools");
  run_checked(world, 3 * kDay);
  const auto& single = world.mail_host("out.single.example");
  const auto& pool = world.mail_host("out.pool.example");
  const auto attempts = [](const mail::MailHost& host) {
    return static_cast<double>(host.counters.deliveries) /
           static_cast<double>(host.ledger.passed_on);
  };
  CHECK(attempts(single) == Approx(2).margin(0.05));
  // Exactly 9.54 attempts are expected of 50 networks at random; some 240 messages, each +- 4.9.
  CHECK(attempts(pool) == Approx(9.54).margin(1.3));
  CHECK(static_cast<double>(users(world).delay.max()) * 1e-9 > 12 * kHour);
}

TEST_CASE("a policy whose id was not changed rules until its max_age", "[questions][mail]") {
  SmallWorld world = library("mta_sts_left_behind");
  world.run_to(4 * kHour);
  CHECK(world.queued() == 0);
  world.run_to(23.9 * kHour);
  const auto& strict = world.mail_host("out.strict.example");
  const auto& plain = world.mail_host("out.plain.example");
  CHECK(strict.queue.recipients() > 150);
  CHECK(plain.queue.recipients() <= 1);
  // New id at +24 h; the old TXT lives an hour at most, a message waits 70 min for its next
  // attempt.
  world.run_to(24 * kHour + kHour + 71 * 60);
  CHECK(strict.queue.recipients() <= 1);
  CHECK(strict.tls_report.host_mismatch > 0);

  SmallWorld left = library("mta_sts_left_behind", "id=20260106", "id=20260105");
  left.run_to(40 * kHour);
  CHECK(left.mail_host("out.strict.example").queue.recipients() > 300);
  // The policy was fetched with the first message, in the first hours; two days and 70 min later it
  // is gone.
  left.run_to(52 * kHour);
  CHECK(left.mail_host("out.strict.example").queue.recipients() <= 1);
  mail::check_conservation(left.world().mail);
}

namespace {

/// A receiver of b.example, with one address, and with `fields`, and mail for it.
std::string receiver(const std::string& fields, const std::string& mail) {
  return questions::stage() + R"(
horizon: "6h"
zones { origin: "b.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx" }
mail_hosts { name: "mx.b.example" sites: "Berlin, DE" access { families: IPV4_ONLY } receives { domains { names: "b.example" } )" +
         fields + " } }\nmessages { population: \"writers\" to { name: \"b.example\" } " + mail +
         " }\n";
}

}  // namespace

TEST_CASE("over its limit a receiver says 421, or lets connections wait and then drops SYNs",
          "[questions][mail]") {
  // mail.md 3.1: 421 when over; beyond the process limit a backlog without banner, then SYN drop.
  const std::string flood =
      R"(recipients { constant: "1" } arrivals { every: "100ms" until: "+10s" })";
  const std::string slow = R"(connection_limit: 1 service { time { constant: "30s" } })";
  SmallWorld told(receiver(slow, flood));
  told.run_to(60);
  CHECK(told.mail_host("mx.b.example").counters.sessions_refused > 0);
  SmallWorld waits(receiver(slow + " over_limit: BACKLOG backlog: 3", flood));
  waits.run_to(25);
  CHECK(waits.mail_host("mx.b.example").counters.sessions_refused == 0);
  CHECK(waits.mail_host("mx.b.example").backlog.size() == 3);
  const auto& sender = waits.mail_host("out.a.example");
  CHECK(sender.counters.syns > sender.counters.connects);  // dropped ones are sent again
  mail::check_conservation(waits.world().mail);
}

TEST_CASE("a message over the size limit returns at once with 552 5.3.4", "[questions][mail]") {
  const bool fits = GENERATE(true, false);
  SmallWorld world(receiver(R"(message_size_limit: "10240kB")",
                            std::string("size { constant: \"") + (fits ? "10MB" : "11MB") +
                                R"(" } arrivals { at: "+1m" at: "+2m" })"));
  run_checked(world, kHour);
  CHECK(world.accepted("mx.b.example") == (fits ? 2 : 0));
  CHECK(world.count(mail::Outcome::bounced) == (fits ? 0 : 2));
  CHECK(world.mail_host("mx.b.example").counters.rejected == (fits ? 0 : 2));
}

TEST_CASE("recipients over the limit of a transaction wait for the next attempt",
          "[questions][mail]") {
  // 452 4.5.3: Postfix sends at most 50 at once; ten of each go through, the others stay.
  SmallWorld world(
      receiver("recipient_limit: 10", R"(recipients { constant: "50" } arrivals { at: "+1m" })"));
  world.run_to(120);
  CHECK(world.accepted("mx.b.example") == 10);
  CHECK(world.queued() == 40);
  run_checked(world, 6 * kHour);
  CHECK(world.accepted("mx.b.example") == 50);  // four more attempts
  CHECK(world.count(mail::Outcome::bounced) == 0);
}

TEST_CASE("errors beyond ten cost a second each, and beyond twenty the session",
          "[questions][mail]") {
  // mail.md 3.1, of smtpd_soft_error_limit 10 and smtpd_hard_error_limit 20. One message to many
  // users that do not exist.
  const auto [recipients, seconds, refused] = GENERATE(
      table<int, double, std::uint64_t>({{9, 0, 9},
                                         {15, 6, 15},
                                         {19, 10, 19},
                                         {40, 11, 21}}));  // DATA without recipients is one more
  CAPTURE(recipients);
  const std::string fields = R"(domains { names: "x.example" })";
  std::string text = receiver(fields, "recipients { constant: \"" + std::to_string(recipients) +
                                          "\" } arrivals { at: \"+1m\" }");
  const std::string served = "domains { names: \"b.example\" }";
  text.replace(text.rfind(served), served.size(),
               "domains { names: \"b.example\" state: UNKNOWN_USERS }");
  SmallWorld world(text);
  const auto before = [&] { return world.mail_host("out.a.example").queue.recipients(); };
  world.run_to(60);
  const double settled = world.last_growth(200, 0.1, before);
  CHECK(settled - 60 == Approx(seconds).margin(0.8));  // and a few round trips
  CHECK(world.count(mail::Outcome::bounced) == refused);
  CHECK(world.mail_host("out.a.example").counters.deferrals ==
        static_cast<std::uint64_t>(recipients) - refused);
}

TEST_CASE("more than a thousand recipients of one message are a mistake", "[questions][mail]") {
  const auto loaded = scenarios::load_memory(
      "schema_version: 1\n" +
          receiver("", R"(recipients { constant: "1500" } arrivals { at: "+1m" })"),
      scenarios::Form::text, "many.textproto");
  REQUIRE(loaded.ok());
  try {
    scenarios::build(loaded);
    FAIL("built");
  } catch (const scenarios::BadScenario& bad) {
    REQUIRE(bad.errors().size() == 1);
    CHECK(bad.errors()[0].what.find("at most 1000 recipients") != std::string::npos);
  }
}
