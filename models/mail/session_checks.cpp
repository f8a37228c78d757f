// SPDX-License-Identifier: Apache-2.0
// What the checks of a server session ask for, done: lookups through the host's stub resolver,
// waits, verdicts. The checks themselves are models/mail/policy.
#include <algorithm>
#include <utility>

#include "models/dns/dns.hpp"
#include "models/mail/events.hpp"
#include "models/mail/mail_host_parts.hpp"
#include "models/net/network.hpp"

namespace waypost::mail {
namespace {

using State = ServerSession::State;

InspectionView view_of(Context& context, MailHost& host) {
  return {*host.receives.checks,
          {*context.mail.published, context.dns.dns.names, context.dns.dns.records,
           context.network().addresses},
          host.check_memory,
          host.luck.filter,
          context.now()};
}

Subject subject_of(const Context& context, const ServerSession& s) {
  Subject subject;
  subject.client = s.last.client_address;
  const sim::EntityId client = context.network().hosts[s.last.client_host].entity;
  const auto& known = context.mail.host_of_entity;
  if (client < known.size() && known[client] != net::kNone)
    subject.client_name = context.mail.hosts[known[client]].name;
  subject.content = &s.last.message.content;
  subject.recipients = {s.envelope.data(), s.envelope.size()};
  subject.opened = s.opened;
  subject.luck = s.id;
  return subject;
}

/// Recipients of the envelope that are not taken now.
void refuse(MailHost& host, ServerSession& s, const MomentOver& end) {
  constexpr Reply kGreylisted{450, {4, 2, 0}};
  const Inspection& i = s.inspection;
  const MessageClass message_class = s.last.message.content.message_class;
  Recipients kept;
  std::uint16_t accepted = 0;
  std::size_t next = 0;
  for (std::size_t k = 0; k < s.replies.recipient_replies.size(); ++k) {
    Reply& reply = s.replies.recipient_replies[k];
    if (!reply.positive()) continue;
    const bool deferred = next < end.deferred.size() && end.deferred[next] == accepted;
    if (deferred) ++next;
    if (end.reply.code != 0 || deferred) {
      reply = deferred ? kGreylisted : end.reply;
      count_stopped(host.stopped, i.stopped_by, message_class, reply);
    } else {
      kept.push_back(s.envelope[accepted]);
    }
    ++accepted;
  }
  s.envelope = std::move(kept);
  if (s.envelope.empty()) s.replies.last = kNoValidRecipients;
}

struct Perform {
  Context& context;
  MailHost& host;
  sim::SlotRef ref;

  /// False: the checks go on.
  bool operator()(const AskAll& ask) {
    ServerSession& s = host.serving.at(ref);
    for (const dns::Question& question : ask.questions) {
      ++host.counters.check_lookups;
      host.stub.lookup(context.dns, host.entity, question, ref.pack() | kCheckToken,
                       sim::mix(s.id, s.inspection.draws++));
    }
    return false;
  }
  bool operator()(const WaitUntil& wait) {
    context.engine().schedule(host.entity, host.entity, std::max(wait.until, context.now()),
                              kInspection, ref.pack());
    return false;
  }
  bool operator()(const MomentOver& end) {
    ServerSession& s = host.serving.at(ref);
    s.state = State::open;
    s.heard = s.inspection.moment == Moment::content ? s.heard : context.now();
    if (s.inspection.moment == Moment::envelope) refuse(host, s, end);
    if (s.inspection.moment != Moment::content) return true;
    const MessageClass message_class = s.last.message.content.message_class;
    s.content = end.reply;
    if (end.reply.code != 0 || s.inspection.junk)
      count_stopped(host.stopped, s.inspection.stopped_by, message_class, end.reply);
    return true;
  }
};

void go_on(Context& context, MailHost& host, sim::SlotRef ref, const InspectionAction& action) {
  const Moment moment = host.serving.at(ref).inspection.moment;
  if (std::visit(Perform{context, host, ref}, action)) go_on_after(context, host, ref, moment);
}

}  // namespace

bool inspect(Context& context, MailHost& host, sim::SlotRef ref, Moment moment) {
  ServerSession& s = host.serving.at(ref);
  if (host.receives.checks == nullptr) return true;
  s.state = State::inspecting;
  const InspectionAction action =
      begin(s.inspection, view_of(context, host), subject_of(context, s), moment);
  return std::visit(Perform{context, host, ref}, action);
}

void on_check_lookup(Context& context, MailHost& host, std::uint64_t token,
                     const dns::LookupResult& result) {
  const sim::SlotRef ref = sim::SlotRef::unpack(token & ~kCheckToken);
  ServerSession* s = host.serving.find(ref);
  if (s == nullptr || s->state != State::inspecting) return;  // the client has gone
  go_on(context, host, ref,
        on_answer(s->inspection, view_of(context, host), subject_of(context, *s), result));
}

void on_inspection(Context& context, MailHost& host, sim::SlotRef ref) {
  ServerSession* s = host.serving.find(ref);
  if (s == nullptr || s->state != State::inspecting) return;
  go_on(context, host, ref,
        on_waited(s->inspection, view_of(context, host), subject_of(context, *s)));
}

void count_stopped(CheckCounts& counts, Check check, MessageClass message_class, Reply reply) {
  auto& table = reply.code == 0     ? counts.junked
                : reply.transient() ? counts.deferred
                                    : counts.refused;
  ++table[static_cast<std::size_t>(check)][static_cast<std::size_t>(message_class)];
}

}  // namespace waypost::mail
