// SPDX-License-Identifier: Apache-2.0
// The roles that a host may play (mail.md 2.10, 3.5): archive, outbound relay, smarthost, mailing
// list with and without VERP, backup MX with and without the list of recipients. Expected values:
// counts that follow from the role; recipients are conserved at every hop throughout.
#include "tests/questions/small_world.hpp"

using namespace waypost;
using questions::SmallWorld;
using questions::stage;

namespace {

constexpr double kHour = 3600;

/// Runs in uneven steps and checks the books at each.
void run_checked(SmallWorld& world, double end) {
  sim::Draw draw(sim::make_stream(5, 5, "instants"), 0);
  for (double t = 0; t < end;) {
    t = std::min(end, t + (0.01 + 0.09 * draw.uniform()) * end);
    world.run_to(t);
    mail::check_conservation(world.world().mail);
  }
}

std::uint64_t notices(const SmallWorld& world) {
  const mail::Results& r = world.world().mail.metrics.of(mail::MessageKind::notification);
  return r.ended();
}

const std::string kMail = R"(
messages { population: "writers" to { name: "b.example" } arrivals { every: "1m" until: "+100m" } }
)";
constexpr std::uint64_t kMessages = 100;

}  // namespace

TEST_CASE("an archive gets one copy of every user's message, and none of notifications",
          "[questions][roles]") {
  SmallWorld world(stage() + kMail + R"(
horizon: "4h"
zones { origin: "b.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx" }
zones { origin: "archive.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx" }
mail_hosts { name: "mx.b.example" sites: "Berlin, DE" receives { archive: "archive.example" domains { names: "b.example" unknown_users: "30%" } }
             sends { resolver: "isp" } }
mail_hosts { name: "mx.archive.example" sites: "Paris, FR" receives { domains { names: "archive.example" } } }
)");
  run_checked(world, 4 * kHour);
  const auto taken = world.accepted("mx.b.example");
  CHECK(taken + world.count(mail::Outcome::bounced) == kMessages);
  CHECK(world.count(mail::Outcome::bounced) > 15);  // refused at RCPT: nothing to archive
  CHECK(world.accepted("mx.archive.example") == taken);
  CHECK(world.world().mail.metrics.of(mail::MessageKind::copy).ended() == taken);
}

TEST_CASE("an outbound relay sends for its clients anywhere, and for others nowhere",
          "[questions][roles]") {
  const std::string b = R"(
horizon: "4h"
zones { origin: "b.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx" }
zones { origin: "relay.example" name_servers: "ns1.b.example" }
mail_hosts { name: "mx.b.example" sites: "Berlin, DE" receives { domains { names: "b.example" } } }
)";
  std::string inside = stage();
  const std::string sends = "sends { resolver: \"isp\" }";
  inside.replace(inside.find(sends), sends.size(),
                 "sends { resolver: \"isp\" smarthost: \"mx.relay.example\" }");
  const bool client = GENERATE(true, false);
  const std::string relay =
      "mail_hosts { name: \"mx.relay.example\" sites: \"London, GB\" sends { resolver: \"isp\" } "
      "receives { " +
      std::string(client ? "relays_for: \"out.a.example\" " : "") +
      "domains { names: \"relay.example\" } } }\n";
  SmallWorld world(inside + kMail + b + relay);
  run_checked(world, 4 * kHour);
  CHECK(world.accepted("mx.relay.example") == (client ? kMessages : 0));
  CHECK(world.accepted("mx.b.example") == (client ? kMessages : 0));
  CHECK(world.count(mail::Outcome::bounced) == (client ? 0 : kMessages));  // 554 5.7.1
}

TEST_CASE("all mail through a smarthost is one destination with one window", "[questions][roles]") {
  // Five domains, each with a receiver that takes a second: without the smarthost each has a window
  // of its own.
  std::string text = stage();
  const std::string sends = "sends { resolver: \"isp\" }";
  text.replace(text.find(sends), sends.size(),
               "sends { resolver: \"isp\" smarthost: \"mx.relay.example\" settings { "
               "destination_concurrency: 2 } }");
  text += R"(
horizon: "2h"
zones { origin: "relay.example" name_servers: "ns1.b.example" }
mail_hosts { name: "mx.relay.example" sites: "Paris, FR" sends { resolver: "isp" }
             receives { relays_for: "out.a.example" service { time { constant: "1s" } workers: 50 } } }
)";
  for (int d = 0; d < 5; ++d) {
    const std::string n = "d" + std::to_string(d) + ".example";
    text += "zones { origin: \"" + n +
            "\" name_servers: \"ns1.b.example\" records: \"@ 3600 MX 10 mx\" }\n"
            "mail_hosts { name: \"mx." +
            n + "\" sites: \"Berlin, DE\" receives { domains { names: \"" + n +
            "\" } } }\nmessages { population: \"writers\" to { name: \"" + n +
            "\" } arrivals { every: \"100ms\" until: \"+1m\" } }\n";
  }
  SmallWorld world(text);
  world.run_to(120);
  // 50 messages a second come in; two sessions of a little over a second each carry under two.
  CHECK(world.accepted("mx.relay.example") < 260);
  CHECK(world.accepted("mx.relay.example") > 160);
  run_checked(world, 2 * kHour);
  CHECK(world.count(mail::Outcome::bounced) == 0);
}

TEST_CASE("a list is one transaction per fifty members of a domain, with VERP one per member",
          "[questions][roles]") {
  const bool verp = GENERATE(false, true);
  SmallWorld world(stage() + R"(
horizon: "3h"
zones { origin: "lists.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx" }
zones { origin: "b.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx" }
zones { origin: "c.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx" }
mail_hosts { name: "mx.b.example" sites: "Berlin, DE" receives { domains { names: "b.example" unknown_users: "10%" } } }
mail_hosts { name: "mx.c.example" sites: "Rome, IT" receives { domains { names: "c.example" } } }
mail_hosts { name: "mx.lists.example" sites: "London, GB" sends { resolver: "isp" } receives { domains {
  names: "lists.example" state: LIST list { members { domain: "b.example" count: "120" } members { domain: "c.example" count: "30" } )" +
                   std::string(verp ? "verp: true" : "") + R"( } } } }
messages { population: "writers" to { name: "lists.example" } arrivals { at: "+10m" } }
)");
  run_checked(world, 3 * kHour);
  const auto transactions = [&](const char* host) {
    return world.mail_host(host).counters.transactions;
  };
  const auto taken = world.accepted("mx.b.example");
  CHECK(world.accepted("mx.c.example") == 30);
  CHECK(taken + world.count(mail::Outcome::bounced) == 120);
  CHECK(taken > 95);
  CHECK(transactions("mx.c.example") == (verp ? 30 : 1));
  CHECK(transactions("mx.b.example") == (verp ? taken : 3));
  // Members that are refused come back to the list, one notification per message that had any.
  const auto refused = 120 - taken;
  CHECK(notices(world) == (verp ? refused : 1));
  CHECK(world.mail_host("mx.lists.example").ledger.bounced == refused);
}

TEST_CASE("a bounce to a rewritten address goes on to the writer", "[questions][roles]") {
  // mail.md 2.10: SRS rewrites MAIL FROM; the forwarder decodes the address of the bounce. Plain:
  // the bounce comes from the last host straight to the writer.
  const bool rewrites = GENERATE(true, false);
  const bool on_the_way = GENERATE(true, false);  // refused before or after it was taken
  SmallWorld world(
      stage() + kMail + R"(
horizon: "6h"
zones { origin: "b.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx" }
zones { origin: "c.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx" }
mail_hosts { name: "mx.b.example" sites: "Berlin, DE" sends { resolver: "isp" }
             receives { domains { names: "b.example" unknown_users: "30%" state: FORWARD forward_to: "c.example" )" +
      std::string(rewrites ? "rewrites_sender: true" : "") + R"( } } }
mail_hosts { name: "mx.c.example" sites: "Rome, IT" sends { resolver: "isp" } )" +
      std::string(
          on_the_way
              ? R"(receives { domains { names: "c.example" state: UNKNOWN_USERS } } })"
              : R"(receives { domains { names: "c.example" state: RELAY_TO relay_to: "mx2.c.example" } } }
mail_hosts { name: "mx2.c.example" sites: "Rome, IT" receives { domains { names: "c.example" state: UNKNOWN_USERS } } })"));
  run_checked(world, 6 * kHour);
  CHECK(world.count(mail::Outcome::bounced) == kMessages);
  // Every notice ends in the mailbox of its writer, on the host of the writers.
  const mail::Results& told = world.world().mail.metrics.of(mail::MessageKind::notification);
  CHECK(told.ended() == kMessages);
  CHECK(world.mail_host("out.a.example").ledger.delivered == kMessages);
  CHECK(world.mail_host("mx.b.example").ledger.delivered == 0);
}

TEST_CASE("a backup MX without the list of recipients returns what the primary refuses",
          "[questions][roles]") {
  const bool listed = GENERATE(true, false);
  SmallWorld world(stage() + kMail + R"(
horizon: "12h"
zones { origin: "b.example" name_servers: "ns1.b.example" records: "@ 3600 MX 10 mx" records: "@ 3600 MX 20 backup" }
mail_hosts { name: "mx.b.example" sites: "Berlin, DE" receives { domains { names: "b.example" unknown_users: "30%" } } }
mail_hosts { name: "backup.b.example" sites: "London, GB" sends { resolver: "isp" }
             receives { domains { names: "b.example" state: RELAY_TO unknown_users: "30%" )" +
                   std::string(listed ? "" : "no_recipient_list: true") + R"( } } }
plan { at: "+0s" lasting: "2h" down { names: "mx.b.example" how: REFUSING } }
)");
  run_checked(world, 12 * kHour);
  const auto unknown = world.count(mail::Outcome::bounced);
  CHECK(unknown > 15);
  CHECK(world.accepted("backup.b.example") == (listed ? kMessages - unknown : kMessages));
  CHECK(world.accepted("mx.b.example") == kMessages - unknown);
  // Who makes the bounces: the sender's own host, or the backup after hours.
  CHECK(world.mail_host("backup.b.example").ledger.bounced == (listed ? 0 : unknown));
  CHECK(world.mail_host("out.a.example").ledger.bounced == (listed ? unknown : 0));
  CHECK(notices(world) == unknown);
}
