// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/report_text.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "models/mail/delay_parts.hpp"
#include "scenarios/results/figures.hpp"

namespace waypost::scenarios {
namespace {

using Out = fmt::memory_buffer;

template <class... Args>
void line(Out& out, fmt::format_string<Args...> text, Args&&... args) {
  fmt::format_to(std::back_inserter(out), text, std::forward<Args>(args)...);
  out.push_back('\n');
}

double seconds(const google::protobuf::Duration& d) {
  return static_cast<double>(d.seconds()) + 1e-9 * d.nanos();
}

std::string date(std::int64_t unix_seconds) {
  return fmt::format("{:%a %Y-%m-%d %H:%M:%S} UTC",
                     fmt::gmtime(static_cast<std::time_t>(unix_seconds)));
}

std::string words(std::string key) {
  std::replace(key.begin(), key.end(), '_', ' ');
  return key;
}

/// The model's own words for a part of the delay, as a message's biography has them.
std::string part_words(const std::string& key) {
  for (std::size_t i = 0; i < mail::kDelayParts; ++i) {
    const auto part = mail::to_text(static_cast<mail::DelayPart>(i));
    if (key_of(part) == key) return std::string(part);
  }
  return words(key);
}

void head(Out& out, const schema::Provenance& p) {
  line(out, "{} simulated from {}{}{}", length(seconds(p.simulated())), date(p.start().seconds()),
       p.warm_up().seconds() > 0 ? ", counted after " + length(seconds(p.warm_up())) : "",
       p.interrupted() ? " (interrupted)" : "");
  if (p.replications() > 1)
    line(out, "seeds {} to {}: {} replications, mean ± 95 % half-width", p.seed(),
         p.seed() + p.replications() - 1, p.replications());
  else
    line(out, "seed {}: 1 run, no interval", p.seed());
}

void latency_row(Out& out, const char* name, const schema::Distribution& d, const char* unit) {
  if (d.count().mean() == 0) return;
  line(out, "  {:<24} p50 {}, p90 {}, p99 {}, max {} {}", name, figure(d.p50()), figure(d.p90()),
       figure(d.p99()), figure(d.max()), unit);
}

void counted(Out& out, const char* name,
             const google::protobuf::RepeatedPtrField<schema::Counted>& rows) {
  bool first = true;
  for (const schema::Counted& row : rows) {
    if (row.count().mean() == 0) continue;
    line(out, "  {:<24} {:<28} {}", first ? name : "", words(row.what()), figure(row.count()));
    first = false;
  }
  if (first) line(out, "  {:<24} none", name);
}

void dns(Out& out, const schema::DnsReport& dns) {
  if (dns.stub_queries().mean() == 0 && dns.upstream_queries().empty()) return;
  line(out, "\nDNS");
  line(out, "  {:<24} {} first asks, {} repeats", "stub queries", figure(dns.stub_queries()),
       figure(dns.stub_repeats()));
  line(out, "  {:<24} {}", "resolver hit ratio", share(dns.hit_ratio()));
  latency_row(out, "latency", dns.latency_ms(), "ms");
  counted(out, "upstream queries", dns.upstream_queries());
  counted(out, "failures", dns.failures());
}

/// Of several populations, which one saw what.
void populations(Out& out, const schema::DnsReport& dns) {
  if (dns.populations_size() < 2) return;
  constexpr int kShown = 12;
  line(out, "\nPopulations");
  line(out, "  {:<34} {:>12} {:>9} {:>10} {:>10} {:>10}", "name", "lookups", "answered", "p50 ms",
       "p90 ms", "p99 ms");
  for (int i = 0; i < dns.populations_size() && i < kShown; ++i) {
    const schema::PopulationReport& row = dns.populations(i);
    line(out, "  {:<34} {:>12} {:>8.2f}% {:>10} {:>10} {:>10}", row.name(),
         number(row.lookups().mean()), 100 * row.answered().mean(),
         number(row.latency_ms().p50().mean()), number(row.latency_ms().p90().mean()),
         number(row.latency_ms().p99().mean()));
  }
  if (dns.populations_size() > kShown)
    line(out, "  and {} more (--json lists them)", dns.populations_size() - kShown);
}

void encrypted(Out& out, const schema::DnsReport& dns) {
  if (dns.encrypted().empty()) return;
  line(out, "\nEncrypted connections");
  line(out, "  {:<34} {:>12} {:>12} {:>10} {:>10} {:>12}", "to", "queries", "opened", "held",
       "most held", "memory MB");
  for (const schema::ConnectionReport& row : dns.encrypted())
    line(out, "  {:<34} {:>12} {:>12} {:>10} {:>10} {:>12}", row.name(),
         number(row.queries().mean()), number(row.opened().mean()), number(row.held().mean()),
         number(row.most_held().mean()),
         row.memory_bytes().mean() > 0 ? number(row.memory_bytes().mean() / 1e6) : "-");
}

void mail(Out& out, const schema::MailReport& mail) {
  if (mail.messages().mean() == 0) return;
  line(out, "\nMail");
  line(out, "  {:<24} {} sent, {} recipients accepted", "messages", figure(mail.messages()),
       figure(mail.recipients()));
  counted(out, "outcomes", mail.outcomes());
  latency_row(out, "delay", mail.delay_seconds(), "s");
  bool first = true;
  for (const schema::Measured& part : mail.delay_parts_seconds()) {
    if (part.value().mean() == 0) continue;
    line(out, "  {:<24} {:<28} {}", first ? "where it came from" : "", part_words(part.what()),
         figure(part.value(), "s"));
    first = false;
  }
  line(out, "  {:<24} {}", "mail-minutes late", figure(mail.minutes_late()));
  counted(out, "at all hosts", mail.traffic());
  if (!mail.tls().empty()) counted(out, "TLS", mail.tls());
  if (!mail.stopped().empty()) counted(out, "stopped by", mail.stopped());
  if (!mail.bounces().empty()) counted(out, "bounces", mail.bounces());
  if (!mail.attempts_failed().empty()) counted(out, "failed attempts", mail.attempts_failed());
}

void senders(Out& out, const schema::MailReport& mail) {
  if (mail.senders_size() < 2) return;
  line(out, "\nSenders by profile");
  line(out, "  {:<10} {:>6} {:>10} {:>10} {:>12} {:>10} {:>9} {:>9} {:>8} {:>8} {:>11}", "profile",
       "hosts", "recipients", "passed on", "failed first", "recovered", "returned", "of age",
       "queued", "notices", "mean wait");
  for (const schema::SenderReport& row : mail.senders())
    line(out, "  {:<10} {:>6} {:>10} {:>10} {:>12} {:>10} {:>9} {:>9} {:>8} {:>8} {:>11}",
         row.name(), number(row.hosts().mean()), number(row.recipients().mean()),
         number(row.passed_on().mean()), number(row.failed_first().mean()),
         number(row.recovered().mean()), number(row.returned().mean()),
         number(row.expired().mean()), number(row.queued().mean()),
         number(row.delay_notices().mean()), length(row.mean_wait_seconds().mean()));
}

void servers(Out& out, const schema::Result& result, bool all) {
  std::vector<const schema::ServerReport*> rows;
  for (const schema::ServerReport& row : result.servers())
    if (row.requests().mean() > 0) rows.push_back(&row);
  if (rows.empty()) return;
  constexpr std::size_t kShown = 30;
  std::stable_sort(rows.begin(), rows.end(),
                   [](auto* a, auto* b) { return a->requests().mean() > b->requests().mean(); });
  line(out, "\nServers");
  line(out, "  {:<34} {:<12} {:>12} {:>10} {:>8} {:>9} {:>9}", "name", "kind", "requests", "per s",
       "busy", "dropped", "wait ms");
  for (std::size_t i = 0; i < rows.size() && (all || i < kShown); ++i)
    line(out, "  {:<34} {:<12} {:>12} {:>10} {:>7.2f}% {:>9} {:>9}", rows[i]->name(),
         words(rows[i]->kind()), number(rows[i]->requests().mean()),
         number(rows[i]->rate_per_second().mean()), 100 * rows[i]->utilisation().mean(),
         number(rows[i]->dropped().mean()), number(rows[i]->mean_wait_ms().mean()));
  if (!all && rows.size() > kShown)
    line(out, "  and {} more (--all-servers shows them)", rows.size() - kShown);
}

void plan(Out& out, const schema::Result& result) {
  if (result.plan_events().empty()) return;
  constexpr int kShown = 40;
  line(out, "\nPlan");
  int shown = 0;
  for (const schema::PlanEvent& event : result.plan_events()) {
    if (++shown > kShown) break;
    line(out, "  {}  +{:<14} {}{}", date(event.date().seconds()), length(seconds(event.at())),
         event.what(), event.step().empty() ? "" : " (" + event.step() + ")");
  }
  if (result.plan_events_size() > kShown)
    line(out, "  and {} more (--json lists them)", result.plan_events_size() - kShown);
}

void notes(Out& out, const schema::Result& result) {
  if (!result.findings().empty()) line(out, "\nFindings");
  for (const schema::Finding& finding : result.findings())
    line(out, "  {}{}: {}: {}", finding.rule().empty() ? "" : finding.rule() + " ",
         finding.severity(), finding.subject(), finding.text());
  if (!result.assumptions().empty()) line(out, "\nAssumed");
  for (const std::string& sentence : result.assumptions()) line(out, "  {}", sentence);
}

}  // namespace

std::string report_text(const schema::Result& result, const std::string& title, bool all_servers) {
  Out out;
  line(out, "{}", title);
  head(out, result.provenance());
  dns(out, result.dns());
  populations(out, result.dns());
  encrypted(out, result.dns());
  mail(out, result.mail());
  senders(out, result.mail());
  servers(out, result, all_servers);
  plan(out, result);
  notes(out, result);
  line(out, "\n{} events, fingerprint {}",
       number(static_cast<double>(result.provenance().events())),
       result.provenance().fingerprints().empty()
           ? "none"
           : fmt::format("{:016x}", result.provenance().fingerprints(0)));
  return fmt::to_string(out);
}

}  // namespace waypost::scenarios
