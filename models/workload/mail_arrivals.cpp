// SPDX-License-Identifier: Apache-2.0
#include "models/workload/mail_arrivals.hpp"

#include <algorithm>

#include "models/workload/events.hpp"

namespace waypost::workload {
namespace {

// Attempts of the draw keyed by an ordinal: one for each independent purpose.
constexpr std::uint32_t kChoice = 0, kArrival = 1, kRecipients = 2, kClass = UINT32_MAX;

constexpr std::uint32_t kUsers = 1'000'000;      // of a domain, by number
constexpr std::uint32_t kMostRecipients = 1000;  // smtpd_recipient_limit of Postfix

dns::Name draw_domain(const Demand& shared, const MailTarget& target, sim::Draw& draw) {
  if (target.catalogue == MailTarget::kOneDomain) return target.domain;
  const Catalogue& catalogue = shared.catalogues[target.catalogue];
  return catalogue.names[catalogue.popularity.sample(draw)];
}

/// The address that a user writes from, and the host that takes the message.
struct Writer {
  dns::Name domain{};
  mail::MailHostId through = 0;
};

Writer draw_writer(const Demand& shared, const MailSenders& senders, sim::Draw& draw) {
  Writer writer{senders.domain.domain, 0};
  std::uint32_t pool = senders.pool;
  if (senders.domain.catalogue != MailTarget::kOneDomain) {
    const Catalogue& catalogue = shared.catalogues[senders.domain.catalogue];
    const std::uint32_t rank = catalogue.popularity.sample(draw);
    writer.domain = catalogue.names[rank];
    pool = catalogue.pools[rank];
  }
  const SubmissionPool& hosts = shared.pools[pool];
  writer.through = hosts[draw.below(static_cast<std::uint32_t>(hosts.size()))];
  return writer;
}

mail::Mailbox draw_recipient(const Demand& shared, const MailDemand& demand, sim::Draw& draw) {
  const std::size_t i = demand.targets.size() == 1 ? 0 : demand.shares.sample(draw);
  const dns::Name domain = draw_domain(shared, demand.targets[i], draw);
  return {domain, draw.below(kUsers)};
}

/// Spam by share; spoofed mail wears another's name.
void classify(const MailDemand& demand, mail::MessageContent& content) {
  if (demand.pretends != dns::kRoot) {
    content.message_class = mail::MessageClass::spoofed;
    content.author = demand.pretends.node;
    content.sender.domain = demand.return_path;
  } else if (demand.spam > 0) {
    sim::Draw draw(demand.luck, content.id.ordinal, kClass);
    if (draw.uniform() < demand.spam) content.message_class = mail::MessageClass::spam;
  }
}

/// Recipients and size by the demand's laws.
void draw_content(const Demand& shared, const MailDemand& demand, mail::Message& message,
                  sim::Draw& draw) {
  message.content.octets =
      static_cast<std::uint32_t>(std::clamp(demand.octets.sample(draw), 1.0, 1e9));
  const double wanted = demand.recipients.sample(draw);
  const auto count =
      static_cast<std::uint32_t>(std::clamp(wanted + 0.5, 1.0, double{kMostRecipients}));
  message.content.sender.user = draw.below(kUsers);
  for (std::uint32_t i = 0; i < count; ++i) {
    sim::Draw own(demand.luck, demand.arrived, kRecipients + i);
    message.recipients.push_back({.mailbox = draw_recipient(shared, demand, own)});
  }
}

/// Recipients and size as recorded; who exactly writes and reads is still drawn.
void replay_content(const MailDemand& demand, mail::Message& message, sim::Draw& draw) {
  const RecordedMessage& recorded = demand.recorded[demand.arrived];
  message.content.octets = recorded.octets;
  message.content.sender.user = draw.below(kUsers);
  for (const dns::Name domain : recorded.to)
    message.recipients.push_back({.mailbox = {domain, draw.below(kUsers)}});
}

mail::Message write_message(const Demand& shared, const MailDemand& demand, dns::Name from,
                            sim::Time now, sim::Draw& draw) {
  mail::Message message;
  message.content.id = {demand.path_hash, demand.arrived};
  message.content.submitted = now;
  message.content.set_late_after(demand.late_after);
  message.content.sender.domain = from;
  if (demand.recorded.empty())
    draw_content(shared, demand, message, draw);
  else
    replay_content(demand, message, draw);
  classify(demand, message.content);
  return message;
}

void schedule_arrival(sim::Engine& engine, const Demand& shared, MailSenders& senders,
                      std::uint32_t index) {
  MailDemand& demand = senders.demands[index];
  sim::Draw draw(demand.luck, demand.arrived, kArrival);
  const sim::Time at =
      arrival_time(demand.arrivals, demand.arrived, engine.now(), shared.horizon, draw);
  if (at != sim::kNever) engine.schedule(senders.entity, senders.entity, at, kMailArrival, index);
}

}  // namespace

void start(sim::Engine& engine, const Demand& shared, MailSenders& senders) {
  for (std::uint32_t i = 0; i < senders.demands.size(); ++i)
    schedule_arrival(engine, shared, senders, i);
}

void on_mail_arrival(mail::Context& context, const Demand& shared, MailSenders& senders,
                     std::uint32_t index) {
  MailDemand& demand = senders.demands[index];
  sim::Draw draw(demand.luck, demand.arrived, kChoice);
  const Writer writer = draw_writer(shared, senders, draw);
  mail::Message message = write_message(shared, demand, writer.domain, context.now(), draw);
  ++demand.arrived;
  ++demand.messages;
  mail::send_submission(context, senders.entity, senders.host, context.mail.hosts[writer.through],
                        std::move(message));
  schedule_arrival(context.engine(), shared, senders, index);
}

}  // namespace waypost::workload
