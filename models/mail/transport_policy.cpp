// SPDX-License-Identifier: Apache-2.0
// What a sending host demands of the transport of one delivery: its own wish for TLS, or a
// recipient domain's MTA-STS policy, looked up and fetched before the first connection (RFC 8461
// section 5), or the TLSA records of an exchanger, looked up before the connection to it (RFC
// 7672). Exchangers that an enforced policy does not name are skipped, unless DANE speaks for them,
// which wins; with none left the mail is deferred.
#include <algorithm>
#include <utility>

#include "models/dns/dns.hpp"
#include "models/mail/events.hpp"
#include "models/mail/mail_host_parts.hpp"
#include "models/mail/policy/dane.hpp"
#include "models/net/datagram.hpp"
#include "models/net/network.hpp"

namespace waypost::mail {
namespace {

StsView view_of(Context& context, MailHost& host) {
  return {context.mail.sts_sites,
          host.sts_cache,
          {*context.mail.published, context.dns.dns.names, context.dns.dns.records,
           context.network().addresses},
          host.security.recheck,
          context.now()};
}

/// In mode testing everything is delivered, and counted.
void apply(Context& context, MailHost& host, Delivery& d) {
  const StsView view = view_of(context, host);
  const StsPolicy* policy = policy_of(d.sts, view);
  if (d.sts.fetch_failed) ++host.tls_report.fetch_failed;
  if (policy == nullptr) return;
  auto& targets = d.routing.targets;
  const bool enforced = policy->mode != StsPolicy::Mode::testing;
  for (Target& t : targets) {
    const bool named = policy->allows(view.policy.names, t.host);
    if (!named) ++host.tls_report.host_mismatch;
    t.off_policy = enforced && !named;
  }
  if (!enforced) return;
  const auto out = [&](const Target& t) {
    return t.off_policy && !(host.security.dane && t.secure);
  };
  targets.erase(std::remove_if(targets.begin(), targets.end(), out), targets.end());
  d.any_tls = TlsNeed::verified;
}

/// Opportunistic TLS: a message that it has delayed for long enough goes in clear, where the sender
/// does that.
bool gives_tls_up(const Context& context, const MailHost& host, const Delivery& d) {
  constexpr EnhancedCode kTlsTrouble{4, 7, 5};
  const auto& patience = host.sends->smtp.clear_after;
  const QueuedMessage& m = host.queue.message(d.job.message);
  return patience && context.now() - m.arrived >= *patience &&
         m.recipients[d.job.recipients[0]].last.enhanced == kTlsTrouble;
}

void ask(Context& context, MailHost& host, sim::SlotRef ref, const dns::Question& question) {
  Delivery& d = host.deliveries.at(ref);
  ++host.counters.lookups;
  if (traced(context))
    report(context, host,
           {.object = message_key(host, d),
            .parent = d.luck,
            .name = question.qname.node,
            .kind = kTraceLookup,
            .type = static_cast<std::uint16_t>(question.qtype)});
  host.stub.lookup(context.dns, host.entity, question, ref.pack(), sim::mix(d.luck, d.step++));
}

void perform(Context& context, MailHost& host, sim::SlotRef ref, const StsAction& action) {
  Delivery& d = host.deliveries.at(ref);
  if (const auto* lookup = std::get_if<PolicyLookup>(&action))
    return ask(context, host, ref, lookup->question);
  if (const auto* fetch = std::get_if<StsFetch>(&action)) {
    constexpr std::int64_t kRoundTrips =
        4;  // TCP, TLS 1.3, request and response, and its last segment
    const net::Binding web = context.network().addresses.binding(fetch->from);
    const bool known = web.kind == net::Binding::Kind::host;
    const sim::Duration rtt =
        known ? net::base_rtt(context.network(), host.host, web.index) : sim::Duration{};
    const bool answers = known && context.network().hosts[web.index].up && rtt.ns != INT64_MAX;
    d.sts.fetch_failed = !answers;
    const sim::Duration takes = answers ? rtt * kRoundTrips : sim::seconds(60);  // section 3.3
    context.engine().schedule(host.entity, host.entity, context.now() + takes, kPolicyFetched,
                              ref.pack());
    return;
  }
  apply(context, host, d);
  begin_walk(context, host, ref);
}

/// `target` is of no use for `failure`, which no server has a part in.
void skip(Context& context, MailHost& host, sim::SlotRef ref, const Target& target,
          Failure failure) {
  const Delivery& d = host.deliveries.at(ref);
  if (traced(context))
    report(context, host,
           {.object = message_key(host, d),
            .parent = d.luck,
            .value = static_cast<std::int64_t>(failure),
            .name = target.host.node,
            .address = target.address,
            .kind = kTraceAddressFailed});
  go_on(context, host, ref, failure, {});
}

/// RFC 7672 section 2.2: what the TLSA records make of the connection.
void on_tlsa(Context& context, MailHost& host, sim::SlotRef ref, const dns::LookupResult& result) {
  Delivery& d = host.deliveries.at(ref);
  const Target target = *std::exchange(d.asking_tlsa, std::nullopt);
  const TlsaAnswer answer = judge_tlsa(view_of(context, host).policy, result);
  d.tlsa = answer.records;
  switch (answer.verdict) {
    case TlsaVerdict::none:
      if (target.off_policy) return skip(context, host, ref, target, Failure::off_policy);
      break;
    case TlsaVerdict::untrusted:
      ++host.tls_report.dnssec_invalid;
      return skip(context, host, ref, target, Failure::tlsa_lookup);
    case TlsaVerdict::unusable: d.tls = TlsNeed::required; break;
    case TlsaVerdict::usable: d.tls = TlsNeed::by_tlsa; break;
  }
  connect(context, host, ref, target);
}

}  // namespace

void begin_connection(Context& context, MailHost& host, sim::SlotRef ref, const Target& target) {
  Delivery& d = host.deliveries.at(ref);
  d.tls = d.any_tls;
  d.tlsa = dns::kNoRecordSet;
  if (!host.security.dane || !target.secure) return connect(context, host, ref, target);
  d.asking_tlsa = target;
  ask(context, host, ref, tlsa_question(view_of(context, host).policy, target.host));
}

bool takes_any_session(const MailHost& host, const Delivery& d) {
  const auto& targets = d.routing.targets;
  const bool dane = host.security.dane && std::any_of(targets.begin(), targets.end(),
                                                      [](const Target& t) { return t.secure; });
  return !dane && !insists(d.any_tls);
}

void begin_transport_policy(Context& context, MailHost& host, sim::SlotRef ref) {
  Delivery& d = host.deliveries.at(ref);
  const bool wants_tls = host.security.tls && !gives_tls_up(context, host, d);
  d.tls = d.any_tls = wants_tls ? TlsNeed::opportunistic : TlsNeed::none;
  if (!host.security.sts || d.job.next_hop.by_address) return begin_walk(context, host, ref);
  perform(context, host, ref, start(d.sts, view_of(context, host), d.job.next_hop.name));
}

bool on_policy_lookup(Context& context, MailHost& host, sim::SlotRef ref,
                      const dns::LookupResult& result) {
  Delivery& d = host.deliveries.at(ref);
  if (d.asking_tlsa) {
    on_tlsa(context, host, ref, result);
    return true;
  }
  using State = StsCheck::State;
  if (d.sts.state != State::asking_text && d.sts.state != State::asking_host) return false;
  perform(context, host, ref, on_answer(d.sts, view_of(context, host), result));
  return true;
}

void on_policy_fetched(Context& context, MailHost& host, sim::SlotRef ref) {
  Delivery* d = host.deliveries.find(ref);
  if (d == nullptr || d->sts.state != StsCheck::State::fetching) return;
  charge(*d, DelayPart::dns, context.now());
  perform(context, host, ref, on_fetched(d->sts, view_of(context, host), !d->sts.fetch_failed));
}

}  // namespace waypost::mail
