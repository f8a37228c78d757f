// SPDX-License-Identifier: Apache-2.0
// The answers of the library's mail scenarios to the questions in their heads. Expected values: the
// lifetimes and timeouts of the senders (mail.md 1.5, 2.5), W and the 30 s of Postfix (2.2).
#include <algorithm>

#include "tests/questions/library_world.hpp"

using namespace waypost;
using questions::library;
using questions::SmallWorld;

namespace {

constexpr double kHour = 3600;

double mean_wait(const SmallWorld& world, const std::string& host) {
  const mail::MailHost& sender = world.mail_host(host);
  return sender.counters.waited_seconds / static_cast<double>(sender.ledger.passed_on);
}

/// Of all that hosts of this profile took from their users, the share they returned.
double returned_by(const SmallWorld& world, std::string_view profile) {
  double taken = 0, returned = 0;
  for (const mail::MailHost& host : world.world().mail.hosts) {
    if (host.sends == nullptr || host.sends->name != profile || host.counters.deliveries == 0)
      continue;
    taken += static_cast<double>(host.counters.received);
    returned += static_cast<double>(host.ledger.bounced);
  }
  CAPTURE(profile, taken);
  CHECK(taken > 150);
  return returned / taken;
}

}  // namespace

TEST_CASE("single_mx_outage_by_sender_mix: who loses what in six days", "[questions][library]") {
  SmallWorld world = library("single_mx_outage_by_sender_mix");
  world.run_to(9 * 24 * kHour);
  mail::check_conservation(world.world().mail);
  CHECK(world.queued() == 0);
  // Lifetimes in hours, of 144; some 360 messages each, evenly spaced in time but dealt at random.
  constexpr double kMargin = 0.05;
  CHECK(returned_by(world, "exo") == Approx(1 - 24 / 144.).margin(kMargin));
  CHECK(returned_by(world, "exchange") == Approx(1 - 48 / 144.).margin(kMargin));
  CHECK(returned_by(world, "haraka") == Approx(1 - 72.8 / 144).margin(kMargin));
  CHECK(returned_by(world, "kumomta") == Approx(1 - 85 / 144.).margin(kMargin));
  CHECK(returned_by(world, "opensmtpd") == Approx(1 - 93.4 / 144).margin(kMargin));
  CHECK(returned_by(world, "postfix") == Approx(1 - 120 / 144.).margin(kMargin));
  CHECK(returned_by(world, "sendmail") == Approx(1 - 120 / 144.).margin(kMargin));
  CHECK(returned_by(world, "exim") > 0.9);
  // When does the writer learn that the mail is late? From Postfix, KumoMTA and Haraka never before
  // it comes back; from the others after 4 h, Exim 24 h, once per message (mail.md 2.5).
  for (const mail::MailHost& host : world.world().mail.hosts) {
    if (host.sends == nullptr || host.counters.deliveries == 0) continue;
    const std::string_view name = host.sends->name;
    CAPTURE(name);
    const bool tells = name != "postfix" && name != "kumomta" && name != "haraka";
    CHECK((host.counters.warnings > 0) == tells);
    CHECK(host.counters.warnings <= host.counters.received);
  }
}

TEST_CASE("one_blackholed_mx: Postfix pays 30 s again and again, the others do not",
          "[questions][library]") {
  SmallWorld world = library("one_blackholed_mx");
  world.run_to(2 * kHour);
  CHECK(world.count(mail::Outcome::bounced) == 0);
  CHECK(world.queued() == 0);
  CHECK(mean_wait(world, "out.example.net") >= 25);
  CHECK(mean_wait(world, "out.example.net") <= 40);
  CHECK(mean_wait(world, "out.example.com") < 20);   // Exim
  CHECK(mean_wait(world, "out.example.info") < 10);  // KumoMTA
}

TEST_CASE("aaaa_broken: nobody loses mail, and who pays depends on the order of families",
          "[questions][library]") {
  SmallWorld world = library("aaaa_broken");
  world.run_to(2 * kHour);
  CHECK(world.count(mail::Outcome::bounced) == 0);
  CHECK(world.queued() == 0);
  CHECK(mean_wait(world, "out.example.net") == Approx(15).epsilon(0.35));  // every second one, 30 s
  CHECK(mean_wait(world, "out.example.com") > 5);
  CHECK(mean_wait(world, "out.example.eu") < 1);  // Haraka
}

TEST_CASE("servfail_or_refused: servers that refuse cost nothing but time, a name that is gone all",
          "[questions][library]") {
  SmallWorld world = library("servfail_or_refused");
  world.run_to(14 * kHour);
  mail::check_conservation(world.world().mail);
  // A fifth of the mail was for the name that is gone; none but that bounced.
  std::uint64_t bounced = 0;
  for (const char* host : {"out.example.net", "out.example.com", "out.example.info"}) {
    CAPTURE(host);
    const mail::MailHost& sender = world.mail_host(host);
    const double share =
        static_cast<double>(sender.ledger.bounced) / static_cast<double>(sender.counters.received);
    CHECK(share == Approx(0.2).margin(0.06));
    bounced += sender.ledger.bounced;
  }
  const mail::MailHost& kumo = world.mail_host("out.example.eu");
  CHECK(kumo.ledger.bounced == 0);
  CHECK(kumo.queue.recipients() > 60);
  CHECK(world.count(mail::Outcome::bounced) == bounced);
  // Nobody else has any users' mail left; notices to senders that have no MX are another matter.
  const mail::Results& users = world.world().mail.metrics.of(mail::MessageKind::user);
  CHECK(users.submitted - users.ended() == kumo.queue.recipients());
}

TEST_CASE("campaign_throttle: keeping to the receiver's limit gets a campaign through first",
          "[questions][library]") {
  SmallWorld world = library("campaign_throttle");
  double pushing = 0, keeping = 0;  // when half a day's mail was through
  const auto through = [&](const char* host) { return world.mail_host(host).ledger.passed_on; };
  for (double t = 600; t <= 12 * kHour && (pushing == 0 || keeping == 0); t += 60) {
    world.run_to(t);
    if (pushing == 0 && through("out.example.net") >= 20'000) pushing = t;
    if (keeping == 0 && through("out.example.org") >= 20'000) keeping = t;
  }
  CAPTURE(pushing, keeping);
  CHECK(keeping > 0);
  CHECK((pushing == 0 || keeping < pushing));
  CHECK(world.mail_host("out.example.org").counters.deferrals < 100);
  CHECK(world.mail_host("out.example.net").counters.deferrals > 1'000);
  mail::check_conservation(world.world().mail);
}

TEST_CASE("dead_destination_clogs_queue: processes that wait for the dead are missed by the living",
          "[questions][library]") {
  const auto queueing = [](SmallWorld& world) {
    world.run_to(3 * kHour);
    const mail::Results& users = world.world().mail.metrics.of(mail::MessageKind::user);
    return users.parts[static_cast<std::size_t>(mail::DelayPart::queueing)].mean() * 1e-9;
  };
  SmallWorld clogged = library("dead_destination_clogs_queue");
  SmallWorld refusing = library("dead_destination_clogs_queue", "how: SILENT", "how: REFUSING");
  const double waits = queueing(clogged), free = queueing(refusing);
  CAPTURE(waits, free);
  CHECK(waits > 60);
  CHECK(free < 1);
}

TEST_CASE("dane_rollover: a wrong TLSA record stops those who check, until it has run out",
          "[questions][library]") {
  SmallWorld world = library("dane_rollover");
  const auto waiting = [&](const char* host) { return world.mail_host(host).queue.recipients(); };
  world.run_to(4 * kHour);
  CHECK(waiting("out.careful.example") <= 1);
  world.run_to(14 * kHour);
  CHECK(waiting("out.careful.example") > 90);  // twelve an hour, for nine to ten hours
  CHECK(waiting("out.hopeful.example") <= 1);
  CHECK(waiting("out.plain.example") <= 1);
  CHECK(world.mail_host("out.careful.example").tls_report.tlsa_invalid > 90);
  world.run_to(14 * kHour + kHour + 75 * 60);
  CHECK(waiting("out.careful.example") <= 1);
  CHECK(world.count(mail::Outcome::bounced) == 0);
  mail::check_conservation(world.world().mail);
}

TEST_CASE("campaign_rate_limit: slowing down is the faster way, and a flush helps nobody",
          "[questions][library]") {
  SmallWorld world = library("campaign_rate_limit");
  const auto through = [&](const char* host) { return world.mail_host(host).ledger.passed_on; };
  world.run_to(kHour);
  CHECK(through("out.patient.example") == 3'000);
  CHECK(world.mail_host("out.patient.example").counters.deferrals < 100);
  CHECK(through("out.pushing.example") < 600);
  world.run_to(3 * kHour);
  CHECK(through("out.pushing.example") < 2'000);
  CHECK(through("out.flushing.example") < through("out.pushing.example") + 200);
  mail::check_conservation(world.world().mail);
}

TEST_CASE("backup_behind_five: Postfix never gets past five dead addresses of the primary",
          "[questions][library]") {
  SmallWorld world = library("backup_behind_five");
  const auto through = [&](const char* host) { return world.mail_host(host).ledger.passed_on; };
  world.run_to(3 * kHour - 60);
  CHECK(through("out.example.net") == 0);
  CHECK(through("out.example.info") == 60);  // KumoMTA
  CHECK(through("out.example.eu") == 60);    // Haraka
  world.run_to(8 * kHour);
  CHECK(through("out.example.net") == 60);
  CHECK(world.count(mail::Outcome::bounced) == 0);
  mail::check_conservation(world.world().mail);
}

TEST_CASE("filter_dns_load: a message costs some twenty lookups, a slow list costs seconds",
          "[questions][library]") {
  SmallWorld world = library("filter_dns_load");
  const auto& users = world.world().mail.metrics.of(mail::MessageKind::user);
  const auto seconds = [&] {
    return users.delay.mean() * 1e-9 * static_cast<double>(users.delay.count());
  };
  const auto mean_between = [&](double from, double until) {
    world.run_to(from);
    const double sum = seconds();
    const auto n = users.delay.count();
    world.run_to(until);
    return (seconds() - sum) / static_cast<double>(users.delay.count() - n);
  };
  const double before = mean_between(600, kHour), slow = mean_between(kHour + 600, 2 * kHour);
  const mail::HostCounters& counters = world.mail_host("mx.b.example").counters;
  const double lookups =
      static_cast<double>(counters.check_lookups) / static_cast<double>(counters.transactions);
  CAPTURE(before, slow, lookups);
  CHECK(lookups >= 18);  // typical MTA with a filter: 20 to 40 (mail.md 3.2)
  CHECK(lookups <= 30);
  CHECK(slow >= before + 2);
  CHECK(world.count(mail::Outcome::bounced) == 0);
}
