// SPDX-License-Identifier: Apache-2.0
// Mailboxes that fill up (RFC 1870 section 6.3: by the size that MAIL declares; RFC 3463: 4.2.2,
// 5.2.2; RFC 5321 section 4.5.3.1.10: what 552 to RCPT means), and rates that large receivers allow
// (a leaky bucket).
#include <catch2/catch.hpp>

#include "tests/mail/attempts.hpp"

using namespace waypost;
using namespace waypost::mail;
using namespace waypost::mail::test;

namespace {

constexpr std::uint32_t kOctets = 40'000;

/// "shop.alpha" with room for two messages in each mailbox.
MailWorld small_boxes(ServedDomain served) {
  MailWorld w(fast_postfix());
  w.add_domain("shop.alpha", {{10, "198.18.40.1"}});
  w.publish();
  served.quota = 100'000;
  w.host("m1.shop.alpha").domains.set(w.base.dns.names.intern("shop.alpha"), served);
  return w;
}

/// Messages to one user, a second apart: each is stored before the next is judged.
void send_apart(MailWorld& w, int messages) {
  for (int i = 0; i < messages; ++i)
    w.at(sim::seconds(i), [](MailWorld& x) { x.send({"shop.alpha"}, 1, kOctets); });
}

std::uint64_t stopped(const MailWorld& w, const auto& table) {
  std::uint64_t sum = 0;
  for (const MailHost& h : w.mail.hosts) {
    for (const std::uint64_t n : (h.stopped.*table)[static_cast<std::size_t>(Check::quota)])
      sum += n;
  }
  return sum;
}

}  // namespace

TEST_CASE("a mailbox takes what fits, and 452 keeps the rest at its sender", "[mail][quota]") {
  MailWorld w = small_boxes({});
  send_apart(w, 3);
  w.at(sim::seconds(4), [](MailWorld& x) { x.send({"shop.alpha"}, 1, 15'000); });  // still fits
  w.run(sim::seconds(30));
  CHECK(w.results().count(Outcome::delivered_in_time) == 3);
  CHECK(w.sender().queue.recipients() == 1);
  CHECK(stopped(w, &CheckCounts::deferred) >= 1);
  w.run(sim::minutes(4));
  CHECK(w.results().count(Outcome::bounced) == 1);  // at the end of its life
  check_conservation(w.mail);
}

TEST_CASE("552 to RCPT is taken for 452, so that a mailbox full for good is tried to the end",
          "[mail][quota]") {
  // RFC 5321 section 4.5.3.1.10; mail.md 2.9: 552 to RCPT is temporary.
  MailWorld w = small_boxes({.full_for_good = true});
  sim::MemoryTrace trace;
  w.trace = &trace;
  send_apart(w, 3);
  w.run(sim::seconds(5));
  CHECK(w.results().count(Outcome::delivered_in_time) == 2);
  CHECK(w.results().count(Outcome::bounced) == 0);
  CHECK(w.sender().queue.recipients() == 1);
  CHECK(stopped(w, &CheckCounts::refused) == 1);
  w.run(sim::minutes(4));
  CHECK(w.results().count(Outcome::bounced) == 1);  // at the end of its life
  CHECK(w.sender().counters.expired == 1);
  for (const sim::TraceRecord& r : trace.records()) {
    if (r.kind == kTraceRecipientReply && r.code >= 400) CHECK(r.code == 552);
    if (r.kind == kTraceDeferred) CHECK(r.code == 452);
    if (r.kind == kTraceDeferred) CHECK(r.type == packed_status({4, 2, 2}));
  }
  check_conservation(w.mail);
}

TEST_CASE("what waits for room is delivered once the user has emptied the mailbox",
          "[mail][quota]") {
  MailWorld w = small_boxes({.emptied_every = sim::seconds(60)});
  send_apart(w, 4);
  w.run(sim::minutes(2));
  CHECK(w.results().count(Outcome::delivered_in_time) == 4);
  check_conservation(w.mail);
}

TEST_CASE("the mailboxes of a domain fill one by one", "[mail][quota]") {
  MailWorld w = small_boxes({});
  for (const std::uint32_t users : {5, 2, 5}) {
    w.send({"shop.alpha"}, users, kOctets);
    w.run(w.base.engine.now() - sim::Time{} + sim::seconds(1));
  }
  w.run(sim::seconds(5));
  CHECK(w.results().count(Outcome::delivered_in_time) == 10);
  CHECK(w.sender().queue.recipients() == 2);
}

TEST_CASE("a client may send its burst, then at its rate", "[mail][policy]") {
  RateLimit rule;
  rule.interval = sim::seconds(2);
  rule.burst = 3;
  RateBuckets buckets;
  const net::Address client = *net::parse_address("192.0.2.1");
  const auto takes = [&](double at) {
    return buckets.takes(rule, client, sim::Time{} + sim::from_seconds(at));
  };
  CHECK(takes(100));
  CHECK(takes(100));
  CHECK(takes(100));
  CHECK_FALSE(takes(100));
  CHECK_FALSE(takes(101.9));
  CHECK(takes(102));
  CHECK_FALSE(takes(102.1));
  // Another client has a bucket of its own, one of the same network has not.
  CHECK(buckets.takes(rule, *net::parse_address("192.0.2.2"), sim::Time{} + sim::seconds(102)));
  rule.prefix = 24;
  for (int i = 0; i < 3; ++i) CHECK(takes(200));
  CHECK_FALSE(
      buckets.takes(rule, *net::parse_address("192.0.2.9"), sim::Time{} + sim::seconds(200)));
}

TEST_CASE("one message too many shuts a client out for the penalty", "[mail][policy]") {
  RateLimit rule;
  rule.interval = sim::seconds(1);
  rule.burst = 1;
  rule.penalty = sim::hours(2);
  RateBuckets buckets;
  const net::Address client = *net::parse_address("192.0.2.1");
  const auto takes = [&](double at) {
    return buckets.takes(rule, client, sim::Time{} + sim::from_seconds(at));
  };
  CHECK(takes(10));
  CHECK_FALSE(takes(10.5));
  CHECK_FALSE(takes(7'000));
  CHECK(takes(7'211));
}
