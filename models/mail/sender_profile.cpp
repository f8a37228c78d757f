// SPDX-License-Identifier: Apache-2.0
// The senders of the world, each a set of values read in its source or documentation; what is only
// estimated says so. A value not set is Postfix's, which the others resemble.
#include "models/mail/sender_profile.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace waypost::mail {
namespace {

constexpr std::uint32_t kUnlimited = 1'000'000;

/// No feedback: so many deliveries at once, whatever happens.
ConcurrencyProfile fixed_window(int limit) {
  return {.initial = limit,
          .limit = limit,
          .positive = Feedback::none,
          .negative = Feedback::none,
          .failed_cohort_limit = 1e18,
          .dead = {{{0, {}}, {}, {}}}};
}

/// Every address is tried, in as many sessions as it takes.
void try_everything(SenderProfile& p) {
  p.routing.address_limit = 0;
  p.limits.sessions = 0;
}

void set_lifetime(SenderProfile& p, sim::Duration lifetime) {
  p.queue.retry.lifetime = p.queue.retry.bounce_lifetime = lifetime;
}

/// Timers that look at the queue every second.
void without_queue_runs(SenderProfile& p) {
  p.queue.retry.scan_period = sim::seconds(1);
  p.queue.retry.scan_slack = {};
}

/// First come, first served, no process limit worth the name: what the others have in common.
SenderProfile without_queue_manager(std::string_view name) {
  SenderProfile p;
  p.name = name;
  p.queue.preemption.slot_cost = 0;
  p.queue.active_limit = kUnlimited;
  p.queue.process_limit = kUnlimited;
  p.queue.recipient_limit = 100;
  p.smtp.probes_reused = false;
  p.session_lifetime = sim::hours(24);
  return p;
}

/// One that goes by the clocks of its messages and walks the whole list of addresses.
SenderProfile by_clock(std::string_view name, BackoffLaw backoff, sim::Duration lifetime) {
  SenderProfile p = without_queue_manager(name);
  try_everything(p);
  p.queue.retry.backoff = std::move(backoff);
  without_queue_runs(p);
  set_lifetime(p, lifetime);
  return p;
}

/// Exim 4.9x: host.c, retry.c, transports/smtp.c; queue runner every 30 min, five at most.
SenderProfile exim() {
  SenderProfile p = without_queue_manager("exim");
  p.routing.mx.nx_domain = DnsVerdict::bounce;
  p.routing.mx.malformed = DnsVerdict::defer;
  p.routing.addresses.malformed = DnsVerdict::defer;
  p.routing.numeric_names = false;
  p.routing.own = OwnMail::freeze;
  p.routing.equal = EqualPreference::hosts_shuffled;
  p.routing.ipv6_first = true;
  p.routing.balances_families = false;  // hosts_max_try = 5
  p.limits.sessions = 0;
  p.failures.rules[static_cast<std::size_t>(Failure::greeting_permanent)] = {.next_address = false,
                                                                             .bounces = true};
  p.smtp.timeouts.connect = sim::minutes(5);  // the kernel gives up earlier
  p.queue.concurrency = fixed_window(kUnlimited);
  p.queue.runners = 5;
  p.queue.reuse = SessionReuse::while_waiting;
  p.session_kept = {};
  p.session_messages = 500;  // connection_max_messages
  RetryProfile& retry = p.queue.retry;
  retry.backoff = RetryRules{};
  retry.scan_period = sim::minutes(30);
  retry.scan_slack = {};
  retry.after_host_failure = HostFailureClock::next_run;
  retry.delay_warning = sim::hours(24);
  set_lifetime(p, sim::hours(96));
  p.memory = {.law = RetryRules{}, .kept = sim::hours(7 * 24)};  // retry_data_expire
  p.received_limit = 30;
  return p;
}

/// sendmail 8.18: a queue run every 30 min by one process takes all that waits.
SenderProfile sendmail() {
  SenderProfile p = without_queue_manager("sendmail");
  try_everything(p);
  p.routing.equal = EqualPreference::hosts_shuffled;
  p.smtp.timeouts.connect = sim::minutes(5);  // the kernel gives up earlier
  p.queue.concurrency = fixed_window(kUnlimited);
  p.queue.runners = 1;
  p.queue.reuse = SessionReuse::while_waiting;
  p.session_kept = {};
  RetryProfile& retry = p.queue.retry;
  retry.backoff = FixedInterval{sim::seconds(1)};
  retry.scan_period = sim::minutes(30);
  retry.scan_slack = {};
  retry.delay_warning = sim::hours(4);
  // Timeout.hoststatus is 30 min, kept in the memory of one run: the next run asks again.
  p.memory = {.law = HostStatus{sim::minutes(29)}, .serves_new_mail = false};
  p.received_limit = 25;  // MaxHopCount
  return p;
}

/// OpenSMTPD 7.8: mta.c, scheduler_ramqueue.c, limit.c. A route is a pair of addresses; left out:
/// 5 s between its connects, 10 connections per host.
SenderProfile opensmtpd() {
  SenderProfile p = by_clock("opensmtpd", Quadratic{sim::seconds(400)}, sim::hours(96));
  p.routing.mx.nx_domain = DnsVerdict::bounce;
  p.routing.mx.refused = p.routing.addresses.refused = DnsVerdict::bounce;  // asr, not glibc
  p.routing.no_target = DnsVerdict::defer;
  p.routing.equal = EqualPreference::least_connections;
  p.smtp.timeouts.connect = sim::minutes(5);
  p.smtp.timeouts.final_dot = sim::minutes(5);
  p.queue.concurrency = fixed_window(100);                          // max_conn_per_domain
  p.queue.concurrency.initial = p.queue.concurrency.per_route = 5;  // max_conn_per_route
  p.queue.reuse = SessionReuse::always;
  p.session_kept = sim::seconds(10);
  p.session_messages = 100;
  p.queue.retry.expiry = Expiry::by_clock;
  p.queue.retry.delay_warning = sim::hours(4);
  p.memory.law = RoutePenalty{};
  p.received_limit = 100;
  return p;
}

/// KumoMTA 2026: mailexchanger, kumod/src/queue, smtp_dispatcher. Left out: one queue per site
/// (set of exchangers) instead of per domain.
SenderProfile kumomta() {
  SenderProfile p =
      by_clock("kumomta", Doubling{sim::minutes(20), 40, sim::seconds(30)}, sim::hours(168));
  p.routing.mx.nx_domain = DnsVerdict::defer;
  p.routing.mx.malformed = p.routing.addresses.malformed = DnsVerdict::defer;
  p.routing.no_target = DnsVerdict::defer;
  p.routing.null_mx = {5, 1, 10};
  p.routing.dns_failure = p.routing.no_host = {4, 4, 4};
  p.smtp.timeouts = {.connect = sim::seconds(60),
                     .greeting = sim::seconds(60),
                     .hello = sim::seconds(300),
                     .envelope = sim::seconds(300),
                     .final_dot = sim::seconds(60)};
  p.smtp.clear_after.reset();
  // More than 100 attempts in a row that found no host empty the ready queue (cohorts of 1/32
  // each).
  p.queue.concurrency = fixed_window(32);
  p.queue.concurrency.failed_cohort_limit = 100.5 / 32;
  p.queue.reuse = SessionReuse::always;
  p.session_kept = sim::seconds(60);
  p.session_messages = 1024;
  p.queue.retry.expiry = Expiry::when_next_is_late;
  return p;
}

/// Haraka 3.1: outbound/hmail.js.
SenderProfile haraka() {
  SenderProfile p = by_clock("haraka", Doubling{.first = sim::seconds(64)}, sim::hours(168));
  p.routing.mx.nx_domain = DnsVerdict::bounce;
  p.routing.mx.malformed = p.routing.addresses.malformed = DnsVerdict::defer;
  p.routing.equal = EqualPreference::hosts_shuffled;
  p.queue.concurrency = fixed_window(kUnlimited);
  p.queue.process_limit = 10'000;
  p.queue.reuse = SessionReuse::never;
  p.queue.retry.attempts_limit = 13;  // the first and twelve more
  return p;
}

/// What Exchange Server and Exchange Online have in common.
SenderProfile of_exchange(std::string_view name, BackoffLaw backoff, sim::Duration lifetime) {
  SenderProfile p = by_clock(name, std::move(backoff), lifetime);
  p.routing.equal = EqualPreference::hosts_shuffled;
  p.queue.concurrency = fixed_window(20);
  p.queue.reuse = SessionReuse::while_waiting;
  p.session_kept = {};
  p.session_messages = 20;
  p.queue.retry.expiry = Expiry::by_clock;
  p.queue.retry.delay_warning = sim::hours(4);
  return p;
}

/// Exchange Server 2019: connection failures put the whole queue of a next hop into Retry.
SenderProfile exchange() {
  SenderProfile p = of_exchange("exchange", FixedInterval{sim::minutes(15)}, sim::hours(48));
  p.queue.concurrency.failed_cohort_limit = 0;  // the first failure
  p.queue.concurrency.dead = {{{4, sim::minutes(1)}, {6, sim::minutes(5)}, {0, sim::minutes(10)}}};
  p.queue.process_limit = 1'000;
  p.queue.retry.after_host_failure = HostFailureClock::destination;
  return p;
}

/// Exchange Online, as an assumption: 15 min growing to 60 within the first hours (the published
/// recovery lags fit even steps of 7.5 min), 24 h. Its pools of many addresses are left out.
SenderProfile exo() {
  SenderProfile p = of_exchange(
      "exo", EvenGrowth{sim::minutes(15), sim::seconds(450), sim::minutes(60)}, sim::hours(24));
  p.queue.process_limit = 10'000;
  p.routing.no_host = {5, 4, 310};
  p.routing.dns_failure = {4, 4, 312};
  return p;
}

constexpr std::array<std::string_view, 8> kNames{"postfix", "exim",   "sendmail", "opensmtpd",
                                                 "kumomta", "haraka", "exchange", "exo"};

}  // namespace

std::span<const std::string_view> sender_profile_names() { return kNames; }

const SenderProfile* find_sender_profile(std::string_view name) {
  static const std::array<SenderProfile, kNames.size()> profiles{
      SenderProfile{}, exim(), sendmail(), opensmtpd(), kumomta(), haraka(), exchange(), exo()};
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  return found == kNames.end() ? nullptr
                               : &profiles[static_cast<std::size_t>(found - kNames.begin())];
}

}  // namespace waypost::mail
