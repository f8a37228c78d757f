// SPDX-License-Identifier: Apache-2.0
// A mail host's connections as a client: the flights of the SMTP dialogue and what their replies
// mean for the message that the session carries.
#include <algorithm>
#include <utility>

#include "models/mail/client_parts.hpp"
#include "models/net/network.hpp"

namespace waypost::mail {
namespace {

using State = ClientSession::State;

/// The message that `s` carries is tried for the first time.
bool carries_new_mail(const MailHost& host, const ClientSession& s) {
  const Delivery* delivery = host.deliveries.find(s.delivery);
  return delivery != nullptr && host.queue.message(delivery->job.message).attempts == 0;
}

void count_tls_failure(TlsReport& report, Failure failure) {
  if (failure == Failure::tls_handshake) ++report.handshake_failed;
  if (failure == Failure::tls_required) ++report.starttls_missing;
  if (failure == Failure::tls_certificate) ++report.certificate_invalid;
  if (failure == Failure::tls_key) ++report.tlsa_invalid;
}

/// The transaction is over: those still pending go on elsewhere; the session is kept, or quit.
void end_transaction(Context& context, MailHost& host, sim::SlotRef ref) {
  ClientSession& s = host.sessions.at(ref);
  const sim::SlotRef delivery = s.delivery;
  Delivery& d = host.deliveries.at(delivery);
  const bool young = context.now() - s.began < host.sends->session_lifetime &&
                     s.smtp.transactions < host.sends->session_messages;
  s.delivery = {};
  if (d.pending.empty() && d.job.keeps_session && young) {
    s.state = State::kept;
    host.kept.push_back(ref);
    set_deadline(host, ref, context.now() + host.sends->session_kept);
  } else {
    close_session(context, host, ref, true);
  }
  if (d.pending.empty()) return finish_delivery(context, host, delivery, false);
  go_on(context, host, delivery, Failure::refused_transient, d.last);
}

/// The whole message as the server is to have it, its recipients' clocks read now.
Message content_for(const MailHost& host, const Delivery& d) {
  const QueuedMessage& queued = host.queue.message(d.job.message);
  Message message{queued.content, {}};
  for (const std::uint16_t i : d.accepted) {
    Recipient r = queued.recipients[i].recipient;
    r.delay.parts += d.spent;
    r.delay.accounted = d.accounted;
    message.recipients.push_back(r);
  }
  return message;
}

Message envelope_for(const MailHost& host, const Delivery& d) {
  const QueuedMessage& queued = host.queue.message(d.job.message);
  Message message{queued.content, {}};
  for (const std::uint16_t i : d.pending)
    message.recipients.push_back({queued.recipients[i].recipient.mailbox, {}});
  return message;
}

/// Time on the wire besides the first trip: further round trips, and the content at line rate.
sim::Duration extra_time(const MailHost& host, const ClientSession& s, const Send& action,
                         std::uint32_t octets) {
  sim::Duration extra = s.rtt * (action.round_trips - 1);
  if (action.command == Command::content) {
    const std::uint64_t rate = host.sends->octets_per_second;
    extra += sim::Duration{static_cast<std::int64_t>(octets * std::uint64_t{1'000'000'000} / rate)};
  }
  return extra;
}

struct PerformClient {
  Context& context;
  MailHost& host;
  sim::SlotRef ref;

  void operator()(const Send& action) {
    ClientSession& s = host.sessions.at(ref);
    Delivery& d = host.deliveries.at(s.delivery);
    const bool setting_up =
        action.command == Command::hello || action.command == Command::start_tls;
    charge(d, setting_up ? DelayPart::connection : DelayPart::transfer, context.now());
    Flight f = flight_to_server(host, ref, s, FlightKind::command);
    f.command = action.command;
    f.step = d.step++;
    if (action.command == Command::envelope) f.message = envelope_for(host, d);
    if (action.command == Command::content) f.message = content_for(host, d);
    report_client(context, host, s, kTraceCommand, static_cast<std::int64_t>(action.command));
    const std::uint32_t octets = f.message.content.octets;
    send_to_server(context, host, s, std::move(f), extra_time(host, s, action, octets));
    set_deadline(host, ref, context.now() + action.timeout);
  }
  void operator()(const Await& action) { set_deadline(host, ref, context.now() + action.timeout); }
  void operator()(const Ready&) {
    ClientSession& s = host.sessions.at(ref);
    Delivery& d = host.deliveries.at(s.delivery);
    charge(d, DelayPart::connection, context.now());
    host.memory.note_success(s.target.address);
    if (host.security.tls) ++(s.smtp.secured ? host.tls_report.secured : host.tls_report.in_clear);
    perform_client(context, host, ref,
                   begin_transaction(s.smtp, host.sends->smtp, static_cast<int>(d.pending.size())));
  }
  void operator()(const Refused& refused) {
    ClientSession& s = host.sessions.at(ref);
    Delivery& d = host.deliveries.at(s.delivery);
    charge(d, DelayPart::transfer, context.now());
    on_refused(host, d, refused.failure, refused.reply, false);
    end_transaction(context, host, ref);
  }
  void operator()(const SessionFailed& failed) {
    give_up_session(context, host, ref, failed.failure, failed.reply);
  }
  void operator()(const Accepted& accepted) {
    Delivery& d = host.deliveries.at(host.sessions.at(ref).delivery);
    charge(d, DelayPart::transfer, context.now());
    report_client(context, host, host.sessions.at(ref), kTracePassedOn,
                  static_cast<std::int64_t>(d.accepted.size()), accepted.reply);
    on_accepted(host, d, accepted.reply);
    end_transaction(context, host, ref);
  }
};

void on_envelope_replies(Context& context, MailHost& host, sim::SlotRef ref, const Flight& f) {
  ClientSession& s = host.sessions.at(ref);
  Delivery& d = host.deliveries.at(s.delivery);
  const QueuedMessage& queued = host.queue.message(d.job.message);
  for (std::size_t k = 0; k < f.recipient_replies.size() && k < d.pending.size(); ++k)
    report_client(context, host, s, kTraceRecipientReply,
                  packed_mailbox(queued.recipients[d.pending[k]].recipient.mailbox),
                  f.recipient_replies[k]);
  if (f.reply.positive())
    on_recipient_replies(host, d, f);
  else  // MAIL refused: RCPT never came into it
    d.accepted.assign(d.pending.begin(), d.pending.end());
  const std::uint32_t octets = host.queue.message(d.job.message).content.octets;
  perform_client(context, host, ref,
                 on_envelope(s.smtp, host.sends->smtp, f.reply, f.last, octets));
}

/// What the server showed, held against the TLSA records of the target.
TlsOffer judged_offer(const Context& context, const ClientSession& s, TlsOffer offer) {
  if (s.tlsa != dns::kNoRecordSet && offer.key != 0)
    offer.key_in_tlsa =
        context.mail.published->names_key(context.dns.dns.records, s.tlsa, offer.key);
  return offer;
}

void on_replies(Context& context, MailHost& host, sim::SlotRef ref, const Flight& f) {
  ClientSession& s = host.sessions.at(ref);
  if (!s.delivery.valid()) return;
  report_client(context, host, s, kTraceReply, static_cast<std::int64_t>(f.command), f.reply);
  const SmtpClientProfile& profile = host.sends->smtp;
  const auto recipients = static_cast<int>(host.deliveries.at(s.delivery).pending.size());
  switch (f.command) {
    case Command::hello:
      return perform_client(context, host, ref,
                            on_hello(s.smtp, profile, f.reply, f.pipelining, f.tls));
    case Command::start_tls:
      return perform_client(context, host, ref,
                            on_secured(s.smtp, profile, f.reply, judged_offer(context, s, f.tls)));
    case Command::reset:
      return perform_client(context, host, ref, on_probe(s.smtp, profile, f.reply, recipients));
    case Command::envelope: return on_envelope_replies(context, host, ref, f);
    case Command::content: return perform_client(context, host, ref, on_final(s.smtp, f.reply));
    case Command::quit: return;
  }
}

/// A flight for a connection that its client has given up. Recipients accepted by it were taken
/// twice: the client still has them too.
void on_stray(Context& context, MailHost& host, const Flight& f) {
  context.mail.metrics.duplicates += f.accepted;
  if (f.kind == FlightKind::reset) return;
  Flight abort = f;
  abort.kind = FlightKind::abort;
  abort.accepted = 0;
  transmit(context, host.entity, host.host, f.server_host, f.server_address, std::move(abort), {},
           host.luck.client_flights);
}

}  // namespace

void perform_client(Context& context, MailHost& host, sim::SlotRef ref,
                    const ClientAction& action) {
  std::visit(PerformClient{context, host, ref}, action);
}

void give_up_session(Context& context, MailHost& host, sim::SlotRef ref, Failure failure,
                     Reply reply) {
  const ClientSession& s = host.sessions.at(ref);
  count_tls_failure(host.tls_report, failure);
  report_client_since(context, host, s, s.began, kTraceAddressFailed,
                      static_cast<std::int64_t>(failure), reply);
  const sim::SlotRef delivery = s.delivery;
  if (host.sends->failures[failure].against_destination)
    host.memory.note_failure(s.target.address, context.now(), carries_new_mail(host, s));
  const bool in_transaction = s.smtp.transactions > 0;
  close_session(context, host, ref, false);
  if (!delivery.valid()) return;
  charge(host.deliveries.at(delivery),
         in_transaction ? DelayPart::transfer : DelayPart::connect_failure, context.now());
  go_on(context, host, delivery, failure, reply);
}

void put_to_work(Context& context, MailHost& host, sim::SlotRef ref, sim::SlotRef delivery) {
  ClientSession& s = host.sessions.at(ref);
  Delivery& d = host.deliveries.at(delivery);
  s.state = State::busy;
  s.delivery = delivery;
  s.luck = d.luck;
  ++host.counters.reused;
  report_client(context, host, s, kTraceReused, s.smtp.transactions);
  perform_client(context, host, ref,
                 begin_transaction(s.smtp, host.sends->smtp, static_cast<int>(d.pending.size())));
}

void on_client_flight(Context& context, MailHost& host, Flight& f) {
  if (!context.network().hosts[host.host].up) {  // a 250 that nobody hears
    context.mail.metrics.duplicates += f.accepted;
    return;
  }
  if (host.sessions.find(f.client) == nullptr) return on_stray(context, host, f);
  switch (f.kind) {
    case FlightKind::syn_ack: return on_syn_ack(context, host, f.client, f);
    case FlightKind::reset: return on_reset(context, host, f.client);
    case FlightKind::greeting: {
      ClientSession& s = host.sessions.at(f.client);
      s.server = f.server;
      report_client(context, host, s, kTraceGreeting, 0, f.reply);
      return perform_client(context, host, f.client,
                            on_greeting(s.smtp, host.sends->smtp, f.reply));
    }
    case FlightKind::reply: return on_replies(context, host, f.client, f);
    case FlightKind::syn:
    case FlightKind::abort:
    case FlightKind::open:
    case FlightKind::command:
    case FlightKind::submission: break;
  }
  WAYPOST_EXPECT(false, "a client was sent a server's flight");
}

}  // namespace waypost::mail
