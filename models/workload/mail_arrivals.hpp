// SPDX-License-Identifier: Apache-2.0
// Turns demand for mail into messages: draws who writes to whom, how long, to how many, and hands
// the message to the submission agent of the users' provider.
#pragma once

#include <cstdint>
#include <vector>

#include "models/mail/mail_host.hpp"
#include "models/workload/arrivals.hpp"
#include "models/workload/query_arrivals.hpp"
#include "sim/alias_table.hpp"
#include "sim/distributions.hpp"

namespace waypost::workload {

/// Where mail goes: one domain, or a set of domains by popularity.
struct MailTarget {
  static constexpr std::uint32_t kOneDomain = UINT32_MAX;
  dns::Name domain{};
  std::uint32_t catalogue = kOneDomain;  ///< index into Workload::catalogues
};

/// One message of a recording.
struct RecordedMessage {
  std::vector<dns::Name> to;  ///< domains, one per recipient
  std::uint32_t octets = 0;
};

/// One stream of messages of one group of users.
struct MailDemand {
  std::uint64_t path_hash = 0;
  sim::Stream luck;         ///< of arrivals and choices, keyed by ordinal
  std::uint32_t entry = 0;  ///< which `messages` entry, for reports
  Arrivals arrivals;
  std::vector<MailTarget> targets;
  sim::AliasTable shares;  ///< over `targets`; each recipient is drawn by itself
  sim::Law recipients = sim::Law::constant(1);  ///< rounded, at least 1
  sim::Law octets = sim::Law::lognormal(16384, 1.7);
  std::vector<RecordedMessage> recorded;       ///< by ordinal; wins over the laws and targets
  sim::Duration late_after = sim::minutes(5);  ///< later is "delivered late"
  double spam = 0;                             ///< share marked as spam
  dns::Name pretends{};        ///< spoofed: author domain; the root: the writer's own
  dns::Name return_path{};     ///< with `pretends`: domain of MAIL FROM
  std::uint64_t arrived = 0;   ///< the next message's ordinal
  std::uint64_t messages = 0;  ///< written since the measurement began
};

/// The users of one population at one site, as writers of mail.
struct MailSenders {
  sim::EntityId entity = 0;
  net::HostId host = net::kNone;
  std::uint64_t path_hash = 0;
  std::uint32_t population = 0;  ///< index into the scenario's populations
  MailTarget domain;             ///< of their own addresses
  /// Index into Workload::pools; with a set of domains, each domain's pool is the catalogue's.
  std::uint32_t pool = 0;
  std::vector<MailDemand> demands;
};

/// Schedules the first message of every demand. Once, before the run.
void start(sim::Engine& engine, const Demand& shared, MailSenders& senders);

/// kMailArrival: a message is written and submitted; the next one is scheduled.
void on_mail_arrival(mail::Context& context, const Demand& shared, MailSenders& senders,
                     std::uint32_t index);

}  // namespace waypost::workload
