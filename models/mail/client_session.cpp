// SPDX-License-Identifier: Apache-2.0
// A mail host's connections as a client: the TCP handshake with the SYN retransmissions of the
// host's kernel, the flights of the SMTP dialogue, deadlines, sessions kept for reuse.
#include <algorithm>
#include <utility>

#include "models/mail/events.hpp"
#include "models/mail/mail_host_parts.hpp"
#include "models/net/datagram.hpp"
#include "models/net/network.hpp"

namespace waypost::mail {
namespace {

using State = ClientSession::State;

/// Draws of source addresses, apart from those of the order of exchangers.
constexpr std::uint32_t kSourceDraw = 1u << 30;

void perform(Context& context, MailHost& host, sim::SlotRef ref, const ClientAction& action);
void give_up(Context& context, MailHost& host, sim::SlotRef ref, Failure failure, Reply reply);

Flight flight_to_server(const MailHost& host, sim::SlotRef ref, const ClientSession& s,
                        FlightKind kind) {
  Flight f;
  f.kind = kind;
  f.client_host = host.host;
  f.server_host = s.peer;
  f.client_address = s.source;
  f.server_address = s.target.address;
  f.client = ref;
  f.server = s.server;
  f.luck = s.luck;
  return f;
}

void send(Context& context, MailHost& host, const ClientSession& s, Flight flight,
          sim::Duration extra) {
  transmit(context, host.entity, host.host, s.peer, s.target.address, std::move(flight), extra,
           host.luck.client_flights);
}

/// The address that a connection to `target` leaves from.
net::AddressId source_for(const Context& context, const MailHost& host, net::AddressId target,
                          std::uint64_t luck, std::uint32_t step) {
  const net::AddressBook& book = context.network().addresses;
  const net::Host& machine = context.network().hosts[host.host];
  const auto family = book.address(target).family;
  const net::AddressId usual = family == net::Family::v4 ? machine.ipv4 : machine.ipv6;
  if (!host.spreads_sources) return usual;
  boost::container::small_vector<net::AddressId, 8> own;
  for (const net::AddressId address : host.own_addresses) {
    const net::Binding binding = book.binding(address);
    const bool mine = binding.kind == net::Binding::Kind::host && binding.index == host.host;
    if (mine && book.address(address).family == family) own.push_back(address);
  }
  if (own.empty()) return usual;
  sim::Draw draw(host.luck.exchanger_order, luck, kSourceDraw + step);
  return own[draw.below(static_cast<std::uint32_t>(own.size()))];
}

/// Of the session `s`, about the message it carries.
void report_session(const Context& context, const MailHost& host, const ClientSession& s,
                    TraceKind kind, std::int64_t value = 0, Reply reply = {},
                    sim::Time start = {}) {
  if (!traced(context) || !s.delivery.valid()) return;
  const net::Network& network = context.network();
  const std::uint32_t peer = s.peer == net::kNone ? sim::kNoId : network.hosts[s.peer].entity;
  const Delivery& delivery = *host.deliveries.find(s.delivery);
  report(context, host,
         {.start = start.ns,
          .object = message_key(host, delivery),
          .parent = delivery.luck,
          .value = value,
          .other = peer,
          .name = s.target.host.node,
          .address = s.target.address,
          .kind = kind,
          .type = packed_status(reply.enhanced),
          .code = reply.code});
}

/// Ends a connection. `with_quit`: politely, without waiting for the reply.
void close(Context& context, MailHost& host, sim::SlotRef ref, bool with_quit) {
  ClientSession& s = host.sessions.at(ref);
  if (s.peer != net::kNone) {
    Flight f = flight_to_server(host, ref, s, with_quit ? FlightKind::command : FlightKind::abort);
    f.command = Command::quit;
    f.step = UINT32_MAX - s.smtp.transactions;
    send(context, host, s, std::move(f), {});
  }
  std::erase(host.kept, ref);
  host.sessions.erase(ref);
}

/// One SYN on its way; what the network says about it later comes as a flight, or at the deadline.
void send_syn(Context& context, MailHost& host, sim::SlotRef ref) {
  ClientSession& s = host.sessions.at(ref);
  ++host.counters.syns;
  Flight f = flight_to_server(host, ref, s, FlightKind::syn);
  f.step = host.deliveries.at(s.delivery).step++;
  s.syn_sent = context.now();
  sim::Draw draw(host.luck.client_flights, f.luck, f.step);
  const net::Transit way = net::send_datagram(context.network(), host.host, s.target.address, draw);
  if (way.verdict == net::Transit::Verdict::unreachable) {
    s.state = State::no_route;
    set_deadline(host, ref, context.now() + way.delay);
  } else if (way.verdict == net::Transit::Verdict::delivered) {
    f.server_host = way.host;
    deliver(context, host.entity, way.host, std::move(f), way.delay);
  }
}

void perform(Context& context, MailHost& host, sim::SlotRef ref, const net::ConnectAction& action) {
  if (const auto* wait = std::get_if<net::SendAndWait>(&action)) {
    set_deadline(host, ref, wait->timer.at);
    return send_syn(context, host, ref);
  }
  switch (std::get<net::FinishConnect>(action).outcome) {
    case net::ConnectOutcome::connected:
      return perform(context, host, ref,
                     on_connected(host.sessions.at(ref).smtp, host.sends->smtp));
    case net::ConnectOutcome::refused:
      return give_up(context, host, ref, Failure::connect_refused, {});
    case net::ConnectOutcome::unreachable:
      return give_up(context, host, ref, Failure::connect_unreachable, {});
    case net::ConnectOutcome::timed_out:
      return give_up(context, host, ref, Failure::connect_timeout, {});
  }
}

/// The message that `s` carries is tried for the first time.
bool carries_new_mail(const MailHost& host, const ClientSession& s) {
  const Delivery* delivery = host.deliveries.find(s.delivery);
  return delivery != nullptr && host.queue.message(delivery->job.message).attempts == 0;
}

void count_tls_failure(TlsReport& report, Failure failure) {
  if (failure == Failure::tls_handshake) ++report.handshake_failed;
  if (failure == Failure::tls_required) ++report.starttls_missing;
  if (failure == Failure::tls_certificate) ++report.certificate_invalid;
}

/// The session is of no use; its delivery goes on elsewhere.
void give_up(Context& context, MailHost& host, sim::SlotRef ref, Failure failure, Reply reply) {
  const ClientSession& s = host.sessions.at(ref);
  count_tls_failure(host.tls_report, failure);
  report_session(context, host, s, kTraceAddressFailed, static_cast<std::int64_t>(failure), reply,
                 s.began);
  const sim::SlotRef delivery = s.delivery;
  if (host.sends->failures[failure].against_destination)
    host.memory.note_failure(s.target.address, context.now(), carries_new_mail(host, s));
  const bool got_through = s.smtp.state != SmtpClient::State::closed || s.smtp.transactions > 0;
  close(context, host, ref, false);
  if (!delivery.valid()) return;
  charge(host.deliveries.at(delivery),
         got_through ? DelayPart::transfer : DelayPart::connect_failure, context.now());
  go_on(context, host, delivery, failure, reply);
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
    close(context, host, ref, true);
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
    report_session(context, host, s, kTraceCommand, static_cast<std::int64_t>(action.command));
    const std::uint32_t octets = f.message.content.octets;
    send(context, host, s, std::move(f), extra_time(host, s, action, octets));
    set_deadline(host, ref, context.now() + action.timeout);
  }
  void operator()(const Await& action) { set_deadline(host, ref, context.now() + action.timeout); }
  void operator()(const Ready&) {
    ClientSession& s = host.sessions.at(ref);
    Delivery& d = host.deliveries.at(s.delivery);
    charge(d, DelayPart::connection, context.now());
    host.memory.note_success(s.target.address);
    if (host.security.tls) ++(s.smtp.secured ? host.tls_report.secured : host.tls_report.in_clear);
    perform(context, host, ref,
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
    give_up(context, host, ref, failed.failure, failed.reply);
  }
  void operator()(const Accepted& accepted) {
    Delivery& d = host.deliveries.at(host.sessions.at(ref).delivery);
    charge(d, DelayPart::transfer, context.now());
    report_session(context, host, host.sessions.at(ref), kTracePassedOn,
                   static_cast<std::int64_t>(d.accepted.size()), accepted.reply);
    on_accepted(host, d, accepted.reply);
    end_transaction(context, host, ref);
  }
};

void perform(Context& context, MailHost& host, sim::SlotRef ref, const ClientAction& action) {
  std::visit(PerformClient{context, host, ref}, action);
}

void on_syn_ack(Context& context, MailHost& host, sim::SlotRef ref, const Flight& f) {
  ClientSession& s = host.sessions.at(ref);
  if (s.state != State::connecting) return;  // the answer to a SYN sent twice
  s.state = State::busy;
  s.peer = f.server_host;
  s.rtt = context.now() - s.syn_sent;
  report_session(context, host, s, kTraceConnected, s.rtt.ns, {}, s.began);
  Flight open = flight_to_server(host, ref, s, FlightKind::open);
  open.step = host.deliveries.at(s.delivery).step++;
  send(context, host, s, std::move(open), {});
  perform(context, host, ref, on_reply(s.handshake, net::SynReply::syn_ack, context.now()));
}

void on_envelope_replies(Context& context, MailHost& host, sim::SlotRef ref, const Flight& f) {
  ClientSession& s = host.sessions.at(ref);
  Delivery& d = host.deliveries.at(s.delivery);
  for (const Reply& r : f.recipient_replies)
    report_session(context, host, s, kTraceRecipientReply, 0, r);
  if (f.reply.positive())
    on_recipient_replies(host, d, f);
  else  // MAIL refused: RCPT never came into it
    d.accepted.assign(d.pending.begin(), d.pending.end());
  const std::uint32_t octets = host.queue.message(d.job.message).content.octets;
  perform(context, host, ref, on_envelope(s.smtp, host.sends->smtp, f.reply, f.last, octets));
}

void on_replies(Context& context, MailHost& host, sim::SlotRef ref, const Flight& f) {
  ClientSession& s = host.sessions.at(ref);
  if (!s.delivery.valid()) return;
  report_session(context, host, s, kTraceReply, static_cast<std::int64_t>(f.command), f.reply);
  const SmtpClientProfile& profile = host.sends->smtp;
  const auto recipients = static_cast<int>(host.deliveries.at(s.delivery).pending.size());
  switch (f.command) {
    case Command::hello:
      return perform(context, host, ref, on_hello(s.smtp, profile, f.reply, f.pipelining, f.tls));
    case Command::start_tls:
      return perform(context, host, ref, on_secured(s.smtp, profile, f.reply, f.tls));
    case Command::reset:
      return perform(context, host, ref, on_probe(s.smtp, profile, f.reply, recipients));
    case Command::envelope: return on_envelope_replies(context, host, ref, f);
    case Command::content: return perform(context, host, ref, on_final(s.smtp, f.reply));
    case Command::quit: return;
  }
}

void on_reset(Context& context, MailHost& host, sim::SlotRef ref) {
  ClientSession& s = host.sessions.at(ref);
  s.peer = net::kNone;  // nobody to say goodbye to
  if (s.state == State::connecting)
    return perform(context, host, ref, on_reply(s.handshake, net::SynReply::reset, context.now()));
  if (s.state == State::kept) return close(context, host, ref, false);
  perform(context, host, ref, on_lost(s.smtp));
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

void put_to_work(Context& context, MailHost& host, sim::SlotRef ref, sim::SlotRef delivery) {
  ClientSession& s = host.sessions.at(ref);
  Delivery& d = host.deliveries.at(delivery);
  s.state = State::busy;
  s.delivery = delivery;
  s.luck = d.luck;
  ++host.counters.reused;
  report_session(context, host, s, kTraceReused, s.smtp.transactions);
  perform(context, host, ref,
          begin_transaction(s.smtp, host.sends->smtp, static_cast<int>(d.pending.size())));
}

void connect(Context& context, MailHost& host, sim::SlotRef delivery, const Target& target) {
  Delivery& d = host.deliveries.at(delivery);
  const bool any_session =
      d.tls != TlsNeed::verified;  // a kept one may not be what a policy asks for
  if (any_session && use_kept_session_to(context, host, delivery, target.address)) return;
  ++host.counters.connects;
  ClientSession s;
  s.delivery = delivery;
  s.target = target;
  s.source = source_for(context, host, target.address, d.luck, d.step);
  s.smtp.tls = d.tls;
  s.next_hop = d.job.next_hop;
  s.luck = d.luck;
  s.began = context.now();
  report_session(context, host, s, kTraceConnect);
  const sim::SlotRef ref = host.sessions.insert(std::move(s));
  perform(
      context, host, ref,
      net::start(host.sessions.at(ref).handshake, context.network().hosts[host.host].syn_profile,
                 context.now(), host.sends->smtp.timeouts.connect));
}

std::size_t open_sessions(const MailHost& host, net::AddressId address) {
  std::size_t n = 0;
  host.sessions.for_each(
      [&](sim::SlotRef, const ClientSession& s) { n += s.target.address == address; });
  return n;
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
      report_session(context, host, s, kTraceGreeting, 0, f.reply);
      return perform(context, host, f.client, on_greeting(s.smtp, host.sends->smtp, f.reply));
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

void on_deadline(Context& context, MailHost& host, sim::SlotRef ref) {
  ClientSession& s = host.sessions.at(ref);
  switch (s.state) {
    case State::connecting:
      return perform(context, host, ref, on_timer(s.handshake, context.now()));
    case State::no_route:
      return perform(context, host, ref,
                     on_reply(s.handshake, net::SynReply::no_route, context.now()));
    case State::busy: return perform(context, host, ref, on_timeout(s.smtp));
    case State::kept: return close(context, host, ref, true);
  }
}

}  // namespace waypost::mail
