// SPDX-License-Identifier: Apache-2.0
// The lines of Postfix's smtp client: one per recipient when an attempt ends, and what was
// noteworthy on the way there.
#include <fmt/format.h>

#include <algorithm>

#include "models/dns/record.hpp"
#include "models/mail/queue.hpp"
#include "models/mail/trace_kinds.hpp"
#include "scenarios/export/delay_text.hpp"
#include "scenarios/export/maillog.hpp"
#include "scenarios/export/reply_words.hpp"

namespace waypost::scenarios {
namespace {

using sim::TraceRecord;

bool is_connect_failure(mail::Failure f) {
  return f == mail::Failure::connect_refused || f == mail::Failure::connect_timeout ||
         f == mail::Failure::connect_unreachable;
}

const char* status_of(mail::Progress progress) {
  switch (progress) {
    case mail::Progress::passed_on: return "sent";
    case mail::Progress::bounced: return "bounced";
    default: return "deferred";
  }
}

std::string without_dot(std::string name) {
  if (name.size() > 1 && name.back() == '.') name.pop_back();
  return name;
}

}  // namespace

Maillog::Delivery& Maillog::delivery(const TraceRecord& r) {
  return deliveries_[sim::mix(r.parent, r.entity)];
}

bool Maillog::take_delivery(const TraceRecord& r) {
  switch (r.kind) {
    case mail::kTraceDeliveryBegan:
      say_active(r);
      delivery(r).recipients = static_cast<std::uint32_t>(r.value);
      return true;
    case mail::kTraceConnect: {
      Delivery& d = delivery(r);
      if (std::exchange(d.said, false)) line(r, "smtp", message(r).id + ": " + d.text);
      d.host = relay(r);
      d.stage = mail::Command::quit;
      return true;
    }
    case mail::kTraceGreeting: delivery(r).relay = delivery(r).host; return true;
    case mail::kTraceReused:
      delivery(r).host = delivery(r).relay = relay(r);
      delivery(r).uses = static_cast<std::uint32_t>(r.value) + 1;
      return true;
    case mail::kTraceCommand: delivery(r).stage = static_cast<mail::Command>(r.value); return true;
    case mail::kTraceReply:
    case mail::kTraceRecipientReply: {
      Delivery& d = delivery(r);
      if (r.code < 400) return true;
      d.said = true;
      d.at_recipient = r.kind == mail::kTraceRecipientReply;
      d.text = fmt::format(
          "host {} said: {} ({})", d.relay,
          d.at_recipient ? recipient_reply_line(
                               r.code, r.type,
                               mailbox(r.object, mail::AddressRole::recipient,
                                       mail::mailbox_domain(r.value), mail::mailbox_user(r.value)))
                         : reply_line(r.code, r.type),
          in_reply_to(d.stage, d.at_recipient));
      return true;
    }
    case mail::kTraceAddressFailed: on_address_failed(r); return true;
    case mail::kTraceNoRoute:
      delivery(r).text =
          no_route_line(static_cast<mail::RoutingFault>(r.value), without_dot(words_.name(r.name)),
                        std::string(to_text(static_cast<dns::RecordType>(r.attempt))));
      return true;
    case mail::kTracePassedOn: {
      Delivery& d = delivery(r);
      const auto id = queued_as_.find(sim::mix(r.object, r.entity));
      d.text = fmt::format("{} as {}", "250 2.0.0 Ok: queued",
                           id == queued_as_.end() ? std::string("unknown") : id->second);
      if (id != queued_as_.end()) queued_as_.erase(id);
      d.said = false;
      return true;
    }
    case mail::kTraceDeliveryEnded: {
      Delivery& d = delivery(r);
      d.began = r.start;
      d.ready = r.start + r.value;
      d.ended = r.time;
      return true;
    }
    case mail::kTraceSettled: on_settled(r); return true;
    default: return false;
  }
}

void Maillog::on_address_failed(const TraceRecord& r) {
  Delivery& d = delivery(r);
  const auto failure = static_cast<mail::Failure>(r.value);
  const bool never_tried =
      failure == mail::Failure::tlsa_lookup || failure == mail::Failure::off_policy;
  if (never_tried) d.host = relay(r);
  d.text = failure_line(failure, d.stage, d.host, reply_line(r.code, r.type));
  d.said = !never_tried && !is_connect_failure(failure);
  if (!d.said) {
    d.relay.clear();
    line(r, "smtp", d.text);
  }
}

void Maillog::on_settled(const TraceRecord& r) {
  const std::uint64_t key = sim::mix(r.parent, r.entity);
  Delivery& d = deliveries_[key];
  Message& m = message(r);
  const auto progress = static_cast<mail::Progress>(r.attempt);
  const std::int64_t active = std::min(m.active, d.began);  // a flush takes up mail early
  std::string text = d.text;
  if (progress == mail::Progress::bounced &&
      d.at_recipient)  // the last one said need not be this one's
    text = fmt::format("host {} said: {} (in reply to RCPT TO command)", d.relay,
                       recipient_reply_line(r.code, r.type, recipient(r)));
  line(r, "smtp",
       fmt::format(
           "{}: to=<{}>, relay={}{}, {}delay={}, delays={}/{}/{}/{}, dsn={}, status={} ({})", m.id,
           recipient(r), d.relay.empty() ? "none" : d.relay, d.relay.empty() ? "" : ":25",
           d.uses > 1 ? fmt::format("conn_use={}, ", d.uses) : "",
           postfix_delay({d.ended - m.arrived}), postfix_delay({active - m.arrived}),
           postfix_delay({d.began - active}), postfix_delay({d.ready - d.began}),
           postfix_delay({d.ended - d.ready}), mail::status_text(r.type), status_of(progress),
           text));
  if (progress == mail::Progress::left) trouble_[sim::mix(r.entity, r.name)] = text;
  for (Waiting& w : m.queued)
    if (w.domain == r.name && w.user == r.value) w.tried = true;
  if (--d.recipients == 0) deliveries_.erase(key);
  if (progress != mail::Progress::passed_on) return;
  std::erase_if(m.queued,
                [&](const Waiting& w) { return w.domain == r.name && w.user == r.value; });
  close_one(r, true);
}

}  // namespace waypost::scenarios
