// SPDX-License-Identifier: Apache-2.0
// What goes back to senders (RFC 5321 section 4.5.5, 6.1; RFC 3464): one notice of delay, one of
// failure, none about a notice; Postfix's double bounce to the postmaster.
#include <catch2/catch.hpp>

#include "tests/mail/attempts.hpp"

using namespace waypost;
using namespace waypost::mail;
using namespace waypost::mail::test;

namespace {

/// "shop.alpha", refusing; its sender's notices are final at the sender's host.
MailWorld dead_shop(const SenderProfile& profile) {
  MailWorld w(profile);
  w.add_domain("shop.alpha", {{10, "198.18.40.1"}});
  w.publish();
  w.set_port("m1.shop.alpha", net::PortState::refused);
  return w;
}

std::vector<Notice> notices(const sim::MemoryTrace& trace) {
  std::vector<Notice> found;
  for (const sim::TraceRecord& r : trace.records())
    if (r.kind == kTraceNotified) found.push_back(static_cast<Notice>(r.attempt));
  return found;
}

/// A message under a reverse-path that its own host refuses.
void send_unreturnable(MailWorld& w) {
  const dns::Name shop = w.base.dns.names.intern("shop.alpha");
  w.host("m1.shop.alpha").domains.set(shop, {DomainState::unknown_users});
  Message m;
  m.content.id = {1, 1};
  m.content.sender = {shop, 1};
  m.recipients.push_back({{shop, 2}, {}});
  Context c = w.context();
  submit(c, w.sender(), m);
}

}  // namespace

TEST_CASE("the sender is told of a delay once, at the first failure after the limit",
          "[mail][notification]") {
  SenderProfile p = fast_postfix();
  p.queue.retry.delay_warning = sim::seconds(40);
  MailWorld w = dead_shop(p);
  sim::MemoryTrace trace;
  w.trace = &trace;
  w.send({"shop.alpha"});
  w.run(sim::seconds(110));
  CHECK(notices(trace) == std::vector<Notice>{Notice::delayed});
  CHECK(w.sender().counters.warnings == 1);
  // The message is still there; the notice is in the sender's mailbox.
  CHECK(w.sender().queue.recipients() == 1);
  CHECK(w.mail.metrics.of(MessageKind::notification).count(Outcome::delivered_in_time) == 1);
  for (const sim::TraceRecord& r : trace.records())
    if (r.kind == kTraceNotified) CHECK(r.time >= sim::seconds(40).ns);
  w.run(sim::minutes(4));
  CHECK(notices(trace) == std::vector<Notice>{Notice::delayed, Notice::failed});
  check_conservation(w.mail);
}

TEST_CASE("Postfix's default tells of no delay before it gives up", "[mail][notification]") {
  MailWorld w = dead_shop(MailWorld::recorded_postfix());
  sim::MemoryTrace trace;
  w.trace = &trace;
  w.send({"shop.alpha"});
  w.run(sim::hours(119));
  CHECK(notices(trace).empty());
  w.run(sim::hours(122));
  CHECK(notices(trace) == std::vector<Notice>{Notice::failed});
}

TEST_CASE("a notice that fails is dropped, or told to the postmaster; there is never a third",
          "[mail][notification]") {
  const bool told = GENERATE(false, true);
  SenderProfile p = MailWorld::recorded_postfix();
  p.double_bounce = told;
  MailWorld w(p);
  w.add_domain("shop.alpha", {{10, "198.18.40.1"}});
  w.publish();
  sim::MemoryTrace trace;
  w.trace = &trace;
  send_unreturnable(w);
  w.run(sim::minutes(1));
  const Results& r = w.mail.metrics.of(MessageKind::notification);
  CHECK(r.count(Outcome::discarded) == 1);
  CHECK(r.count(Outcome::bounced) == 0);
  CHECK(r.count(Outcome::delivered_in_time) == (told ? 1 : 0));
  CHECK(w.sender().ledger.expanded == (told ? 2 : 1));
  CHECK(notices(trace) == (told ? std::vector<Notice>{Notice::failed, Notice::postmaster}
                                : std::vector<Notice>{Notice::failed}));
  check_conservation(w.mail);
}

TEST_CASE("a delayed notice makes no notice of its own", "[mail][notification]") {
  SenderProfile p = fast_postfix();
  p.queue.retry.delay_warning = sim::seconds(10);
  p.queue.retry.bounce_lifetime = sim::seconds(120);
  MailWorld w = dead_shop(p);
  sim::MemoryTrace trace;
  w.trace = &trace;
  Message m;
  m.content.id = {1, 1};
  m.content.sender = {w.base.dns.names.intern("shop.alpha"), 1};  // as dead as the recipient
  m.recipients.push_back({{w.base.dns.names.intern("shop.alpha"), 2}, {}});
  Context c = w.context();
  submit(c, w.sender(), m);
  w.run(sim::minutes(10));
  // One of delay and one of failure about the message; both are dropped when their time is over.
  CHECK(notices(trace) == std::vector<Notice>{Notice::delayed, Notice::failed});
  CHECK(w.mail.metrics.of(MessageKind::notification).count(Outcome::discarded) == 2);
  CHECK(w.sender().queue.recipients() == 0);
  check_conservation(w.mail);
}

TEST_CASE("what Exim gives up is bounced with 5.4.7, and nothing else is called expired",
          "[mail][notification]") {
  // mail.md 2.4: past the last rule the message bounces; 2.9: 4.4.7 is 5.4.7 when final.
  SenderProfile p = *find_sender_profile("exim");
  p.routing.ipv6 = false;
  MailWorld w = dead_shop(p);
  sim::MemoryTrace trace;
  w.trace = &trace;
  w.send({"shop.alpha"});
  w.at(sim::hours(102), [](MailWorld& x) { x.send({"shop.alpha"}); });
  w.run(sim::hours(110));
  CHECK(w.results().count(Outcome::bounced) == 2);
  std::uint64_t expired = 0, final_codes = 0, resting = 0;
  for (const sim::TraceRecord& r : trace.records()) {
    expired += r.kind == kTraceExpired;
    if (r.kind == kTraceNoRoute) ++resting;
    if (r.kind != kTraceBounced) continue;
    ++final_codes;
    CHECK(r.type == packed_status({5, 4, 7}));
  }
  CHECK(final_codes == 2);
  CHECK(resting > 0);  // the second was not tried, and that is said
  CHECK(expired == w.sender().counters.expired);
}
