// SPDX-License-Identifier: Apache-2.0
// Messages through the whole stack: engine, network, DNS, SMTP. Expected times follow from round
// trips of 20 ms, outcomes from RFC 5321 and RFC 7505, throughput from W N / timeout.
#include <catch2/catch.hpp>

#include "sim/distributions.hpp"
#include "tests/mail/attempts.hpp"

using namespace waypost;
using namespace waypost::mail;
using namespace waypost::mail::test;

namespace {

SenderProfile postfix() { return MailWorld::recorded_postfix(); }

MailWorld one_domain(const SenderProfile& profile = postfix(), std::uint64_t seed = 1) {
  MailWorld w(profile, seed);
  w.add_domain("shop.alpha", {{10, "198.18.40.1"}});
  w.publish();
  return w;
}

/// Several domains, a dead host, a black hole, refusals, several recipients: something of
/// everything.
MailWorld busy_world(std::uint64_t seed) {
  SenderProfile p = fast_postfix();
  MailWorld w(p, seed);
  w.add_domain("shop.alpha", {{10, "198.18.40.1"}, {10, "198.18.40.2"}});
  w.add_domain("dead.alpha", {{10, "198.18.41.1"}});
  w.add_domain("hole.alpha", {{10, "198.18.42.1"}, {20, "198.18.42.2"}});
  w.add_domain("gone.alpha", {{10, "198.18.43.1"}});
  w.publish();
  w.set_port("m1.dead.alpha", net::PortState::refused);
  w.set_port("m1.hole.alpha", net::PortState::black_holed);
  w.host("m1.gone.alpha")
      .domains.set(w.base.dns.names.intern("gone.alpha"), {DomainState::unknown_users});
  for (MailHost& h : w.mail.hosts) h.station = net::Station(sim::Law::lognormal(0.3, 0.5), 2, 20);
  return w;
}

const std::vector<std::string> kBusyDomains{"shop.alpha", "dead.alpha", "hole.alpha", "gone.alpha"};

/// Sends message `i` of the busy world: one to four domains, one to three users each.
void send_busy(MailWorld& w, int i) {
  sim::Draw draw(sim::make_stream(9, 9, "busy"), static_cast<std::uint64_t>(i));
  std::vector<std::string> to;
  for (const std::string& d : kBusyDomains)
    if (draw.chance(0.5)) to.push_back(d);
  if (!to.empty()) w.send(to, 1 + draw.below(3), 500 + draw.below(60'000));
}

/// What happens after `state` is set for the domain at its only host.
std::pair<const char*, std::uint64_t> outcome_of(DomainState state) {
  MailWorld w = one_domain();
  w.host("m1.shop.alpha").domains.set(w.base.dns.names.intern("shop.alpha"), {state});
  w.send({"shop.alpha"});
  w.run(sim::seconds(100));
  check_conservation(w.mail);
  const Results& r = w.results();
  if (r.count(Outcome::delivered_in_time) == 1)
    return {"delivered", w.mail.metrics.by_kind[1].ended()};
  if (r.count(Outcome::wrong_place) == 1) return {"wrong place", w.mail.metrics.by_kind[1].ended()};
  if (r.count(Outcome::bounced) == 1) return {"bounced", w.mail.metrics.by_kind[1].ended()};
  return {w.sender().queue.recipients() == 1 ? "queued" : "lost",
          w.mail.metrics.by_kind[1].ended()};
}

}  // namespace

TEST_CASE("a tarpit waits before each reply that refuses a recipient", "[mail][delivery]") {
  const std::uint32_t users = GENERATE(1, 3);
  MailWorld w = one_domain();
  MailHost& host = w.host("m1.shop.alpha");
  host.domains.set(w.base.dns.names.intern("shop.alpha"), {DomainState::unknown_users});
  host.receives.tarpit = sim::seconds(5);
  sim::MemoryTrace trace;
  w.trace = &trace;
  w.send({"shop.alpha"}, users);
  w.run(sim::minutes(1));
  std::uint32_t bounced = 0;
  for (const sim::TraceRecord& r : trace.records()) {
    if (r.kind != kTraceBounced) continue;
    ++bounced;
    CHECK(static_cast<double>(r.time) * 1e-9 == Approx(5 * users).margin(0.5));
  }
  CHECK(bounced == users);
}

TEST_CASE("a command and its reply are instants; a connection began with its first SYN",
          "[mail][delivery]") {
  MailWorld w = one_domain();
  sim::MemoryTrace trace;
  w.trace = &trace;
  w.run(sim::hours(1));  // not at 0, where a start left out would not be seen
  w.send({"shop.alpha"});
  w.run(sim::hours(2));
  int instants = 0, connections = 0;
  for (const sim::TraceRecord& r : trace.records()) {
    if (r.kind == kTraceCommand || r.kind == kTraceReply) {
      ++instants;
      CHECK(r.start == r.time);
    }
    if (r.kind != kTraceConnected) continue;
    ++connections;
    CHECK(r.time - r.start == r.value);  // a handshake: one round trip
  }
  CHECK(instants >= 6);
  CHECK(connections == 1);
}

TEST_CASE("a message reaches its mailbox in the round trips of its lookups and its session",
          "[mail][delivery]") {
  MailWorld w = one_domain();
  w.send({"shop.alpha"});
  w.run(sim::minutes(1));
  REQUIRE(w.results().count(Outcome::delivered_in_time) == 1);
  // The second finds DNS warm: 5 round trips less the way of the last 250, and 2,000 octets at
  // 100 Mbit/s.
  w.send({"shop.alpha"});
  w.run(sim::minutes(2));
  CHECK(w.results().delay.min() == (sim::milliseconds(90) + sim::microseconds(160)).ns);
  check_conservation(w.mail);
}

TEST_CASE("a domain's state at its host decides what becomes of its mail", "[mail][delivery]") {
  const auto [state, expected, notified] = GENERATE(table<DomainState, std::string, std::uint64_t>(
      {{DomainState::final, "delivered", 0},
       {DomainState::stale_mailbox, "wrong place", 0},
       {DomainState::forgotten, "bounced", 1},
       {DomainState::unknown_users, "bounced", 1},
       {DomainState::tempfail, "queued", 0}}));
  const auto [outcome, notifications] = outcome_of(state);
  CHECK(outcome == expected);
  CHECK(notifications == notified);
}

TEST_CASE("a relaying host passes mail on to the host it names", "[mail][delivery]") {
  MailWorld w(postfix());
  w.zones["shop.alpha"] = {"shop.alpha. 300 MX 10 old.shop.alpha.",
                           "old.shop.alpha. 300 A 198.18.40.1",
                           "new.shop.alpha. 300 A 198.18.40.2"};
  const MailHostId old =
      w.add_host("old.shop.alpha", "198.18.40.1", sim::milliseconds(10), postfix());
  w.add_receiver("new.shop.alpha", "198.18.40.2", {"shop.alpha"});
  w.mail.hosts[old].domains.set(w.base.dns.names.intern("shop.alpha"),
                                {DomainState::relay_to, w.base.dns.names.intern("new.shop.alpha")});
  w.publish();
  w.send({"shop.alpha"});
  w.run(sim::minutes(1));
  CHECK(w.mail.hosts[old].ledger.passed_on == 1);
  CHECK(w.host("new.shop.alpha").ledger.delivered == 1);
  CHECK(w.results().count(Outcome::delivered_in_time) == 1);
  check_conservation(w.mail);
}

TEST_CASE("two hosts that relay to each other give up at the fiftieth hop", "[mail][delivery]") {
  MailWorld w(postfix());
  w.zones["loop.alpha"] = {"loop.alpha. 300 MX 10 a.loop.alpha.", "a.loop.alpha. 300 A 198.18.40.1",
                           "b.loop.alpha. 300 A 198.18.40.2"};
  const dns::Name domain = w.base.dns.names.intern("loop.alpha");
  for (const auto& [name, address, next] :
       {std::tuple{"a.loop.alpha", "198.18.40.1", "b.loop.alpha"},
        std::tuple{"b.loop.alpha", "198.18.40.2", "a.loop.alpha"}}) {
    const MailHostId id = w.add_host(name, address, sim::milliseconds(10), postfix());
    w.mail.hosts[id].domains.set(domain, {DomainState::relay_to, w.base.dns.names.intern(next)});
  }
  w.publish();
  w.send({"loop.alpha"});
  w.run(sim::minutes(5));
  CHECK(w.results().count(Outcome::bounced) == 1);
  CHECK(w.received("a.loop.alpha") + w.received("b.loop.alpha") == 50);
  CHECK(w.mail.metrics.by_kind[1].count(Outcome::delivered_in_time) == 1);  // the notification
  check_conservation(w.mail);
}

TEST_CASE("a notification that cannot be delivered is dropped, and makes no other",
          "[mail][delivery]") {
  MailWorld w = one_domain();
  w.host("m1.shop.alpha")
      .domains.set(w.base.dns.names.intern("shop.alpha"), {DomainState::unknown_users});
  Message m;
  m.content.id = {1, 1};
  m.content.sender = {w.base.dns.names.intern("shop.alpha"), 1};  // its host refuses it too
  m.recipients.push_back({{w.base.dns.names.intern("shop.alpha"), 2}, {}});
  Context c = w.context();
  submit(c, w.sender(), m);
  w.run(sim::minutes(1));
  CHECK(w.results().count(Outcome::bounced) == 1);
  CHECK(w.mail.metrics.of(MessageKind::notification).count(Outcome::discarded) == 1);
  CHECK(w.sender().ledger.expanded == 1);
  check_conservation(w.mail);
}

TEST_CASE("a 250 that comes too late makes a duplicate, not a loss", "[mail][delivery]") {
  SenderProfile p = fast_postfix();
  p.smtp.timeouts.final_dot = sim::seconds(5);
  MailWorld w = one_domain(p);
  w.host("m1.shop.alpha").station = net::Station(sim::Law::constant(8), 1);
  w.at(sim::seconds(10), [](MailWorld& x) {
    x.host("m1.shop.alpha").station = net::Station(sim::Law::constant(0.1), 1);
  });
  w.send({"shop.alpha"});
  w.run(sim::minutes(2));
  CHECK(w.mail.metrics.duplicates == w.results().ended() - 1);
  CHECK(w.mail.metrics.duplicates >= 1);
  check_conservation(w.mail);
}

TEST_CASE("over its connection limit a host says 421, or lets connections wait",
          "[mail][delivery]") {
  const OverLimit how = GENERATE(OverLimit::refuse_421, OverLimit::backlog);
  MailWorld w = one_domain();
  MailHost& host = w.host("m1.shop.alpha");
  host.receives.connection_limit = 2;
  host.receives.over_limit = how;
  host.station = net::Station(sim::Law::constant(1), 10);
  for (int i = 0; i < 5; ++i) w.send({"shop.alpha"});
  w.run(sim::seconds(20));
  const bool refused = how == OverLimit::refuse_421;
  CHECK((host.counters.sessions_refused > 0) == refused);
  CHECK((w.results().count(Outcome::delivered_in_time) == 5) == !refused);
  w.run(sim::minutes(60));
  CHECK(w.results().ended() == 5);
  check_conservation(w.mail);
}

TEST_CASE("no recipient is lost or made from nothing at any instant", "[mail][delivery]") {
  MailWorld w = busy_world(3);
  sim::Draw draw({77}, 0);
  for (int i = 0; i < 150; ++i) {
    send_busy(w, i);
    w.run_events(w.base.engine.now() + sim::from_seconds(2 * draw.uniform()));
    check_conservation(w.mail);
    if (i == 75) reset_metrics(w.mail);  // the end of a warm-up loses nobody
    check_conservation(w.mail);
  }
  w.run_events(w.base.engine.now() + sim::minutes(30));
  check_conservation(w.mail);
  CHECK(queued_recipients(w.mail) == 0);
  CHECK(w.results().count(Outcome::bounced) > 30);
  CHECK(w.results().count(Outcome::delivered_in_time) > 30);
}

TEST_CASE("a copy of the world goes on identically", "[mail][delivery]") {
  MailWorld w = busy_world(4);
  for (int i = 0; i < 40; ++i) send_busy(w, i);
  for (int k = 1; k <= 10; ++k) {
    w.run_events(sim::Time{} + sim::milliseconds(3'700) * k);
    MailWorld copy = w;
    MailWorld other = w;
    copy.run_events(sim::Time{} + sim::minutes(5));
    other.run_events(sim::Time{} + sim::minutes(5));
    CHECK(copy.base.engine.fingerprint() == other.base.engine.fingerprint());
    check_conservation(copy.mail);
  }
}

TEST_CASE("one message more leaves the luck of the others as it was", "[mail][delivery]") {
  const auto targets = [](bool extra) {
    MailWorld w = busy_world(5);
    sim::MemoryTrace trace;
    w.trace = &trace;
    w.send({"shop.alpha"});
    const std::uint64_t key = MessageId{sim::hash_text("population"), 0}.key();
    if (extra) {
      w.sent = 1'000;
      w.send({"hole.alpha"});
    }
    w.run(sim::minutes(1));
    std::vector<net::AddressId> order;
    for (const sim::TraceRecord& r : trace.records())
      if (r.kind == kTraceTarget && r.object == key) order.push_back(r.address);
    return order;
  };
  CHECK(targets(false) == targets(true));
}

TEST_CASE("one of three equal exchangers black-holed holds throughput near W N / timeout",
          "[mail][validation]") {
  MailWorld w(postfix());
  w.add_domain("big.alpha", {{10, "198.18.40.1"}, {10, "198.18.40.2"}, {10, "198.18.40.3"}});
  w.publish();
  w.set_port("m1.big.alpha", net::PortState::black_holed);
  SenderProfile p = postfix();
  p.queue.reuse = SessionReuse::never;  // every delivery opens a session of its own
  w.sender().sends = std::make_shared<const SenderProfile>(p);
  w.sender().queue = Queue(p.queue, {});
  for (int i = 0; i < 6'000; ++i) w.send({"big.alpha"});
  w.run(sim::minutes(10));
  const auto before = w.results().ended();
  w.run(sim::minutes(30));
  const double per_second = static_cast<double>(w.results().ended() - before) / (20 * 60);
  CHECK(per_second == Approx(20.0 * 3 / 30).epsilon(0.1));  // W = 20, N = 3, 30 s
}

TEST_CASE("mail under an exponential outage is as late as the closed form says",
          "[mail][validation]") {
  // Postfix schedule, scan towards 0, exact clock: mean delay 2544.3 s at mean outage 1800 s. Each
  // message has a domain of its own, so no window or dead mark of another touches it.
  SenderProfile p = postfix();
  p.queue.retry.scan_period = {};
  p.queue.retry.clock_grain = {};
  p.queue.retry.lifetime = sim::hours(10'000);
  constexpr int kDomains = 400, kRounds = 250;
  MailWorld w(p);
  for (int d = 0; d < kDomains; ++d)
    w.add_domain(
        "d" + std::to_string(d) + ".alpha",
        {{10, "198.18." + std::to_string(40 + d / 200) + "." + std::to_string(1 + d % 200)}});
  w.publish();
  for (int round = 0; round < kRounds; ++round) {
    const sim::Duration start = sim::hours(30) * round;
    for (int d = 0; d < kDomains; ++d) {
      const std::string domain = "d" + std::to_string(d) + ".alpha";
      const net::HostId host = w.host("m1." + domain).host;
      const auto set_port = [host](net::PortState state) {
        return [host, state](MailWorld& x) {
          net::set_port(x.base.network, host, net::Service::smtp, state);
        };
      };
      sim::Draw draw({11}, static_cast<std::uint64_t>(round * kDomains + d));
      const sim::Duration outage = sim::from_seconds(1800 * sim::exponential(draw));
      w.at(start, set_port(net::PortState::refused));
      w.at(start, [domain](MailWorld& x) { x.send({domain}); });
      w.at(start + outage, set_port(net::PortState::open));
    }
  }
  w.run(sim::hours(30) * kRounds);
  const Results& r = w.results();
  REQUIRE(r.ended() == kDomains * kRounds);
  CHECK(r.delay.mean() * 1e-9 == Approx(2544.3).epsilon(0.01));
}
