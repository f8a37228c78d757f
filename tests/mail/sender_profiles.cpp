// SPDX-License-Identifier: Apache-2.0
// The senders side by side, through the whole engine: when each tries a dead destination (vectors
// of 2.6), what it makes of DNS (1.2), which failure moves on and which returns the message (1.4),
// and which addresses it tries (1.3, 1.5).
#include <catch2/catch.hpp>
#include <functional>

#include "tests/mail/attempts.hpp"
#include "tests/mail/scripted_dns.hpp"

using namespace waypost;
using namespace waypost::mail;
using namespace waypost::mail::test;

namespace {

SenderProfile profile_of(const std::string& name) {
  SenderProfile p = *find_sender_profile(name);
  p.routing.ipv6 = false;  // the test world has none
  return p;
}

struct DeadHistory {
  std::vector<double> hours{};  ///< of the connections
  double returned = 0;          ///< hour of the bounce
};

/// One message to a host that refuses every connection; queue runs at `anchor` + k periods.
DeadHistory dead_destination(const SenderProfile& p, sim::Duration anchor = {}) {
  MailWorld w(p);
  w.add_domain("dead.alpha", {{10, "198.18.40.1"}});
  w.publish();
  w.set_port("m1.dead.alpha", net::PortState::refused);
  w.sender().queue = Queue(p.queue, sim::Time{} + anchor, sim::make_stream(1, 1, "retry jitter"));
  sim::MemoryTrace trace;
  w.trace = &trace;
  w.send({"dead.alpha"});
  w.run(sim::hours(24 * 8));
  check_conservation(w.mail);
  DeadHistory history;
  const std::uint64_t key = MessageId{sim::hash_text("population"), 0}.key();
  for (const sim::TraceRecord& r : trace.records()) {
    if (r.object != key) continue;
    if (r.kind == kTraceConnect) history.hours.push_back(static_cast<double>(r.time) / 3.6e12);
    if (r.kind == kTraceBounced) history.returned = static_cast<double>(r.time) / 3.6e12;
  }
  return history;
}

void check_starts_with(const DeadHistory& history, const std::vector<double>& hours,
                       double margin) {
  REQUIRE(history.hours.size() >= hours.size());
  for (std::size_t i = 0; i < hours.size(); ++i) {
    CAPTURE(i);
    CHECK(history.hours[i] == Approx(hours[i]).margin(margin));
  }
}

}  // namespace

TEST_CASE("Postfix tries a dead destination 108 times and returns the message at 120.33 h",
          "[mail][senders]") {
  const DeadHistory h = dead_destination(profile_of("postfix"));
  check_starts_with(
      h, {0, 5 / 60., 10 / 60., 20 / 60., 40 / 60., 80 / 60., 150 / 60., 220 / 60., 290 / 60.},
      0.001);
  CHECK(h.hours.size() == 108);
  CHECK(h.returned == Approx(120.33).margin(0.01));
}

TEST_CASE("Exim's host clock grows by its rules until it returns everything at 101 h",
          "[mail][senders]") {
  // The host's clock alone, tried the instant it allows.
  HostMemory memory(find_sender_profile("exim")->memory);
  std::vector<double> hours;
  for (sim::Time now{}; !memory.has_given_up(1, now); now = memory.next_try(1, now)) {
    hours.push_back(now.seconds() / 3600);
    memory.note_failure(1, now, false);
  }
  const std::vector<double> expected{0,    0.25, 0.5,  0.75, 1,     1.25,  1.5,   1.75, 2,
                                     2.25, 3.25, 4.75, 7.0,  10.38, 15.44, 23.03, 29.03};
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(hours[i] == Approx(expected[i]).margin(0.01));
  CHECK(hours.size() == 29);
  CHECK(hours.back() == Approx(101.03).margin(0.01));
}

TEST_CASE("Exim forgets a host seven days after its last failure", "[mail][senders]") {
  HostMemory memory(find_sender_profile("exim")->memory);
  sim::Time now{}, last{};
  for (; !memory.has_given_up(1, now); now = memory.next_try(1, now)) {
    memory.note_failure(1, now, false);
    last = now;
  }
  const sim::Time kept = last + sim::hours(7 * 24);
  CHECK(memory.has_given_up(1, kept));
  CHECK(memory.next_try(1, kept) > sim::Time{});
  const sim::Time later = kept + sim::seconds(1);
  CHECK_FALSE(memory.has_given_up(1, later));
  CHECK(memory.next_try(1, later) == sim::Time{});
  memory.note_failure(1, later, false);
  CHECK_FALSE(memory.has_given_up(1, later));
  CHECK(memory.next_try(1, later) == later + sim::minutes(15));  // the first rule again
}

TEST_CASE("mail to a host that Exim gave up returns at once within a week, and waits after it",
          "[mail][senders]") {
  MailWorld w(profile_of("exim"));
  w.add_domain("dead.alpha", {{10, "198.18.40.1"}});
  w.publish();
  w.set_port("m1.dead.alpha", net::PortState::refused);
  w.send({"dead.alpha"});
  const auto send = [](MailWorld& x) { x.send({"dead.alpha"}); };
  w.at(sim::hours(120), send);
  w.at(sim::hours(24 * 21), send);  // sixteen days after the last touch
  w.run(sim::hours(121));
  CHECK(w.results().count(Outcome::bounced) == 2);
  w.run(sim::hours(24 * 21 + 1));
  CHECK(w.results().count(Outcome::bounced) == 2);
  CHECK(w.sender().queue.recipients() == 1);
  check_conservation(w.mail);
}

TEST_CASE("with a queue run every half hour Exim tries 25 times, the last at 100.25 h",
          "[mail][senders]") {
  const DeadHistory h = dead_destination(profile_of("exim"), sim::minutes(15));
  CHECK(h.hours.size() == 25);
  CHECK(h.hours.back() == Approx(100.25).margin(0.01));
  CHECK(h.returned == Approx(100.25).margin(0.01));
}

TEST_CASE("OpenSMTPD tries at squares of its attempts, thirty times in four days",
          "[mail][senders]") {
  SenderProfile p = profile_of("opensmtpd");
  p.memory.law = NoMemory{};  // its routes rest an hour at most: the clock alone
  const DeadHistory h = dead_destination(p);
  check_starts_with(h, {0, 0.11, 0.44, 1.0, 1.78, 2.78, 4.0, 5.44}, 0.01);
  CHECK(h.hours.size() == 30);
  CHECK(h.returned == Approx(96).margin(0.01));
}

TEST_CASE("KumoMTA doubles from 20 minutes and returns the message after 85 h, not at 7 d",
          "[mail][senders]") {
  const DeadHistory h = dead_destination(profile_of("kumomta"));
  check_starts_with(h, {0, 0.33, 1, 2.33, 5, 10.33, 21, 42.33, 85}, 0.07);  // eight jitters of 30 s
  CHECK(h.hours.size() == 9);
  CHECK(h.returned == Approx(85).margin(0.07));
}

TEST_CASE("Haraka doubles from 64 seconds, thirteen attempts in 72.8 h", "[mail][senders]") {
  const DeadHistory h = dead_destination(profile_of("haraka"));
  check_starts_with(h,
                    {0, 64 / 3600., 192 / 3600., 448 / 3600., 0.267, 0.551, 1.12, 2.26, 4.53, 9.08,
                     18.2, 36.4, 72.8},
                    0.02);
  CHECK(h.hours.size() == 13);
  CHECK(h.returned == Approx(72.8).margin(0.01));
}

TEST_CASE("sendmail tries at every queue run for five days", "[mail][senders]") {
  const DeadHistory h = dead_destination(profile_of("sendmail"), sim::minutes(10));
  check_starts_with(h, {0, 10 / 60., 40 / 60., 70 / 60.}, 0.001);
  CHECK(h.returned == Approx(120 + 10 / 60.).margin(0.001));
}

TEST_CASE("Exchange retries a next hop after 1, 5 and 10 minutes and keeps mail two days",
          "[mail][senders]") {
  const DeadHistory h = dead_destination(profile_of("exchange"));
  std::vector<double> minutes{0, 1, 2, 3, 4, 9, 14, 19, 24, 29, 34, 44, 54};
  for (double& m : minutes) m /= 60;
  check_starts_with(h, minutes, 0.01);
  CHECK(h.returned == Approx(48).margin(0.01));
}

TEST_CASE("Exchange Online goes from a quarter of an hour to one hour and keeps mail a day",
          "[mail][senders]") {
  const DeadHistory h = dead_destination(profile_of("exo"));
  check_starts_with(h, {0, 0.25, 0.625, 1.125, 1.75, 2.5, 3.375, 4.375, 5.375}, 0.005);
  CHECK(h.returned == Approx(24).margin(0.01));
}

TEST_CASE("OpenSMTPD holds five sessions to each of the best exchangers", "[mail][senders]") {
  // limit.c: max_conn_per_route (mail.md 2.5).
  const int equal = GENERATE(1, 2, 3);
  SenderProfile p = profile_of("opensmtpd");
  p.routing.ipv6 = false;
  MailWorld w(p);
  std::vector<std::pair<int, std::string>> exchangers{{20, "198.18.40.9"}};
  for (int i = 1; i <= equal; ++i) exchangers.emplace_back(10, "198.18.40." + std::to_string(i));
  w.add_domain("slow.alpha", exchangers);
  w.publish();
  for (MailHost& h : w.mail.hosts) h.station = net::Station(sim::Law::constant(60), 100);
  for (int i = 0; i < 50; ++i) w.send({"slow.alpha"});
  w.run(sim::seconds(30));
  CHECK(w.sender().queue.deliveries() == static_cast<std::uint32_t>(5 * equal));
  CHECK(w.host("m1.slow.alpha").serving.size() == 0);  // the backup
  for (int i = 2; i <= equal + 1; ++i)
    CHECK(w.host("m" + std::to_string(i) + ".slow.alpha").serving.size() == 5);
}

TEST_CASE("Exchange Online returns mail for a domain that does not exist with 5.4.310",
          "[mail][senders]") {
  SenderProfile p = profile_of("exo");
  p.routing.ipv6 = false;
  MailWorld w(p);
  w.base.dns.names.intern("nowhere.alpha");
  w.publish();
  sim::MemoryTrace trace;
  w.trace = &trace;
  w.send({"nowhere.alpha"});
  w.run(sim::minutes(1));
  const auto attempts = attempts_of(trace, 0);
  REQUIRE(attempts.size() == 1);
  CHECK(attempts[0].status == "bounced");
  CHECK(attempts[0].code == "5.4.310");
}

namespace {

/// What `sender` does with mail for `domain` of the scripted DNS: "deliver", "defer", "bounce".
std::string dns_verdict(ScriptedDns& dns, const SenderProfile& p, const std::string& domain,
                        dns::Rcode failure = dns::Rcode::serv_fail) {
  const NumericNames numeric(dns.names, dns.addresses);
  const std::vector<net::AddressId> own{dns.address("198.18.30.1")};
  const RoutingView view{p.routing, dns.records, dns.addresses, numeric, own};
  Routing routing;
  RoutingAction action = start(routing, view, dns.names.intern(domain));
  while (const auto* lookup = std::get_if<Lookup>(&action)) {
    dns::LookupResult answer = dns.answer(lookup->question);
    answer.rcode = failure;
    action = on_answer(routing, view, answer);
  }
  if (std::holds_alternative<Routed>(action)) return "deliver";
  if (const auto* d = std::get_if<Deferred>(&action))
    return d->error.fault == RoutingFault::loop ? "freeze" : "defer";
  return "bounce";
}

}  // namespace

TEST_CASE("what each sender makes of DNS answers", "[mail][senders]") {
  ScriptedDns dns;
  dns.add("address.test", "@ IN A 198.18.1.1");
  dns.add("null.test", "@ IN MX 0 .");
  dns.add("hollow.test", "@ IN MX 10 nosuch");
  dns.add("soft.test", "@ IN MX 10 mx.fails.test.");
  dns.add("own.test", "@ IN MX 10 me");
  dns.add("own.test", "me IN A 198.18.30.1");
  dns.failing[dns.names.intern("fails.test").node] = dns::LookupStatus::try_again;
  dns.failing[dns.names.intern("slow.test").node] = dns::LookupStatus::timed_out;
  dns.failing[dns.names.intern("garbled.test").node] = dns::LookupStatus::malformed;
  dns.names.intern("nosuch.test");
  dns.publish();
  struct Row {
    std::string domain;
    std::vector<std::string> verdicts;  // postfix, exim, opensmtpd, kumomta, haraka
    dns::Rcode rcode = dns::Rcode::serv_fail;
  };
  const Row row = GENERATE(values<Row>({
      {"nosuch.test", {"bounce", "bounce", "bounce", "defer", "bounce"}},
      {"address.test", {"deliver", "deliver", "deliver", "deliver", "deliver"}},
      {"fails.test", {"defer", "defer", "defer", "defer", "defer"}},
      {"slow.test", {"defer", "defer", "defer", "defer", "defer"}},
      {"fails.test", {"defer", "defer", "bounce", "defer", "defer"}, dns::Rcode::refused},
      {"fails.test", {"defer", "defer", "bounce", "defer", "defer"}, dns::Rcode::not_imp},
      {"garbled.test", {"bounce", "defer", "bounce", "defer", "defer"}, dns::Rcode::form_err},
      {"null.test", {"bounce", "bounce", "bounce", "bounce", "bounce"}},
      {"hollow.test", {"bounce", "bounce", "defer", "defer", "bounce"}},
      {"soft.test", {"defer", "defer", "defer", "defer", "defer"}},
      {"own.test", {"bounce", "freeze", "bounce", "bounce", "bounce"}},
  }));
  CAPTURE(row.domain);
  const std::vector<std::string> senders{"postfix", "exim", "opensmtpd", "kumomta", "haraka"};
  for (std::size_t i = 0; i < senders.size(); ++i) {
    CAPTURE(senders[i]);
    CHECK(dns_verdict(dns, profile_of(senders[i]), row.domain, row.rcode) == row.verdicts[i]);
  }
}

namespace {

enum class Behaviour {
  refused,
  silent,
  greets_421,
  greets_554,
  mail_4yz,
  rcpt_4yz,
  data_4yz,
  rcpt_5yz,
  data_5yz,
  hangs_up,
  handshake_fails
};

void make_behave(MailWorld& w, const std::string& name, Behaviour behaviour) {
  ForcedReplies& forced = w.host(name).forced;
  switch (behaviour) {
    case Behaviour::refused: return w.set_port(name, net::PortState::refused);
    case Behaviour::silent: return w.set_port(name, net::PortState::black_holed);
    case Behaviour::greets_421: forced.greeting = kTooManyConnections; return;
    case Behaviour::greets_554: forced.greeting = Reply{554, {5, 7, 1}}; return;
    case Behaviour::mail_4yz: forced.mail = kLocalError; return;
    case Behaviour::rcpt_4yz: forced.recipient = kMailboxBusy; return;
    case Behaviour::data_4yz: forced.final_dot = kLocalError; return;
    case Behaviour::rcpt_5yz: forced.recipient = kUnknownUser; return;
    case Behaviour::data_5yz: forced.final_dot = Reply{554, {5, 7, 1}}; return;
    case Behaviour::hangs_up: forced.hangs_up_in_content = true; return;
    case Behaviour::handshake_fails:
      w.host(name).receives.tls = {.offered = true, .handshake_fails = true};
      return;
  }
}

/// After one attempt at MX 10 behaving so: "next" (delivered at MX 20), "deferred" or "bounced".
std::string first_outcome(const std::string& sender, Behaviour behaviour, bool with_second) {
  MailWorld w(profile_of(sender));
  std::vector<std::pair<int, std::string>> exchangers{{10, "198.18.40.1"}};
  if (with_second) exchangers.emplace_back(20, "198.18.40.2");
  w.add_domain("shop.alpha", exchangers);
  w.publish();
  make_behave(w, "m1.shop.alpha", behaviour);
  w.sender().security.tls = behaviour == Behaviour::handshake_fails;
  w.send({"shop.alpha"});
  w.run(sim::seconds(50));
  if (sender == "exim" || sender == "sendmail" || sender == "opensmtpd" || sender == "kumomta")
    w.run(sim::seconds(200));  // a silent host holds them for longer than 30 s
  check_conservation(w.mail);
  if (w.results().count(Outcome::delivered_in_time) + w.results().count(Outcome::delivered_late) ==
      1)
    return "next";
  return w.results().count(Outcome::bounced) == 1 ? "bounced" : "deferred";
}

}  // namespace

TEST_CASE("which failure moves on to the next exchanger, and what it means on the last",
          "[mail][senders]") {
  struct Row {
    Behaviour behaviour;
    std::string with_second, alone;
  };
  const Row row = GENERATE(values<Row>({
      {Behaviour::refused, "next", "deferred"},
      {Behaviour::silent, "next", "deferred"},
      {Behaviour::greets_421, "next", "deferred"},
      {Behaviour::greets_554, "next", "deferred"},
      {Behaviour::mail_4yz, "next", "deferred"},
      {Behaviour::rcpt_4yz, "next", "deferred"},
      {Behaviour::data_4yz, "next", "deferred"},
      {Behaviour::rcpt_5yz, "bounced", "bounced"},
      {Behaviour::data_5yz, "bounced", "bounced"},
      {Behaviour::hangs_up, "next", "deferred"},
      {Behaviour::handshake_fails, "next", "deferred"},
  }));
  for (const std::string_view name : sender_profile_names()) {
    const std::string sender(name);
    CAPTURE(sender, static_cast<int>(row.behaviour));
    const bool final_greeting = sender == "exim" && row.behaviour == Behaviour::greets_554;
    CHECK(first_outcome(sender, row.behaviour, true) ==
          (final_greeting ? "bounced" : row.with_second));
    CHECK(first_outcome(sender, row.behaviour, false) == (final_greeting ? "bounced" : row.alone));
  }
}

TEST_CASE("EHLO met with 4yz moves every sender on, and defers on the last", "[mail][senders]") {
  for (const std::string_view name : sender_profile_names()) {
    CAPTURE(name);
    const SenderProfile& p = *find_sender_profile(name);
    SmtpClient client;
    on_connected(client, p.smtp);
    on_greeting(client, p.smtp, kReady);
    const ClientAction action = on_hello(client, p.smtp, kLocalError, true);
    const auto* failed = std::get_if<SessionFailed>(&action);
    REQUIRE(failed != nullptr);
    CHECK(failed->failure == Failure::hello_transient);
    CHECK(p.failures[failed->failure].next_address);
    CHECK_FALSE(p.failures[failed->failure].bounces);
  }
}

TEST_CASE("a failed handshake costs Postfix one wait, and KumoMTA the host", "[mail][senders]") {
  // mail.md 1.4: in clear at the first retry, 5 to 10 min later; 3.4: KumoMTA never on that host.
  const auto [sender, delivered] =
      GENERATE(table<std::string, std::uint64_t>({{"postfix", 1}, {"kumomta", 0}}));
  CAPTURE(sender);
  MailWorld w(profile_of(sender));
  w.add_domain("shop.alpha", {{10, "198.18.40.1"}});
  w.publish();
  make_behave(w, "m1.shop.alpha", Behaviour::handshake_fails);
  w.sender().security.tls = true;
  w.send({"shop.alpha"});
  w.run(sim::seconds(299));
  CHECK(w.received("m1.shop.alpha") == 0);
  w.run(sim::seconds(610));
  CHECK(w.received("m1.shop.alpha") == delivered);
  w.run(sim::hours(84));
  CHECK(w.received("m1.shop.alpha") == delivered);
  w.run(sim::hours(86));
  CHECK(w.results().count(Outcome::bounced) == 1 - delivered);
}

TEST_CASE("a primary with six dead addresses hides the backup from Postfix, not from KumoMTA",
          "[mail][senders]") {
  const auto [sender, delivered] =
      GENERATE(table<std::string, bool>({{"postfix", false}, {"kumomta", true}, {"haraka", true}}));
  MailWorld w(profile_of(sender));
  for (int i = 1; i <= 6; ++i) {
    const std::string address = "198.18.41." + std::to_string(i);
    w.zones["hid.alpha"].push_back("big.hid.alpha. 3600 A " + address);
    w.add_receiver("big" + std::to_string(i), address, {"hid.alpha"});
  }
  w.zones["hid.alpha"].insert(w.zones["hid.alpha"].end(), {"hid.alpha. 3600 MX 10 big.hid.alpha.",
                                                           "hid.alpha. 3600 MX 20 b.hid.alpha.",
                                                           "b.hid.alpha. 3600 A 198.18.42.1"});
  w.add_receiver("b.hid.alpha", "198.18.42.1", {"hid.alpha"});
  w.publish();
  for (int i = 1; i <= 6; ++i) w.set_port("big" + std::to_string(i), net::PortState::refused);
  w.send({"hid.alpha"});
  w.run(sim::hours(12));
  CAPTURE(sender);
  CHECK((w.received("b.hid.alpha") == 1) == delivered);
}

TEST_CASE("Exim pays once for a silent exchanger and then skips it; Postfix pays with each session",
          "[mail][senders]") {
  const auto [sender, payments] =
      GENERATE(table<std::string, std::uint64_t>({{"exim", 1}, {"postfix", 21}}));
  MailWorld w(profile_of(sender));
  w.add_domain("shop.alpha", {{10, "198.18.40.1"}, {20, "198.18.40.2"}});
  w.publish();
  w.set_port("m1.shop.alpha", net::PortState::black_holed);
  sim::MemoryTrace trace;
  w.trace = &trace;
  for (int i = 0; i < 20; ++i)
    w.at(sim::seconds(200 + 30 * i), [](MailWorld& x) { x.send({"shop.alpha"}); });
  w.send({"shop.alpha"});
  w.run(sim::minutes(15));  // the host rests a quarter of an hour
  std::uint64_t paid = 0;
  for (const sim::TraceRecord& r : trace.records()) paid += r.kind == kTraceAddressFailed;
  CHECK(paid == payments);
  CHECK(w.received("m2.shop.alpha") == 21);
}
