// SPDX-License-Identifier: Apache-2.0
// A mail host's connections as a server: admission (mail.receives.connection_limit, 421 or
// backlog), the replies to each flight, and the decision after the final dot; checks come in
// between (session_checks.cpp). From the instant it decides 250 the server owns the recipients,
// whether the client hears of it or not (RFC 5321 section 4.2.5).
#include <algorithm>
#include <utility>

#include "models/dns/dns.hpp"
#include "models/mail/events.hpp"
#include "models/mail/mail_host_parts.hpp"
#include "models/net/datagram.hpp"

namespace waypost::mail {
namespace {

using State = ServerSession::State;

/// Sends `reply` back along the way that `received` came, `after` a while. False: the client will
/// never have it.
bool answer(Context& context, MailHost& host, const Flight& received, Flight reply,
            sim::Duration after = {}) {
  reply.command = received.command;
  reply.client_host = received.client_host;
  reply.server_host = host.host;
  reply.client_address = received.client_address;
  reply.server_address = received.server_address;
  reply.client = received.client;
  reply.luck = received.luck;
  reply.step = received.step;
  return transmit(context, host.entity, host.host, received.client_host, received.client_address,
                  std::move(reply), after, host.luck.server_flights);
}

Flight make(FlightKind kind, Reply first = {}, Reply last = {}) {
  Flight f;
  f.kind = kind;
  f.reply = first;
  f.last = last;
  return f;
}

/// Of the session `s`.
void report_session(const Context& context, const MailHost& host, const ServerSession& s,
                    sim::TraceRecord record) {
  if (!traced(context)) return;
  record.parent = s.id;
  record.other = context.network().hosts[s.last.client_host].entity;
  record.address = s.last.client_address;
  report(context, host, record);
}

/// Clients are looked at before a process has them (postscreen).
bool screens(const MailHost& host) {
  return host.receives.checks != nullptr && host.receives.checks->has(Check::first_contact);
}

/// What came of it: who is refused already is told so by the screener itself.
Screening outcome_of(const Inspection& i) {
  if (i.client_refusal.code != 0 && i.client_refused_by == Check::first_contact)
    return Screening::tested;
  if (i.client_refusal.code != 0 && i.client_refused_by == Check::blocklists)
    return Screening::listed;
  return i.known ? Screening::passed_old : Screening::passed_new;
}

void report_screened(const Context& context, const MailHost& host, const ServerSession& s) {
  const Screening outcome = outcome_of(s.inspection);
  report_session(context, host, s,
                 {.value = static_cast<std::int64_t>(outcome),
                  .kind = kTraceScreened,
                  .attempt = s.inspection.hits});
  if (outcome == Screening::passed_new || outcome == Screening::passed_old)
    report_session(context, host, s, {.kind = kTraceSession});
}

void send_greeting(Context& context, MailHost& host, sim::SlotRef ref) {
  if (traced(context) && screens(host)) report_screened(context, host, host.serving.at(ref));
  Flight f = make(FlightKind::greeting, kReady);
  f.server = ref;
  answer(context, host, host.serving.at(ref).last, std::move(f));
}

void greet(Context& context, MailHost& host, sim::SlotRef ref) {
  ServerSession& s = host.serving.at(ref);
  if (traced(context) && screens(host))
    report_session(context, host, s, {.value = s.last.server_address, .kind = kTraceScreening});
  else
    report_session(context, host, s, {.kind = kTraceSession});
  s.state = State::open;
  s.heard = context.now();
  ++host.greeted;
  ++host.counters.sessions;
  if (inspect(context, host, ref, Moment::connect)) send_greeting(context, host, ref);
}

/// A process is free: the connection that has waited longest is greeted.
void greet_next(Context& context, MailHost& host) {
  while (!host.backlog.empty() && host.greeted < host.receives.connection_limit) {
    const sim::SlotRef ref = host.backlog.front();
    host.backlog.erase(host.backlog.begin());
    if (host.serving.find(ref) != nullptr) greet(context, host, ref);
  }
}

void end_session(Context& context, MailHost& host, sim::SlotRef ref) {
  const ServerSession& s = host.serving.at(ref);
  if (host.receives.client_connections > 0) --host.sessions_of[s.last.client_address];
  if (s.state != State::backlog) {
    --host.greeted;
    report_session(context, host, s, {.value = s.commands.packed(), .kind = kTraceSessionEnded});
  }
  host.serving.erase(ref);
  greet_next(context, host);
}

/// Clients that fell silent lose their session, looked at while every process is busy: sooner than
/// at other times (stress mode, STRESS_README).
void drop_silent(Context& context, MailHost& host) {
  const sim::Duration limit = std::min(host.receives.idle_limit, host.receives.stress_idle_limit);
  std::vector<sim::SlotRef> silent;
  host.serving.for_each([&](sim::SlotRef ref, const ServerSession& s) {
    const bool sends_content = s.last.command == Command::envelope && !s.envelope.empty();
    const sim::Duration silence = sends_content ? host.receives.idle_limit : limit;
    if (s.state == State::open && s.heard + silence <= context.now()) silent.push_back(ref);
  });
  for (const sim::SlotRef ref : silent) end_session(context, host, ref);
}

void on_syn(Context& context, MailHost& host, const Flight& f) {
  const bool full = host.receives.over_limit == OverLimit::backlog &&
                    host.backlog.size() >= host.receives.backlog_places;
  if (!full) answer(context, host, f, make(FlightKind::syn_ack));
}

/// One client holds as many sessions as it may.
bool has_too_many(const MailHost& host, net::AddressId client) {
  if (host.receives.client_connections == 0) return false;
  const auto found = host.sessions_of.find(client);
  return found != host.sessions_of.end() && found->second >= host.receives.client_connections;
}

void on_open(Context& context, MailHost& host, const Flight& f) {
  if (host.forced.greeting && !host.forced.greeting->positive()) {
    answer(context, host, f, make(FlightKind::greeting, *host.forced.greeting));
    return;
  }
  if (host.greeted >= host.receives.connection_limit) drop_silent(context, host);
  const bool over_limit = host.greeted >= host.receives.connection_limit;
  const bool crowding = has_too_many(host, f.client_address);
  if (crowding || (over_limit && host.receives.over_limit == OverLimit::refuse_421)) {
    ++host.counters.sessions_refused;
    if (traced(context))
      report(context, host,
             {.value = crowding ? host.receives.client_connections + 1 : host.greeted + 1,
              .other = context.network().hosts[f.client_host].entity,
              .address = f.client_address,
              .kind = kTraceRefusedSession,
              .type = packed_status(kTooManyConnections.enhanced),
              .code = kTooManyConnections.code});
    answer(context, host, f, make(FlightKind::greeting, kTooManyConnections));
    return;
  }
  ServerSession session;
  session.state = State::backlog;
  session.id = sim::mix(sim::mix(f.luck, f.step), host.path_hash);
  session.last = f;
  session.opened = context.now();
  if (host.receives.client_connections > 0) ++host.sessions_of[f.client_address];
  const sim::SlotRef ref = host.serving.insert(std::move(session));
  if (over_limit)
    host.backlog.push_back(ref);
  else
    greet(context, host, ref);
}

/// RFC 1870 section 6.3: by the size that MAIL declares.
bool fits(const Context& context, const MailHost& host, const Mailbox& mailbox,
          const MessageContent& content) {
  const ServedDomain* served = host.domains.find(mailbox.domain);
  return served == nullptr || served->state != DomainState::final ||
         host.mailboxes.has_room(*served, box_hash(context, *served, mailbox), content.octets,
                                 context.now());
}

/// The reply to MAIL: by the size that it declares (RFC 1870 section 6.1).
Reply judge_sender(const MailHost& host, const MessageContent& content) {
  if (host.forced.mail) return *host.forced.mail;
  const std::uint64_t limit = host.receives.message_limit;
  return limit > 0 && content.octets > limit ? kMessageTooBig : kOk;
}

/// The reply to RCPT, when `taken` recipients have been accepted.
Reply judge(const Context& context, const MailHost& host, const Flight& f, const Mailbox& mailbox,
            std::size_t taken, bool may_relay) {
  if (taken >= host.receives.recipient_limit) return kTooManyRecipients;
  if (is_return_address(mailbox) && is_own_return_address(host, mailbox)) return kRecipientOk;
  const std::uint64_t user = user_hash(context, mailbox);
  const Reply verdict = judge_recipient(host.domains, host.forced, mailbox.domain, user, may_relay);
  if (!verdict.positive() || fits(context, host, mailbox, f.message.content)) return verdict;
  return host.domains.find(mailbox.domain)->full_for_good ? kMailboxFull : kMailboxFullNow;
}

/// RFC 5321 section 3.3: the replies to MAIL, each RCPT, and DATA, by the rules of the domains.
Flight envelope_replies(const Context& context, MailHost& host, ServerSession& s, const Flight& f) {
  const auto& relayed = host.receives.relays_for;
  const bool may_relay = std::binary_search(relayed.begin(), relayed.end(), f.client_address);
  s.envelope.clear();
  Flight replies =
      make(FlightKind::reply, judge_sender(host, f.message.content), kNoValidRecipients);
  if (!replies.reply.positive()) return replies;
  for (const Recipient& r : f.message.recipients) {
    const Reply verdict = judge(context, host, f, r.mailbox, s.envelope.size(), may_relay);
    replies.recipient_replies.push_back(verdict);
    if (verdict.positive())
      s.envelope.push_back(r);
    else
      count_stopped(host.stopped, check_of(verdict), f.message.content.message_class, verdict);
  }
  if (!s.envelope.empty()) replies.last = kGoAhead;
  return replies;
}

/// The reply to each RCPT, or to MAIL where that was refused.
Reply reply_to(const Flight& replies, std::size_t recipient) {
  const bool judged = recipient < replies.recipient_replies.size();
  return judged ? replies.recipient_replies[recipient] : replies.reply;
}

/// Refused for what it is, and not since the session was over.
bool is_refusal(Reply reply) { return !reply.positive() && reply != kTooManyErrors; }

void report_envelope(const Context& context, const MailHost& host, const ServerSession& s,
                     const Flight& f, const Flight& replies) {
  const MessageContent& content = f.message.content;
  report_session(context, host, s,
                 {.object = content.id.key(),
                  .value = packed_filed(content.octets, content.sender.user),
                  .name = content.null_sender() ? sim::kNoId : content.sender.domain.node,
                  .kind = kTraceEnvelope,
                  .attempt = static_cast<std::uint16_t>(s.envelope.size())});
  for (std::size_t i = 0; i < f.message.recipients.size(); ++i) {
    const Reply reply = reply_to(replies, i);
    if (!is_refusal(reply)) continue;
    const Mailbox& mailbox = f.message.recipients[i].mailbox;
    report_session(context, host, s,
                   {.object = content.id.key(),
                    .value = mailbox.user,
                    .name = mailbox.domain.node,
                    .kind = kTraceRejected,
                    .type = packed_status(reply.status()),
                    .code = reply.code});
  }
}

/// Who was taken and who was not: each RCPT, or all of them with MAIL.
void count_envelope(Context& context, MailHost& host, const ServerSession& s, const Flight& f,
                    const Flight& replies) {
  if (!s.envelope.empty()) ++host.counters.received;
  for (std::size_t i = 0; i < f.message.recipients.size(); ++i)
    host.counters.rejected += is_refusal(reply_to(replies, i));
  if (traced(context)) report_envelope(context, host, s, f, replies);
}

/// The checks have nothing against the content, or have their verdict ready: the message goes
/// through the host's line of work, or finds it full.
void work_on_content(Context& context, MailHost& host, sim::SlotRef ref) {
  ServerSession& s = host.serving.at(ref);
  sim::Draw draw(host.luck.service, s.last.luck, s.last.step);
  const net::Admission work = net::admit(host.station, context.now(), draw);
  if (!work.admitted) {
    ++host.counters.overloaded;
    answer(context, host, s.last, make(FlightKind::reply, kLocalError));
    return;
  }
  s.state = State::deciding;
  context.engine().schedule(host.entity, host.entity, work.finishes_at, kDecision, ref.pack());
}

void on_content(Context& context, MailHost& host, sim::SlotRef ref) {
  ServerSession& s = host.serving.at(ref);
  if (host.forced.hangs_up_in_content) {
    answer(context, host, s.last, make(FlightKind::reset));
    return end_session(context, host, ref);
  }
  for (Recipient& r : s.last.message.recipients) r.delay.charge(DelayPart::transfer, context.now());
  ++host.counters.transactions;
  s.content = {};
  if (inspect(context, host, ref, Moment::content)) work_on_content(context, host, ref);
}

/// Counts an error, if `reply` is one: how long it is held back. Recipients over the limit of a
/// transaction are none (smtpd_recipient_overshoot_limit).
sim::Duration count_error(ServerSession& s, const ErrorLimits& limits, Reply reply) {
  if (reply.positive() || reply == kTooManyRecipients) return {};
  return ++s.errors > limits.soft ? limits.pause : sim::Duration{};
}

/// The session ends: "421 4.7.0 Error: too many errors".
bool has_erred_too_often(const MailHost& host, const ServerSession& s) {
  return s.errors > host.receives.errors.hard;
}

/// The errors among the replies to an envelope; behind the last one that is allowed come only 421s,
/// and nobody is accepted.
sim::Duration count_errors(const MailHost& host, ServerSession& s, Flight& replies) {
  const ErrorLimits& limits = host.receives.errors;
  sim::Duration pause = count_error(s, limits, replies.reply);
  for (Reply& reply : replies.recipient_replies) {
    if (has_erred_too_often(host, s))
      reply = kTooManyErrors;
    else
      pause += count_error(s, limits, reply);
  }
  if (has_erred_too_often(host, s)) {
    s.envelope.clear();
    replies.last = kTooManyErrors;
  } else {
    pause += count_error(s, limits, replies.last);
  }
  return pause;
}

/// Replies that refuse a recipient: each RCPT's own, or MAIL's for all of them.
std::size_t count_refusals(const Flight& replies) {
  if (!replies.reply.positive()) return 1;
  return static_cast<std::size_t>(std::count_if(replies.recipient_replies.begin(),
                                                replies.recipient_replies.end(), is_refusal));
}

/// The envelope's replies are final.
void send_replies(Context& context, MailHost& host, sim::SlotRef ref) {
  ServerSession& s = host.serving.at(ref);
  Flight replies = std::move(s.replies);
  sim::Duration pause = count_errors(host, s, replies);
  count_envelope(context, host, s, s.last, replies);
  pause += host.receives.tarpit * static_cast<std::int64_t>(count_refusals(replies));
  s.heard = context.now() + pause;
  answer(context, host, s.last, std::move(replies), pause);
  if (has_erred_too_often(host, s)) end_session(context, host, ref);
}

void on_command(Context& context, MailHost& host, Flight& f) {
  ServerSession* s = host.serving.find(f.server);
  if (s == nullptr) {
    answer(context, host, f, make(FlightKind::reset));
    return;
  }
  const sim::SlotRef ref = f.server;
  s->heard = context.now();
  s->last = std::move(f);
  switch (s->last.command) {
    case Command::hello: {
      ++s->commands.hellos;
      Flight reply = make(FlightKind::reply, kOk);
      reply.pipelining = host.receives.pipelining;
      reply.tls = host.receives.tls;
      answer(context, host, s->last, std::move(reply));
      return;
    }
    case Command::start_tls: {
      ++s->commands.start_tls;
      Flight reply = make(FlightKind::reply, kTlsReady);
      reply.tls = host.receives.tls;
      answer(context, host, s->last, std::move(reply));
      return;
    }
    case Command::reset:
      ++s->commands.resets;
      answer(context, host, s->last, make(FlightKind::reply, kOk));
      return;
    case Command::envelope:
      s->replies = envelope_replies(context, host, *s, s->last);
      if (s->envelope.empty() || inspect(context, host, ref, Moment::envelope))
        send_replies(context, host, ref);
      return;
    case Command::content: return on_content(context, host, ref);
    case Command::quit: ++s->commands.quits; return end_session(context, host, ref);
  }
}

/// A client that goes before its greeting has no mark of its session yet. One in the backlog stays
/// there: the kernel holds its place until a process takes it.
sim::SlotRef not_greeted(const MailHost& host, const Flight& abort) {
  sim::SlotRef found;
  host.serving.for_each([&](sim::SlotRef ref, const ServerSession& s) {
    const bool same = s.last.client == abort.client && s.last.client_host == abort.client_host;
    if (same && s.state == State::inspecting && s.last.kind == FlightKind::open) found = ref;
  });
  return found;
}

void on_abort(Context& context, MailHost& host, sim::SlotRef ref) {
  ServerSession* s = host.serving.find(ref);
  if (s == nullptr) return;
  if (s->state == State::deciding)
    s->state = State::orphaned;
  else
    end_session(context, host, ref);
}

}  // namespace

void go_on_after(Context& context, MailHost& host, sim::SlotRef ref, Moment moment) {
  switch (moment) {
    case Moment::connect: return send_greeting(context, host, ref);
    case Moment::envelope: return send_replies(context, host, ref);
    case Moment::content: return work_on_content(context, host, ref);
  }
}

void on_server_flight(Context& context, MailHost& host, Flight& f) {
  switch (net::port_state(context.network(), host.host, net::Service::smtp)) {
    case net::PortState::black_holed: return;
    case net::PortState::refused: answer(context, host, f, make(FlightKind::reset)); return;
    case net::PortState::open: break;
  }
  switch (f.kind) {
    case FlightKind::syn: return on_syn(context, host, f);
    case FlightKind::open: return on_open(context, host, f);
    case FlightKind::command: return on_command(context, host, f);
    case FlightKind::abort:
      return on_abort(context, host, f.server.valid() ? f.server : not_greeted(host, f));
    case FlightKind::syn_ack:
    case FlightKind::reset:
    case FlightKind::greeting:
    case FlightKind::reply:
    case FlightKind::submission: break;
  }
  WAYPOST_EXPECT(false, "a server was sent a client's flight");
}

void on_decision(Context& context, MailHost& host, sim::SlotRef ref) {
  ServerSession& s = host.serving.at(ref);
  const bool orphaned = s.state == State::orphaned;
  const Flight f = std::move(s.last);
  const std::uint64_t session = s.id;
  const sim::Time final_dot = s.heard;
  s.state = State::open;
  s.heard = context.now();
  Flight reply =
      make(FlightKind::reply, s.content.code != 0
                                  ? s.content
                                  : judge_content(host.receives, host.forced, f.message.content));
  if (reply.reply.positive()) {
    Message message = f.message;
    ++message.content.received;
    message.content.junk = message.content.junk || s.inspection.junk;
    message.content.arc_sealed = host.seals;
    for (Recipient& r : message.recipients) r.delay.charge(DelayPart::service, context.now());
    reply.accepted = static_cast<std::uint32_t>(message.recipients.size());
    host.ledger.accepted += reply.accepted;
    s.errors = 0;
    archive_copy(context, host, message);
    if (traced(context))
      report_since(context, host, final_dot,
                   {.object = message.content.id.key(),
                    .parent = session,
                    .value = reply.accepted,
                    .other = context.network().hosts[f.client_host].entity,
                    .kind = kTraceAccepted,
                    .code = reply.reply.code});
    file(context, host, std::move(message));
  } else {
    ++s.errors;
    ++host.counters.content_refused;
    const Mailbox& last = f.message.recipients.back().mailbox;
    report_session(context, host, s,
                   {.object = f.message.content.id.key(),
                    .value = last.user,
                    .name = last.domain.node,
                    .kind = kTraceContentRefused,
                    .type = packed_status(reply.reply.status()),
                    .code = reply.reply.code});
  }
  const std::uint32_t accepted = reply.accepted;
  if (orphaned || !answer(context, host, f, std::move(reply)))
    context.mail.metrics.duplicates += accepted;
  if (orphaned || has_erred_too_often(host, host.serving.at(ref))) end_session(context, host, ref);
}

}  // namespace waypost::mail
