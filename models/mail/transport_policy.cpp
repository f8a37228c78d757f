// SPDX-License-Identifier: Apache-2.0
// What a sending host demands of the transport of one delivery: its own wish for TLS, or a
// recipient domain's MTA-STS policy, looked up and fetched before the first connection (RFC 8461
// section 5). Exchangers that an enforced policy does not name are skipped; with none left the mail
// is deferred.
#include <algorithm>

#include "models/dns/dns.hpp"
#include "models/mail/events.hpp"
#include "models/mail/mail_host_parts.hpp"
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
  const auto allowed = std::stable_partition(targets.begin(), targets.end(), [&](const Target& t) {
    return policy->allows(view.policy.names, t.host);
  });
  host.tls_report.host_mismatch += static_cast<std::uint64_t>(targets.end() - allowed);
  if (policy->mode == StsPolicy::Mode::testing) return;
  targets.erase(allowed, targets.end());
  d.tls = TlsNeed::verified;
}

/// Postfix's opportunistic TLS: a message that TLS has delayed for minimal_backoff_time goes in
/// clear.
bool gives_tls_up(const Context& context, const MailHost& host, const Delivery& d) {
  constexpr sim::Duration kPatience = sim::seconds(300);
  constexpr EnhancedCode kTlsTrouble{4, 7, 5};
  const QueuedMessage& m = host.queue.message(d.job.message);
  return context.now() - m.arrived >= kPatience &&
         m.recipients[d.job.recipients[0]].last.enhanced == kTlsTrouble;
}

void perform(Context& context, MailHost& host, sim::SlotRef ref, const StsAction& action) {
  Delivery& d = host.deliveries.at(ref);
  if (const auto* lookup = std::get_if<PolicyLookup>(&action)) {
    ++host.counters.lookups;
    if (traced(context))
      report(context, host,
             {.object = message_key(host, d),
              .parent = d.luck,
              .name = lookup->question.qname.node,
              .kind = kTraceLookup,
              .type = static_cast<std::uint16_t>(lookup->question.qtype)});
    host.stub.lookup(context.dns, host.entity, lookup->question, ref.pack(),
                     sim::mix(d.luck, d.step++));
    return;
  }
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

}  // namespace

void begin_transport_policy(Context& context, MailHost& host, sim::SlotRef ref) {
  Delivery& d = host.deliveries.at(ref);
  const bool wants_tls = host.security.tls && !gives_tls_up(context, host, d);
  d.tls = wants_tls ? TlsNeed::opportunistic : TlsNeed::none;
  if (!host.security.sts || d.job.next_hop.by_address) return begin_walk(context, host, ref);
  perform(context, host, ref, start(d.sts, view_of(context, host), d.job.next_hop.name));
}

bool on_policy_lookup(Context& context, MailHost& host, sim::SlotRef ref,
                      const dns::LookupResult& result) {
  Delivery& d = host.deliveries.at(ref);
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
