// SPDX-License-Identifier: Apache-2.0
// One attempt to deliver: routed, then on a kept session or from address to address; recipients are
// settled one by one, and all of the attempt's time is accounted for.
#include <algorithm>
#include <utility>

#include "models/dns/dns.hpp"
#include "models/mail/mail_host_parts.hpp"
#include "models/net/network.hpp"

namespace waypost::mail {
namespace {

RoutingView view_of(const Context& context, const MailHost& host) {
  return {host.sends->routing, context.dns.dns.records, context.network().addresses,
          context.mail.numeric_names, host.own_addresses};
}

/// A failure of our own making, in the form of a reply.
Reply as_reply(EnhancedCode code) { return {0, code}; }

/// The addresses to try, in order: those of hosts that rest are left out, then the list is cut.
void order(Context& context, MailHost& host, Delivery& d) {
  const RoutingView view = view_of(context, host);
  sim::Draw draw(host.luck.exchanger_order, d.luck);
  order_targets(d.routing, view, draw, host.turn++,
                [&](net::AddressId address) { return open_sessions(host, address); });
  d.exchangers = d.routing.targets;
  const bool fresh = host.queue.message(d.job.message).attempts == 0;
  Targets& t = d.routing.targets;
  t.erase(std::remove_if(t.begin(), t.end(),
                         [&](const Target& target) {
                           return !host.memory.is_usable(target.address, context.now(), fresh);
                         }),
          t.end());
  const auto is_best = [&](const Target& target) {
    return target.preference == t.front().preference;
  };
  if (!t.empty())
    host.queue.note_routes(d.job,
                           static_cast<std::size_t>(std::count_if(t.begin(), t.end(), is_best)));
  limit_targets(d.routing, view);
}

/// Exim: "all hosts have been failing for a long time".
bool all_given_up(const Context& context, const MailHost& host, const Delivery& d) {
  return std::all_of(d.exchangers.begin(), d.exchangers.end(), [&](const Target& t) {
    return host.memory.has_given_up(t.address, context.now());
  });
}

/// Tried for too long: what was transient is final (5.4.7).
void bounce_pending(Context& context, MailHost& host, sim::SlotRef ref) {
  Delivery& d = host.deliveries.at(ref);
  d.last.enhanced = kExpired;
  for (const std::uint16_t i : d.pending) host.queue.settle(d.job, i, Progress::bounced, d.last);
  d.pending.clear();
  finish_delivery(context, host, ref, false);
}

void report_no_route(const Context& context, const MailHost& host, const Delivery& d,
                     const RoutingError& error) {
  report(context, host,
         {.object = message_key(host, d),
          .parent = d.luck,
          .value = static_cast<std::int64_t>(error.fault),
          .name = error.question.qname.node,
          .kind = kTraceNoRoute,
          .type = packed_status(error.code),
          .attempt = static_cast<std::uint16_t>(error.question.qtype)});
}

/// There are exchangers, and none of them may be tried.
void report_no_host(const Context& context, const MailHost& host, const Delivery& d,
                    RoutingFault fault) {
  if (traced(context))
    report_no_route(context, host, d,
                    {fault, d.last.enhanced, {d.job.next_hop.name, dns::RecordType::mx}});
}

/// Every host rests: "retry time not reached for any host".
void give_up_resting(Context& context, MailHost& host, sim::SlotRef ref) {
  Delivery& d = host.deliveries.at(ref);
  const bool for_good = all_given_up(context, host, d);
  d.last = as_reply({4, 4, 1});
  report_no_host(context, host, d,
                 for_good ? RoutingFault::hosts_given_up : RoutingFault::hosts_rest);
  if (!for_good) return finish_delivery(context, host, ref, true);
  bounce_pending(context, host, ref);
}

void perform(Context& context, MailHost& host, sim::SlotRef ref, const RoutingAction& action);
void perform(Context& context, MailHost& host, sim::SlotRef ref, const WalkAction& action);

struct PerformRouting {
  Context& context;
  MailHost& host;
  sim::SlotRef ref;

  void operator()(const Lookup& lookup) {
    Delivery& d = host.deliveries.at(ref);
    ++host.counters.lookups;
    if (traced(context)) report_lookup(kTraceLookup, lookup.question, 0);
    host.stub.lookup(context.dns, host.entity, lookup.question, ref.pack(),
                     sim::mix(d.luck, d.step++));
  }
  void operator()(const Routed&) {
    Delivery& d = host.deliveries.at(ref);
    order(context, host, d);
    if (traced(context)) report_targets(d);
    if (d.routing.targets.empty()) return give_up_resting(context, host, ref);
    begin_transport_policy(context, host, ref);
  }
  void operator()(const Deferred& deferred) {
    const Delivery& d = host.deliveries.at(ref);
    if (traced(context)) report_no_route(context, host, d, deferred.error);
    if (deferred.error.fault == RoutingFault::loop) host.queue.freeze(d.job);
    host.deliveries.at(ref).last = as_reply(deferred.error.code);
    finish_delivery(context, host, ref, true);
  }
  void operator()(const Undeliverable& undeliverable) {
    Delivery& d = host.deliveries.at(ref);
    if (traced(context)) report_no_route(context, host, d, undeliverable.error);
    for (const std::uint16_t i : d.pending)
      host.queue.settle(d.job, i, Progress::bounced, as_reply(undeliverable.error.code));
    finish_delivery(context, host, ref, false);
  }

  void report_lookup(TraceKind kind, const dns::Question& q, std::int64_t value) const {
    const Delivery& d = host.deliveries.at(ref);
    report(context, host,
           {.object = message_key(host, d),
            .parent = d.luck,
            .value = value,
            .name = q.qname.node,
            .kind = kind,
            .type = static_cast<std::uint16_t>(q.qtype)});
  }
  void report_targets(const Delivery& d) const {
    std::uint16_t order = 0;
    for (const Target& t : d.routing.targets)
      report(context, host,
             {.object = message_key(host, d),
              .value = t.preference,
              .name = t.host.node,
              .address = t.address,
              .kind = kTraceTarget,
              .attempt = order++});
  }
};

void perform(Context& context, MailHost& host, sim::SlotRef ref, const RoutingAction& action) {
  std::visit(PerformRouting{context, host, ref}, action);
}

void perform(Context& context, MailHost& host, sim::SlotRef ref, const WalkAction& action) {
  if (const auto* to = std::get_if<ConnectTo>(&action))
    return begin_connection(context, host, ref, to->target);
  const bool no_session = std::get<Exhausted>(action).against_destination;
  if (no_session && all_given_up(context, host, host.deliveries.at(ref)))
    return bounce_pending(context, host, ref);
  finish_delivery(context, host, ref, no_session);
}

void begin_routing(Context& context, MailHost& host, sim::SlotRef ref) {
  Delivery& d = host.deliveries.at(ref);
  const NextHop hop = d.job.next_hop;
  const RoutingView view = view_of(context, host);
  perform(
      context, host, ref,
      hop.by_address ? start_at_host(d.routing, view, hop.name) : start(d.routing, view, hop.name));
}

void settle_all(MailHost& host, Delivery& d, const std::vector<std::uint16_t>& recipients,
                Progress progress, Reply reply) {
  for (const std::uint16_t i : recipients) {
    host.queue.settle(d.job, i, progress, reply);
    const auto at = std::find(d.pending.begin(), d.pending.end(), i);
    *at = d.pending.back();
    d.pending.pop_back();
  }
  std::sort(d.pending.begin(), d.pending.end());
}

/// 552 to RCPT means 452: some servers say so of too many recipients (RFC 5321 section 4.5.3.1.10).
Reply as_meant(Reply reply) {
  return reply.code == 552 ? Reply{452, {4, reply.status().subject, reply.status().detail}} : reply;
}

/// How the delivery went for each of its recipients.
void report_ended(const Context& context, const MailHost& host, const Delivery& d) {
  const QueuedMessage& message = host.queue.message(d.job.message);
  const sim::Duration until_ready = d.spent[DelayPart::dns] + d.spent[DelayPart::connect_failure] +
                                    d.spent[DelayPart::connection];
  report_since(context, host, context.now() - d.spent.total(),
               {.object = message.content.id.key(),
                .parent = d.luck,
                .value = until_ready.ns,
                .kind = kTraceDeliveryEnded});
  for (const std::uint16_t i : d.job.recipients) {
    const QueuedRecipient& r = message.recipients[i];
    report(context, host,
           {.object = message.content.id.key(),
            .parent = d.luck,
            .value = r.recipient.mailbox.user,
            .name = r.recipient.mailbox.domain.node,
            .kind = kTraceSettled,
            .type = packed_status(r.last.enhanced),
            .code = r.last.code,
            .attempt = static_cast<std::uint16_t>(r.progress)});
  }
}

}  // namespace

void charge(Delivery& delivery, DelayPart part, sim::Time now) {
  delivery.spent[part] += now - delivery.accounted;
  delivery.accounted = now;
}

void begin_delivery(Context& context, MailHost& host, Job job) {
  const QueuedMessage& message = host.queue.message(job.message);
  Delivery d;
  d.luck = sim::mix(sim::mix(message.content.id.key(), job.recipients[0]), message.attempts);
  d.accounted = context.now();
  d.pending.assign(job.recipients.begin(), job.recipients.end());
  d.job = std::move(job);
  ++host.counters.deliveries;
  if (traced(context))
    report(context, host,
           {.object = message.content.id.key(),
            .parent = d.luck,
            .value = static_cast<std::int64_t>(d.pending.size()),
            .name = d.job.next_hop.name.node,
            .kind = kTraceDeliveryBegan,
            .attempt = message.attempts});
  const sim::SlotRef ref = host.deliveries.insert(std::move(d));
  begin_routing(context, host, ref);
}

void on_lookup(Context& context, MailHost& host, sim::SlotRef ref,
               const dns::LookupResult& result) {
  Delivery& d = host.deliveries.at(ref);
  if (traced(context))
    PerformRouting{context, host, ref}.report_lookup(kTraceLookupAnswer, result.question,
                                                     static_cast<std::int64_t>(result.status));
  charge(d, DelayPart::dns, context.now());
  if (on_policy_lookup(context, host, ref, result)) return;
  perform(context, host, ref, on_answer(d.routing, view_of(context, host), result));
}

void begin_walk(Context& context, MailHost& host, sim::SlotRef ref) {
  Delivery& d = host.deliveries.at(ref);
  if (d.routing.targets.empty()) {  // a policy names none of them
    d.last = as_reply({4, 7, 5});
    report_no_host(context, host, d, RoutingFault::off_policy);
    return finish_delivery(context, host, ref, true);
  }
  if (takes_any_session(host, d)) {
    if (use_kept_session(context, host, ref)) return;
    prefer_kept_session(host, d);
  }
  perform(context, host, ref, begin(d.walk, d.routing.targets));
}

void go_on(Context& context, MailHost& host, sim::SlotRef ref, Failure failure, Reply reply) {
  Delivery& d = host.deliveries.at(ref);
  const FailureMap& map = host.sends->failures;
  d.last = {reply.code, status_of(map, failure, reply)};
  if (map[failure].bounces)
    settle_all(host, d, {d.pending.begin(), d.pending.end()}, Progress::bounced, d.last);
  if (d.pending.empty()) return finish_delivery(context, host, ref, false);
  perform(context, host, ref, on_failure(d.walk, map, host.sends->limits, failure));
}

void finish_delivery(Context& context, MailHost& host, sim::SlotRef ref, bool no_session) {
  const Delivery d = std::move(host.deliveries.at(ref));
  host.deliveries.erase(ref);
  host.queue.account(d.job, d.spent, context.now());
  host.queue.finish(d.job, no_session, d.last, context.now());
  if (traced(context)) report_ended(context, host, d);
}

void on_recipient_replies(MailHost& host, Delivery& d, const Flight& replies) {
  d.accepted.clear();
  std::vector<std::uint16_t> refused;
  for (std::size_t k = 0; k < replies.recipient_replies.size() && k < d.pending.size(); ++k) {
    const Reply reply = as_meant(replies.recipient_replies[k]);
    const std::uint16_t recipient = d.pending[k];
    if (reply.positive()) {
      d.accepted.push_back(recipient);
    } else if (reply.permanent()) {
      host.queue.settle(d.job, recipient, Progress::bounced, {reply.code, reply.status()});
      refused.push_back(recipient);
    } else {
      d.last = {reply.code, reply.status()};
    }
  }
  for (const std::uint16_t i : refused)
    d.pending.erase(std::find(d.pending.begin(), d.pending.end(), i));
}

void on_accepted(MailHost& host, Delivery& d, Reply reply) {
  host.ledger.passed_on += d.accepted.size();
  if (host.queue.message(d.job.message).attempts > 0) host.counters.recovered += d.accepted.size();
  const sim::Duration in_queue = d.accounted - host.queue.message(d.job.message).arrived;
  host.counters.waited_seconds += in_queue.seconds() * static_cast<double>(d.accepted.size());
  settle_all(host, d, {d.accepted.begin(), d.accepted.end()}, Progress::passed_on, reply);
  d.accepted.clear();
}

void on_refused(MailHost& host, Delivery& d, Failure failure, Reply reply, bool all) {
  const auto& concerned = all ? d.pending : d.accepted;
  if (!concerned.empty()) d.last = {reply.code, status_of(host.sends->failures, failure, reply)};
  if (host.sends->failures[failure].bounces)
    settle_all(host, d, {concerned.begin(), concerned.end()}, Progress::bounced, d.last);
  d.accepted.clear();
}

}  // namespace waypost::mail
