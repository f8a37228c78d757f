// SPDX-License-Identifier: Apache-2.0
// Where messages enter a host, and the delivery agent: what is final here goes into a mailbox, the
// rest into the queue. A submission takes one trip from the user and never fails.
#include "models/mail/events.hpp"
#include "models/mail/mail_host_parts.hpp"
#include "models/net/datagram.hpp"

namespace waypost::mail {
namespace {

/// The mailbox here that takes mail for `domain`, if there is one.
std::optional<Outcome> local_outcome(const MailHost& host, dns::Name domain) {
  const ServedDomain* served = host.domains.find(domain);
  if (served == nullptr) return std::nullopt;
  switch (served->state) {
    case DomainState::final: return Outcome::delivered_in_time;
    case DomainState::stale_mailbox: return Outcome::wrong_place;
    case DomainState::relay_to: return std::nullopt;
    case DomainState::forgotten:
    case DomainState::unknown_users:
    case DomainState::tempfail: break;
  }
  // The state changed between RCPT and the decision. Who accepted a recipient owns it (RFC 5321
  // section 6.1): a host that sends passes it on as Postfix does after a reload, another keeps it.
  if (host.sends == nullptr) return Outcome::delivered_in_time;
  return std::nullopt;
}

}  // namespace

void file(Context& context, MailHost& host, Message message) {
  const sim::Time now = context.now();
  QueuedMessage queued;
  queued.content = message.content;
  for (const Recipient& r : message.recipients) {
    WAYPOST_EXPECT(r.delay.accounted == now, "a recipient filed with an open clock");
    if (const auto outcome = local_outcome(host, r.mailbox.domain)) {
      ++host.ledger.delivered;
      const Outcome end = record_outcome(context.mail.metrics, message.content, r, *outcome, now);
      if (traced(context))
        report(context, host, {.start = message.content.submitted.ns,
                               .object = message.content.id.key(),
                               .value = static_cast<std::int64_t>(end),
                               .name = r.mailbox.domain.node,
                               .kind = kTraceDelivered});
    } else {
      queued.recipients.push_back({.recipient = r});
    }
  }
  if (queued.recipients.empty()) return;
  WAYPOST_EXPECT(host.sends != nullptr, "a host without a sending profile has mail to send");
  if (traced(context))
    report(context, host, {.object = queued.content.id.key(),
                           .value = queued.content.octets,
                           .name = queued.recipients[0].recipient.mailbox.domain.node,
                           .kind = kTraceQueued});
  host.queue.add(now, std::move(queued));
}

void submit(Context& context, MailHost& host, Message message) {
  const sim::Time now = context.now();
  for (Recipient& r : message.recipients) {
    r.delay = DelayClock{.parts = {}, .accounted = message.content.submitted};
    r.delay.charge(DelayPart::transfer, now);
  }
  host.ledger.accepted += message.recipients.size();
  context.mail.metrics.of(message.content.kind).submitted += message.recipients.size();
  if (traced(context))
    report(context, host, {.start = message.content.submitted.ns,
                           .object = message.content.id.key(),
                           .value = static_cast<std::int64_t>(message.recipients.size()),
                           .kind = kTraceSubmitted});
  file(context, host, std::move(message));
  pump(context, host);
}

void send_submission(Context& context, sim::EntityId sender, net::HostId from, MailHost& host,
                     Message message) {
  const sim::Duration rtt = net::base_rtt(context.network(), from, host.host);
  const sim::Duration trip = rtt.ns == INT64_MAX ? sim::Duration{} : rtt / 2;
  Flight flight;
  flight.kind = FlightKind::submission;
  flight.luck = message.content.id.key();
  flight.message = std::move(message);
  const sim::SlotRef ref = context.mail.flights.insert(std::move(flight));
  context.engine().schedule(sender, host.entity, context.now() + trip, kFlight, ref.pack());
}

}  // namespace waypost::mail
