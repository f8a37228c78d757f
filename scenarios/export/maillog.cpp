// SPDX-License-Identifier: Apache-2.0
#include "scenarios/export/maillog.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <chrono>
#include <utility>

#include "models/mail/trace_kinds.hpp"
#include "scenarios/export/delay_text.hpp"
#include "scenarios/export/reply_words.hpp"

namespace waypost::scenarios {
namespace {

using sim::TraceRecord;

/// Process ids never change here: one of each daemon per host.
constexpr int kPid = 1000;

std::string without_dot(std::string name) {
  if (name.size() > 1 && name.back() == '.') name.pop_back();
  return name;
}

/// "HHHH=TT" of SRS: letters that stand for the forwarder's hash and the day.
std::string seal_of(std::uint64_t hash) {
  std::string text = "AAAA=AA";
  for (char& c : text)
    if (c == 'A') {
      c = static_cast<char>('A' + hash % 26);
      hash /= 26;
    }
  return text;
}

std::string count_of(const char* command, std::uint32_t ok, std::uint32_t total) {
  if (total == 0) return {};
  return ok == total ? fmt::format(" {}={}", command, total)
                     : fmt::format(" {}={}/{}", command, ok, total);
}

}  // namespace

const std::string& Maillog::stamp(std::int64_t time) {
  const std::int64_t second = start_ + time / 1'000'000'000;
  if (second == stamped_) return stamp_;
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::sys_seconds at{std::chrono::seconds(second)};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(at - day);
  stamped_ = second;
  stamp_ = fmt::format("{} {:>2} {:02}:{:02}:{:02}", kMonths[unsigned(date.month()) - 1],
                       unsigned(date.day()), clock.hours().count(), clock.minutes().count(),
                       clock.seconds().count());
  return stamp_;
}

void Maillog::line(const TraceRecord& r, const char* daemon, const std::string& body) {
  fmt::print(out_, "{} {} postfix/{}[{}]: {}\n", stamp(r.time), words_.server_name(r.entity),
             daemon, kPid, body);
}

/// The short form: five digits of microseconds, then the inode (never used again here).
std::string Maillog::next_id(std::int64_t time) {
  return fmt::format("{:05X}{:X}", time / 1000 % 1'000'000, inode_++);
}

std::string Maillog::peer(const TraceRecord& r) const {
  return fmt::format("{}[{}]", words_.server_name(r.other), words_.address(r.address));
}

std::string Maillog::relay(const TraceRecord& r) const {
  return fmt::format("{}[{}]", without_dot(words_.name(r.name)), words_.address(r.address));
}

std::string Maillog::mailbox(std::uint64_t object, mail::AddressRole role, std::uint32_t domain,
                             std::uint32_t user) const {
  if (domain == sim::kNoId) return {};
  const std::string at = without_dot(words_.name(domain));
  const auto found = spelled_.find(sim::mix(object, static_cast<std::uint64_t>(role)));
  const std::string spelled =
      found == spelled_.end() ? std::string() : without_dot(words_.name(found->second));
  const std::uint32_t number = user & ~(mail::kListAddress | mail::kRewritten);
  if ((user & mail::kRewritten) != 0)
    return fmt::format("SRS0={}={}=u{}@{}", seal_of(sim::mix(number, sim::hash_text(spelled))),
                       spelled, number, at);
  if ((user & mail::kListAddress) == 0) return fmt::format("u{}@{}", user, at);
  return spelled.empty() ? fmt::format("list-bounces@{}", at)
                         : fmt::format("list+u{}={}@{}", number, spelled, at);
}

std::string Maillog::sender(const TraceRecord& r) const {
  return mailbox(r.object, mail::AddressRole::sender, r.name, mail::filed_user(r.value));
}

std::string Maillog::recipient(const TraceRecord& r) const {
  return mailbox(r.object, mail::AddressRole::recipient, r.name,
                 static_cast<std::uint32_t>(r.value));
}

Maillog::Message& Maillog::message(const TraceRecord& r) {
  Message& m = messages_[sim::mix(r.object, r.entity)];
  if (m.id.empty()) {
    m.id = next_id(r.time);
    m.arrived = r.time;
  }
  return m;
}

void Maillog::record(const TraceRecord& r) {
  if (r.kind < mail::kTraceSubmitted || r.kind > mail::kTraceScreened) return;
  if (!take_screening(r) && !take_server(r) && !take_delivery(r)) take_owner(r);
}

/// What a server does before it owns the message.
bool Maillog::take_server(const TraceRecord& r) {
  switch (r.kind) {
    case mail::kTraceSession: line(r, "smtpd", "connect from " + peer(r)); return true;
    case mail::kTraceRefusedSession:
      line(
          r, "smtpd",
          fmt::format("warning: Connection concurrency limit exceeded: {} from {} for service smtp",
                      r.value, peer(r)));
      return true;
    case mail::kTraceEnvelope: on_envelope(r); return true;
    case mail::kTraceRejected: on_rejected(r); return true;
    case mail::kTraceContentRefused: on_content_refused(r); return true;
    case mail::kTraceSessionEnded: on_session_ended(r); return true;
    case mail::kTraceAccepted:
      ++session(r).data_ok;
      queued_as_[sim::mix(r.object, r.other)] = message(r).id;
      return true;
    default: return false;
  }
}

void Maillog::on_envelope(const TraceRecord& r) {
  Session& s = session(r);
  s.sender = sender(r);
  ++s.mail;
  ++s.mail_ok;
  ++s.data;
  s.rcpt += r.attempt;
  s.rcpt_ok += r.attempt;
  if (r.attempt == 0) return;
  messages_.erase(sim::mix(r.object, r.entity));  // of a try that came to nothing
  line(r, "smtpd", fmt::format("{}: client={}", message(r).id, peer(r)));
}

void Maillog::on_rejected(const TraceRecord& r) {
  Session& s = session(r);
  ++s.rcpt;
  const std::string to = recipient(r);
  line(r, "smtpd",
       fmt::format("NOQUEUE: reject: RCPT from {}: {}; from=<{}> to=<{}> proto=ESMTP helo=<{}>",
                   peer(r), recipient_reply_line(r.code, r.type, to), s.sender, to,
                   words_.server_name(r.other)));
}

/// Refused by what looks at the content (a milter).
void Maillog::on_content_refused(const TraceRecord& r) {
  const Session& s = session(r);
  line(r, "cleanup",
       fmt::format("{}: milter-reject: END-OF-MESSAGE from {}: {}; from=<{}> to=<{}> proto=ESMTP "
                   "helo=<{}>",
                   message(r).id, peer(r), reply_line(r.code, r.type).substr(4), s.sender,
                   recipient(r), words_.server_name(r.other)));
  messages_.erase(sim::mix(r.object, r.entity));
}

void Maillog::on_session_ended(const TraceRecord& r) {
  const Session& s = session(r);
  const auto other = mail::SessionCommands::unpacked(r.value);
  const std::uint32_t rest = other.hellos + other.start_tls + other.resets + other.quits;
  const std::uint32_t total = rest + s.mail + s.rcpt + s.data;
  line(r, "smtpd",
       fmt::format(
           "disconnect from {}{}{}{}{}{}{}{}{}", peer(r),
           count_of("ehlo", other.hellos, other.hellos),
           count_of("starttls", other.start_tls, other.start_tls),
           count_of("mail", s.mail_ok, s.mail), count_of("rcpt", s.rcpt_ok, s.rcpt),
           count_of("data", s.data_ok, s.data), count_of("rset", other.resets, other.resets),
           count_of("quit", other.quits, other.quits),
           total == 0 ? " commands=0/0"
                      : count_of("commands", rest + s.mail_ok + s.rcpt_ok + s.data_ok, total)));
  sessions_.erase(r.parent);
}

/// What happens to a message at the host that owns it.
void Maillog::take_owner(const TraceRecord& r) {
  switch (r.kind) {
    case mail::kTraceSubmitted: message(r).submitted = true; return;
    case mail::kTraceReturnAddress:
      spelled_[sim::mix(r.object, static_cast<std::uint64_t>(r.value))] = r.name;
      return;
    case mail::kTraceFiled: return on_filed(r);
    case mail::kTraceQueued:
      message(r).queued.push_back({r.name, static_cast<std::uint32_t>(r.value), false});
      return;
    case mail::kTraceDelivered: return on_delivered(r);
    case mail::kTraceDeferred: return on_pass_left(r);
    case mail::kTraceExpired:
      on_pass_left(r);
      line(r, "qmgr",
           fmt::format("{}: from=<{}>, status=expired, returned to sender", message(r).id,
                       message(r).sender));
      return;
    case mail::kTraceBounced:
    case mail::kTraceDiscarded: return on_returned(r);
    case mail::kTraceNotified:
      notifies_[sim::mix(r.object, r.entity)] = {sim::mix(r.parent, r.entity),
                                                 static_cast<mail::Notice>(r.attempt)};
      return;
    default: return;
  }
}

void Maillog::on_filed(const TraceRecord& r) {
  Message& m = message(r);
  m.sender = sender(r);
  m.active = r.time;
  m.open = r.attempt;
  if (m.submitted)
    line(r, "submission/smtpd",
         fmt::format("{}: client=localhost[127.0.0.1], sasl_method=PLAIN, sasl_username={}", m.id,
                     m.sender));
  line(r, "cleanup", fmt::format("{}: message-id=<{:016x}@waypost>", m.id, r.object));
  m.octets = mail::filed_octets(r.value);
  say_active(r);
  const auto about = notifies_.find(sim::mix(r.object, r.entity));
  if (about == notifies_.end()) return;
  on_notified(r, about->second, m.id);
  notifies_.erase(about);
}

/// Once in each pass, when its first delivery begins or when it ends without one.
void Maillog::say_active(const TraceRecord& r) {
  Message& m = message(r);
  if (std::exchange(m.said_active, true)) return;
  line(r, "qmgr",
       fmt::format("{}: from=<{}>, size={}, nrcpt={} (queue active)", m.id, m.sender, m.octets,
                   m.open));
}

/// The queue file of what was returned goes when its notification, `id`, is made.
void Maillog::on_notified(const TraceRecord& r, const About& about, const std::string& id) {
  const auto found = messages_.find(about.message);
  if (found == messages_.end()) return;
  const Message& m = found->second;
  const char* what = about.notice == mail::Notice::delayed ? "sender delay notification"
                     : about.notice == mail::Notice::failed
                         ? "sender non-delivery notification"
                         : "postmaster non-delivery notification";
  line(r, "bounce", fmt::format("{}: {}: {}", m.id, what, id));
  if (about.notice != mail::Notice::failed || m.open > 0) return;
  line(r, "qmgr", m.id + ": removed");
  messages_.erase(found);
}

void Maillog::on_delivered(const TraceRecord& r) {
  const Message& m = message(r);
  const std::string delay = postfix_delay({r.time - m.arrived});
  line(r, "virtual",
       fmt::format(
           "{}: to=<{}>, relay=virtual, delay={}, delays={}/0/0/0, dsn=2.0.0, status=sent "
           "(delivered to maildir)",
           m.id,
           mailbox(r.object, mail::AddressRole::recipient, r.name, mail::delivered_user(r.value)),
           delay, delay));
  close_one(r, true);
}

/// A pass is over: recipients that no delivery tried stood before a dead destination.
void Maillog::on_pass_left(const TraceRecord& r) {
  say_active(r);
  Message& m = message(r);
  m.said_active = r.kind == mail::kTraceExpired;
  for (Waiting& w : m.queued) {
    if (std::exchange(w.tried, false)) continue;
    const std::string delay = postfix_delay({r.time - m.arrived});
    const auto trouble = trouble_.find(sim::mix(r.entity, w.domain));
    const std::string why =
        trouble == trouble_.end() ? "its time was over before a delivery began" : trouble->second;
    line(r, "error",
         fmt::format("{}: to=<{}>, relay=none, delay={}, delays={}/{}/0/0, dsn={}, status=deferred "
                     "(delivery temporarily suspended: {})",
                     m.id, mailbox(r.object, mail::AddressRole::recipient, w.domain, w.user), delay,
                     postfix_delay({m.active - m.arrived}), postfix_delay({r.time - m.active}),
                     mail::status_text(r.type), why));
  }
  m.active = r.kind == mail::kTraceDeferred ? r.time + r.value : r.time;
}

/// Refused or too old. The queue file goes once the notification is made; none is made for one.
void Maillog::on_returned(const TraceRecord& r) {
  Message& m = message(r);
  std::erase_if(m.queued,
                [&](const Waiting& w) { return w.domain == r.name && w.user == r.value; });
  close_one(r, r.kind == mail::kTraceDiscarded);
}

/// One recipient has come to its end here. `removed`: with the last one the queue file is gone.
void Maillog::close_one(const TraceRecord& r, bool removed) {
  Message& m = message(r);
  if (m.open > 0) --m.open;
  if (m.open > 0 || !removed) return;
  line(r, "qmgr", m.id + ": removed");
  messages_.erase(sim::mix(r.object, r.entity));
}

}  // namespace waypost::scenarios
