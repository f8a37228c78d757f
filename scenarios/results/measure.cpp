// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/measure.hpp"

#include "models/net/station.hpp"
#include "scenarios/results/figures.hpp"
#include "scenarios/results/measure_clients.hpp"
#include "scenarios/results/measure_unanswered.hpp"
#include "scenarios/results/single_run.hpp"

namespace waypost::scenarios {
namespace {

void write(google::protobuf::Duration& out, sim::Duration d) {
  out.set_seconds(d.ns / 1'000'000'000);
  out.set_nanos(static_cast<int>(d.ns % 1'000'000'000));
}

void measure_clients(const world::World& world, schema::DnsReport& report) {
  workload::QueryMetrics total;
  for (const workload::Clients& clients : world.workload.clients) {
    total.first_asks += clients.metrics.first_asks;
    total.repeats += clients.metrics.repeats;
    for (std::size_t i = 0; i < total.ended.size(); ++i) total.ended[i] += clients.metrics.ended[i];
    total.latency.merge(clients.metrics.latency);
  }
  *report.mutable_stub_queries() = single(total.first_asks);
  *report.mutable_stub_repeats() = single(total.repeats);
  distribution(total.latency, 1e6, *report.mutable_latency_ms());
  auto& failures = *report.mutable_failures();
  count(failures, "name_error", total.ended_as(dns::LookupStatus::nx_domain));
  count(failures, "no_data", total.ended_as(dns::LookupStatus::no_data));
  count(failures, "server_failure", total.ended_as(dns::LookupStatus::try_again));
  count(failures, "timed_out", total.ended_as(dns::LookupStatus::timed_out));
  count(failures, "malformed", total.ended_as(dns::LookupStatus::malformed));
}

void measure_resolvers(const world::World& world, schema::DnsReport& report) {
  std::uint64_t queries = 0, hits = 0, timeouts = 0;
  std::array<std::uint64_t, dns::kLayers> upstream{};
  for (const dns::RecursiveResolver& resolver : world.dns.resolvers) {
    queries += resolver.counters.queries;
    hits += resolver.counters.hits;
    timeouts += resolver.counters.timeouts;
    for (std::size_t i = 0; i < upstream.size(); ++i) upstream[i] += resolver.counters.upstream[i];
  }
  const double ratio = queries == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(queries);
  *report.mutable_hit_ratio() = single(ratio);
  count(*report.mutable_upstream_queries(), "root", upstream[0]);
  count(*report.mutable_upstream_queries(), "tld", upstream[1]);
  count(*report.mutable_upstream_queries(), "leaf", upstream[2]);
  count(*report.mutable_upstream_queries(), "timed_out", timeouts);
}

/// Sums over all hosts, in the words of a reader of their logs.
void measure_traffic(const world::World& world, schema::MailReport& report) {
  std::uint64_t ended = 0, delivered = 0;
  mail::HostCounters sum;
  for (const mail::MailHost& host : world.mail.hosts) {
    delivered += host.ledger.passed_on + host.ledger.delivered;
    ended += host.ledger.bounced + host.ledger.discarded;
    sum.received += host.counters.received;
    sum.deferred += host.counters.deferred;
    sum.deferrals += host.counters.deferrals;
    sum.expired += host.counters.expired;
    sum.rejected += host.counters.rejected;
    sum.content_refused += host.counters.content_refused;
  }
  auto& rows = *report.mutable_traffic();
  count(rows, "received", sum.received);
  count(rows, "delivered", delivered);
  count(rows, "deferred_messages", sum.deferred);
  count(rows, "deferrals", sum.deferrals + sum.expired);
  count(rows, "bounced", ended - sum.expired);
  count(rows, "expired", sum.expired);
  count(rows, "rejected", sum.rejected);
  if (sum.content_refused > 0) count(rows, "content_refused", sum.content_refused);
}

using StoppedTable = std::array<std::array<std::uint64_t, mail::kMessageClasses>, mail::kChecks>;

/// Of one verdict, over all hosts; checks that stopped nothing are left out.
void measure_stopped(const world::World& world, StoppedTable mail::CheckCounts::*table,
                     const char* verdict, schema::MailReport& report) {
  static constexpr const char* kClasses[] = {"legitimate", "spam", "spoofed"};
  for (std::size_t check = 0; check < mail::kChecks; ++check)
    for (std::size_t c = 0; c < mail::kMessageClasses; ++c) {
      std::uint64_t sum = 0;
      for (const mail::MailHost& host : world.mail.hosts) sum += (host.stopped.*table)[check][c];
      const std::string name = key_of(mail::to_text(static_cast<mail::Check>(check)));
      if (sum > 0)
        count(*report.mutable_stopped(), (name + "." + kClasses[c] + "." + verdict).c_str(), sum);
    }
}

/// Nothing when nobody wants TLS.
void measure_tls(const world::World& world, schema::MailReport& report) {
  mail::TlsReport sum;
  bool wanted = false;
  for (const mail::MailHost& host : world.mail.hosts) {
    const mail::TlsReport& own = host.tls_report;
    wanted = wanted || host.security.tls;
    sum.secured += own.secured;
    sum.in_clear += own.in_clear;
    sum.starttls_missing += own.starttls_missing;
    sum.handshake_failed += own.handshake_failed;
    sum.certificate_invalid += own.certificate_invalid;
    sum.host_mismatch += own.host_mismatch;
    sum.tlsa_invalid += own.tlsa_invalid;
    sum.dnssec_invalid += own.dnssec_invalid;
    sum.fetch_failed += own.fetch_failed;
  }
  if (!wanted) return;
  auto& rows = *report.mutable_tls();
  count(rows, "secured", sum.secured);
  count(rows, "in_clear", sum.in_clear);
  count(rows, "starttls_missing", sum.starttls_missing);
  count(rows, "handshake_failed", sum.handshake_failed);
  count(rows, "certificate_invalid", sum.certificate_invalid);
  count(rows, "host_mismatch", sum.host_mismatch);
  count(rows, "tlsa_invalid", sum.tlsa_invalid);
  count(rows, "dnssec_invalid", sum.dnssec_invalid);
  count(rows, "fetch_failed", sum.fetch_failed);
}

void measure_mail(const world::World& world, schema::MailReport& report) {
  const mail::Results& users = world.mail.metrics.of(mail::MessageKind::user);
  std::uint64_t messages = 0;
  for (const workload::MailSenders& senders : world.workload.senders)
    for (const workload::MailDemand& demand : senders.demands) messages += demand.messages;
  *report.mutable_messages() = single(messages);
  *report.mutable_recipients() = single(users.submitted);
  for (std::size_t i = 0; i < mail::kOutcomes; ++i)
    count(*report.mutable_outcomes(), key_of(mail::to_text(static_cast<mail::Outcome>(i))).c_str(),
          users.outcomes[i]);
  count(*report.mutable_outcomes(), "queued",
        users.submitted + users.expanded + world.mail.metrics.duplicates - users.ended());
  distribution(users.delay, 1e9, *report.mutable_delay_seconds());
  for (std::size_t i = 0; i < mail::kDelayParts; ++i) {
    schema::Measured& row = *report.add_delay_parts_seconds();
    row.set_what(key_of(mail::to_text(static_cast<mail::DelayPart>(i))));
    *row.mutable_value() = single(users.parts[i].mean() / 1e9);
  }
  *report.mutable_minutes_late() = single(users.late_minutes);
  measure_traffic(world, report);
  measure_tls(world, report);
  measure_stopped(world, &mail::CheckCounts::refused, "refused", report);
  measure_stopped(world, &mail::CheckCounts::deferred, "deferred", report);
  measure_stopped(world, &mail::CheckCounts::junked, "junked", report);
}

/// Hosts that had nothing to send are left out.
void measure_senders(const world::World& world, schema::MailReport& report) {
  for (const std::string_view name : mail::sender_profile_names()) {
    mail::HopLedger books;
    mail::HostCounters done;
    std::uint64_t hosts = 0, queued = 0;
    for (const mail::MailHost& host : world.mail.hosts) {
      if (host.sends == nullptr || host.sends->name != name) continue;
      queued += host.queue.recipients();
      if (host.counters.deliveries == 0 && host.queue.recipients() == 0) continue;
      ++hosts;
      books.passed_on += host.ledger.passed_on;
      books.bounced += host.ledger.bounced;
      books.discarded += host.ledger.discarded;
      done.expired += host.counters.expired;
      done.warnings += host.counters.warnings;
      done.deliveries += host.counters.deliveries;
      done.waited_seconds += host.counters.waited_seconds;
      done.failed_first += host.counters.failed_first;
      done.recovered += host.counters.recovered;
    }
    if (hosts == 0) continue;
    schema::SenderReport& row = *report.add_senders();
    row.set_name(std::string(name));
    *row.mutable_hosts() = single(hosts);
    *row.mutable_recipients() = single(books.passed_on + books.bounced + books.discarded + queued);
    *row.mutable_passed_on() = single(books.passed_on);
    *row.mutable_returned() = single(books.bounced);
    *row.mutable_expired() = single(done.expired);
    *row.mutable_queued() = single(queued);
    *row.mutable_delay_notices() = single(done.warnings);
    *row.mutable_attempts() = single(done.deliveries);
    *row.mutable_failed_first() = single(done.failed_first);
    *row.mutable_recovered() = single(done.recovered);
    *row.mutable_mean_wait_seconds() = single(
        books.passed_on == 0 ? 0 : done.waited_seconds / static_cast<double>(books.passed_on));
  }
}

/// The station of a server, and the requests that reached it.
struct Load {
  const net::Station* station;
  std::uint64_t requests, dropped;
};

Load load_of(const world::World& world, plan::ServerRef ref) {
  using Kind = plan::ServerRef::Kind;
  switch (ref.kind) {
    case Kind::authoritative: {
      const auto& s = world.dns.authority.servers[ref.index];
      return {&s.station, s.counters.queries, s.counters.dropped};
    }
    case Kind::resolver: {
      const auto& s = world.dns.resolvers[ref.index];
      return {&s.station, s.counters.queries, s.counters.dropped};
    }
    case Kind::forwarder: {
      const auto& s = world.dns.forwarders[ref.index];
      return {&s.station, s.counters.queries, s.counters.dropped};
    }
    case Kind::mail_host: {
      const auto& s = world.mail.hosts[ref.index];
      return {&s.station, s.counters.transactions,
              s.counters.sessions_refused + s.counters.overloaded};
    }
  }
  return {};
}

/// Servers of one name (the sites of an anycast group, the members of a resolver group) are one
/// row.
void measure_servers(const Built& built, double measured_seconds, schema::Result& result) {
  std::vector<std::vector<const DirectoryServer*>> groups;
  for (const DirectoryServer& server : built.directory.servers) {
    if (groups.empty() || groups.back().front()->name != server.name ||
        groups.back().front()->kind != server.kind)
      groups.emplace_back();
    groups.back().push_back(&server);
  }
  for (const auto& group : groups) {
    std::uint64_t requests = 0, dropped = 0;
    double busy = 0, waited = 0, workers = 0, admitted = 0;
    for (const DirectoryServer* server : group) {
      const Load load = load_of(built.world, server->server);
      requests += load.requests;
      dropped += load.dropped;
      busy += load.station->load.busy.seconds() + load.station->load.attack_busy_seconds;
      waited += load.station->load.waited.seconds();
      admitted += static_cast<double>(load.station->load.arrivals - load.station->load.dropped);
      workers += load.station->workers();
    }
    schema::ServerReport& row = *result.add_servers();
    row.set_name(group.front()->name);
    row.set_kind(group.front()->kind);
    if (group.size() == 1) row.set_site(group.front()->site);
    *row.mutable_requests() = single(requests);
    *row.mutable_rate_per_second() = single(static_cast<double>(requests) / measured_seconds);
    *row.mutable_utilisation() = single(busy / (workers * measured_seconds));
    *row.mutable_dropped() = single(dropped);
    *row.mutable_mean_wait_ms() = single(admitted == 0 ? 0 : 1000 * waited / admitted);
  }
}

void measure_plan(const Built& built, std::int64_t start_unix_seconds, schema::Result& result) {
  for (const plan::Happened& happened : built.world.plan.happened) {
    schema::PlanEvent& event = *result.add_plan_events();
    write(*event.mutable_at(), happened.at - sim::Time{});
    event.mutable_date()->set_seconds(start_unix_seconds + happened.at.ns / 1'000'000'000);
    event.set_what(happened.what);
    event.set_step(happened.step);
  }
}

}  // namespace

schema::Result measure(const Built& built, const RunSettings& settings,
                       const SeriesRecorder& series) {
  const world::World& world = built.world;
  schema::Result result;
  result.set_schema_version(1);
  schema::Provenance& p = *result.mutable_provenance();
  p.set_seed(world.engine.seed());
  p.set_replications(1);
  p.mutable_start()->set_seconds(settings.start_unix_seconds);
  write(*p.mutable_horizon(), world.workload.horizon - sim::Time{});
  write(*p.mutable_warm_up(), world.plan.measured_from - sim::Time{});
  write(*p.mutable_simulated(), world.engine.now() - sim::Time{});
  p.set_interrupted(world.engine.now() < world.workload.horizon);
  p.add_fingerprints(world.engine.fingerprint());
  p.set_events(world.engine.events_handled());

  measure_clients(world, *result.mutable_dns());
  measure_populations(built, *result.mutable_dns());
  measure_encrypted(built, *result.mutable_dns());
  measure_resolvers(world, *result.mutable_dns());
  measure_unanswered(world, *result.mutable_dns());
  measure_mail(world, *result.mutable_mail());
  measure_senders(world, *result.mutable_mail());
  const double measured = (world.engine.now() - world.plan.measured_from).seconds();
  measure_servers(built, measured > 0 ? measured : 1, result);
  measure_plan(built, settings.start_unix_seconds, result);
  series.write(result);
  for (const BuildFinding& finding : built.findings) {
    schema::Finding& out = *result.add_findings();
    out.set_rule(finding.rule);
    out.set_severity(finding.severity);
    out.set_subject(finding.subject);
    out.set_text(finding.text);
  }
  for (const std::string& sentence : built.assumptions) result.add_assumptions(sentence);
  return result;
}

}  // namespace waypost::scenarios
