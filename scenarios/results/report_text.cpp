// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/report_text.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "models/mail/delay_parts.hpp"
#include "scenarios/results/figures.hpp"
#include "scenarios/results/report_tables.hpp"

namespace waypost::scenarios {
namespace {

using Out = fmt::memory_buffer;

template <class... Args>
void line(Out& out, fmt::format_string<Args...> text, Args&&... args) {
  fmt::format_to(std::back_inserter(out), text, std::forward<Args>(args)...);
  out.push_back('\n');
}

void append(Out& out, const std::string& text) { out.append(text); }

double seconds(const google::protobuf::Duration& d) {
  return static_cast<double>(d.seconds()) + 1e-9 * d.nanos();
}

std::string date(std::int64_t unix_seconds) {
  return fmt::format("{:%a %Y-%m-%d %H:%M:%S} UTC",
                     fmt::gmtime(static_cast<std::time_t>(unix_seconds)));
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
  if (!dns.unanswered().empty()) counted(out, "left unanswered", dns.unanswered());
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
  append(out, populations_table(result.dns()));
  append(out, encrypted_table(result.dns()));
  mail(out, result.mail());
  append(out, senders_table(result.mail()));
  append(out, servers_table(result, all_servers));
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
