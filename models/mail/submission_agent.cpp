// SPDX-License-Identifier: Apache-2.0
// Where messages enter a host, and the delivery agent: what is final here goes into a mailbox, the
// rest into the queue. A submission takes one trip from the user and never fails.
#include "models/mail/events.hpp"
#include "models/mail/mail_host_parts.hpp"
#include "models/net/datagram.hpp"

namespace waypost::mail {
namespace {

/// The mailbox here that takes mail for `domain`, if there is one.
std::optional<Outcome> local_outcome(const MailHost& host, dns::Name domain, bool junk) {
  const ServedDomain* served = host.domains.find(domain);
  if (served == nullptr) return std::nullopt;
  switch (served->state) {
    case DomainState::final: return junk ? Outcome::junked : Outcome::delivered_in_time;
    case DomainState::stale_mailbox: return Outcome::wrong_place;
    case DomainState::intercepted: return Outcome::intercepted;
    case DomainState::relay_to: return std::nullopt;
    case DomainState::forwarded:
    case DomainState::list: return Outcome::delivered_in_time;  // a bounce that came back to it
    case DomainState::forgotten:
    case DomainState::unknown_users:
    case DomainState::tempfail: break;
  }
  // The state changed between RCPT and the decision. Who accepted a recipient owns it (RFC 5321
  // section 6.1): a host that sends passes it on as Postfix does after a reload, another keeps it.
  if (host.sends == nullptr) return Outcome::delivered_in_time;
  return std::nullopt;
}

/// Room in a mailbox is counted where there is a limit to it.
void store(const Context& context, MailHost& host, const Mailbox& mailbox, std::uint32_t octets) {
  const ServedDomain* served = host.domains.find(mailbox.domain);
  if (served != nullptr && served->quota > 0)
    host.mailboxes.add(*served, box_hash(context, *served, mailbox), octets, context.now());
}

/// What a made-up address spells is said once at each host, before it is named.
void report_return_address(const Context& context, const MailHost& host, const MessageId& id,
                           const Mailbox& mailbox, AddressRole role) {
  if (!is_return_address(mailbox) || mailbox.original == 0) return;
  report(context, host,
         {.object = id.key(),
          .value = static_cast<std::int64_t>(role),
          .name = mailbox.original,
          .kind = kTraceReturnAddress});
}

void report_filed(const Context& context, const MailHost& host, const Message& message) {
  const MessageContent& content = message.content;
  if (!content.null_sender())
    report_return_address(context, host, content.id, content.sender, AddressRole::sender);
  for (const Recipient& r : message.recipients)
    report_return_address(context, host, content.id, r.mailbox, AddressRole::recipient);
  report(context, host,
         {.object = content.id.key(),
          .value = packed_filed(content.octets, content.sender.user),
          .name = content.null_sender() ? sim::kNoId : content.sender.domain.node,
          .kind = kTraceFiled,
          .attempt = static_cast<std::uint16_t>(message.recipients.size())});
}

void file_one(Context& context, MailHost& host, Message message) {
  const sim::Time now = context.now();
  if (traced(context)) report_filed(context, host, message);
  QueuedMessage queued;
  queued.content = message.content;
  for (const Recipient& r : message.recipients) {
    WAYPOST_EXPECT(r.delay.accounted == now, "a recipient filed with an open clock");
    if (const auto outcome = local_outcome(host, r.mailbox.domain, message.content.junk)) {
      ++host.ledger.delivered;
      store(context, host, r.mailbox, message.content.octets);
      const Outcome end = record_outcome(context.mail.metrics, message.content, r, *outcome, now);
      if (traced(context))
        report_since(context, host, message.content.submitted,
                     {.object = message.content.id.key(),
                      .value = packed_delivered(end, r.mailbox.user),
                      .name = r.mailbox.domain.node,
                      .kind = kTraceDelivered});
    } else {
      queued.recipients.push_back({.recipient = r});
    }
  }
  if (queued.recipients.empty()) return;
  WAYPOST_EXPECT(host.sends != nullptr, "a host without a sending profile has mail to send");
  if (traced(context))
    for (const QueuedRecipient& r : queued.recipients)
      report(context, host,
             {.object = queued.content.id.key(),
              .value = r.recipient.mailbox.user,
              .name = r.recipient.mailbox.domain.node,
              .kind = kTraceQueued});
  host.queue.add(now, std::move(queued));
}

}  // namespace

void file(Context& context, MailHost& host, Message message) {
  if (!host.domains.rewrites()) return file_one(context, host, std::move(message));
  for (Message& part : expand(context, host, std::move(message)))
    file_one(context, host, std::move(part));
}

void submit(Context& context, MailHost& host, Message message) {
  const sim::Time now = context.now();
  for (Recipient& r : message.recipients) {
    r.delay = DelayClock{.parts = {}, .accounted = message.content.submitted};
    r.delay.charge(DelayPart::transfer, now);
  }
  if (host.signs) message.content.signature = Signature::intact;
  host.ledger.accepted += message.recipients.size();
  ++host.counters.received;
  archive_copy(context, host, message);
  context.mail.metrics.of(message.content.kind).submitted += message.recipients.size();
  if (traced(context))
    report_since(context, host, message.content.submitted,
                 {.object = message.content.id.key(),
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
