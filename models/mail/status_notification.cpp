// SPDX-License-Identifier: Apache-2.0
// Status notifications (RFC 3464): refused or expired recipients are reported to the reverse-path
// in one new message with a null reverse-path of its own, through the same queue; so are, once,
// those that wait too long. A notification that cannot be delivered is discarded: never a bounce of
// a bounce (RFC 5321 section 4.5.5, 6.1); the postmaster may be told.
#include <algorithm>

#include "models/mail/mail_host_parts.hpp"

namespace waypost::mail {
namespace {

/// Not refused by anybody: given up for age.
bool is_too_old(const QueuedRecipient& r) { return r.progress != Progress::bounced; }

void record_returned(Context& context, MailHost& host, const PassEnd& end) {
  const Outcome outcome = end.content.null_sender() ? Outcome::discarded : Outcome::bounced;
  for (QueuedRecipient r : end.bounced) {
    r.recipient.delay.charge(DelayPart::queueing, context.now());
    record_outcome(context.mail.metrics, end.content, r.recipient, outcome, context.now());
    if (traced(context))
      report(context, host,
             {.object = end.content.id.key(),
              .value = r.recipient.mailbox.user,
              .name = r.recipient.mailbox.domain.node,
              .kind = end.content.null_sender() ? kTraceDiscarded : kTraceBounced,
              .type = packed_status(r.last.enhanced),
              .code = r.last.code,
              .attempt = end.attempts});
  }
  std::uint64_t& book = end.content.null_sender() ? host.ledger.discarded : host.ledger.bounced;
  book += end.bounced.size();
}

/// The report on `about`: to its sender, or to the postmaster here.
Message make_notification(Context& context, MailHost& host, const MessageContent& about,
                          Notice notice) {
  constexpr std::uint32_t kHeaders = 2'000;  // all that a notice of delay returns: an estimate
  const std::uint32_t limit =
      notice == Notice::delayed ? kHeaders : host.sends->returned_octets_limit;
  Message notification;
  MessageContent& content = notification.content;
  content.id = {host.path_hash, host.notifications++};
  content.kind = MessageKind::notification;
  content.submitted = context.now();
  content.late_after_ms = about.late_after_ms;
  content.octets = host.sends->notification_octets + std::min(about.octets, limit);
  notification.recipients.push_back(
      {.mailbox = about.sender, .delay = {.parts = {}, .accounted = context.now()}});
  return notification;
}

void report_notice(const Context& context, const MailHost& host, const Message& notification,
                   const PassEnd& end, Notice notice, std::size_t recipients) {
  if (!traced(context)) return;
  report(context, host,
         {.object = notification.content.id.key(),
          .parent = end.content.id.key(),
          .value = static_cast<std::int64_t>(recipients),
          .kind = kTraceNotified,
          .attempt = static_cast<std::uint16_t>(notice)});
}

/// Through the same queue to the reverse-path.
void notify_sender(Context& context, MailHost& host, const PassEnd& end, Notice notice,
                   std::size_t recipients) {
  ++host.ledger.expanded;
  Message notification = make_notification(context, host, end.content, notice);
  report_notice(context, host, notification, end, notice, recipients);
  file(context, host, std::move(notification));
}

void report_stored(const Context& context, const MailHost& host, const Message& notification) {
  const std::uint64_t object = notification.content.id.key();
  report(context, host,
         {.object = object,
          .value = packed_filed(notification.content.octets, 0),
          .name = sim::kNoId,
          .kind = kTraceFiled,
          .attempt = 1});
  report(context, host,
         {.object = object,
          .value = packed_delivered(Outcome::delivered_in_time, 0),
          .name = notification.recipients[0].mailbox.domain.node,
          .kind = kTraceDelivered});
}

/// A "double bounce" goes to the postmaster's mailbox here, so there is never a third.
void notify_postmaster(Context& context, MailHost& host, const PassEnd& end) {
  ++host.ledger.expanded;
  ++host.ledger.delivered;
  Message notification = make_notification(context, host, end.content, Notice::postmaster);
  notification.recipients[0].mailbox = {host.name, 0};
  report_notice(context, host, notification, end, Notice::postmaster, end.bounced.size());
  if (traced(context)) report_stored(context, host, notification);
  record_outcome(context.mail.metrics, notification.content, notification.recipients[0],
                 Outcome::delivered_in_time, context.now());
}

/// Why those that are too old are still here.
Reply reason_of(const PassEnd& end) {
  for (const QueuedRecipient& r : end.bounced)
    if (is_too_old(r)) return r.last;
  return end.reason;
}

void report_pass(const Context& context, const MailHost& host, const PassEnd& end,
                 std::uint64_t too_old) {
  if (end.deferred > 0)
    report(context, host,
           {.object = end.content.id.key(),
            .value = (end.next_try - context.now()).ns,
            .kind = kTraceDeferred,
            .type = packed_status(end.reason.enhanced),
            .code = end.reason.code,
            .attempt = end.attempts});
  if (too_old > 0)
    report(context, host,
           {.object = end.content.id.key(),
            .value = static_cast<std::int64_t>(too_old),
            .kind = kTraceExpired,
            .type = packed_status(reason_of(end).enhanced),
            .attempt = end.attempts});
}

}  // namespace

void on_pass_end(Context& context, MailHost& host, const PassEnd& end) {
  const auto too_old =
      static_cast<std::uint64_t>(std::count_if(end.bounced.begin(), end.bounced.end(), is_too_old));
  host.counters.deferrals += end.deferred;
  if (end.attempts == 1) host.counters.failed_first += end.deferred + end.bounced.size();
  if (end.attempts == 1 && end.deferred + too_old > 0) ++host.counters.deferred;
  host.counters.expired += too_old;
  if (traced(context)) report_pass(context, host, end, too_old);
  if (end.warns) {
    ++host.counters.warnings;
    notify_sender(context, host, end, Notice::delayed, end.deferred);
  }
  if (end.bounced.empty()) return;
  const bool null_sender = end.content.null_sender();
  if (null_sender && host.sends->double_bounce) notify_postmaster(context, host, end);
  record_returned(context, host, end);
  if (!null_sender) notify_sender(context, host, end, Notice::failed, end.bounced.size());
}

}  // namespace waypost::mail
