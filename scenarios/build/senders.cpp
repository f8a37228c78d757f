// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/senders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "scenarios/build/arrivals.hpp"
#include "scenarios/build/draft.hpp"
#include "scenarios/build/laws.hpp"
#include "scenarios/build/mail_addresses.hpp"
#include "scenarios/build/shares.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

/// smtpd_recipient_limit of the writers' hosts; of a law with a tail, more are drawn as so many.
constexpr int kMostRecipients = 1000;

/// The senders of one population, by cell; empty when its users have no mail.
using CellSenders = std::vector<std::uint32_t>;

CellSenders add_population(Draft& draft, MailAddresses& addresses, std::uint32_t index) {
  const schema::Population& declared = draft.scenario.populations(static_cast<int>(index));
  if (!declared.has_mail()) return {};
  const std::string path = fmt::format("populations[{}].mail", index);
  const auto home = addresses.home_of(declared.mail(), path);
  if (!home) return {};
  CellSenders made;
  for (const Cell& cell : draft.populations[index].cells) {
    workload::MailSenders senders;
    const std::string name = cell.path + "/mail";
    senders.path_hash = sim::hash_text(name);
    senders.entity = draft.world.engine.add_entity(senders.path_hash);
    senders.host = draft.world.workload.clients[cell.clients].host;
    senders.population = index;
    senders.domain = home->domain;
    senders.pool = home->pool;
    const auto at = static_cast<std::uint32_t>(draft.world.workload.senders.size());
    world::set_role(draft.world, senders.entity, {world::EntityRole::Kind::senders, at});
    draft.world.workload.senders.push_back(std::move(senders));
    made.push_back(at);
  }
  return made;
}

workload::MailDemand read_demand(Draft& draft, MailAddresses& addresses,
                                 const schema::Messages& declared, const std::string& path) {
  workload::MailDemand demand;
  for (const schema::Share& to : declared.to())
    demand.targets.push_back(addresses.target(to.name()));
  if (!demand.targets.empty()) demand.shares = sim::AliasTable(read_shares(declared.to()));
  demand.recipients = law_or(declared.has_recipients(), declared.recipients(), LawUnit::number,
                             demand.recipients, path + ".recipients", draft.problems);
  if (demand.recipients.mean() > kMostRecipients)
    draft.problems.add(path + ".recipients",
                       fmt::format("one message has at most {} recipients", kMostRecipients),
                       "Send more messages, or write to a list (state: LIST)");
  demand.octets = law_or(declared.has_size(), declared.size(), LawUnit::size, demand.octets,
                         path + ".size", draft.problems);
  const auto late_after = parse_duration(declared.late_after());
  if (!declared.late_after().empty() && late_after) demand.late_after = *late_after;
  if (const auto spam = parse_share(declared.spam()); !declared.spam().empty() && spam)
    demand.spam = *spam;
  if (declared.pretends().empty() && !declared.return_path().empty())
    draft.problems.add(path + ".return_path", "goes with `pretends`");
  if (!declared.pretends().empty())
    demand.pretends = draft.world.dns.names.intern(declared.pretends());
  demand.return_path = declared.return_path().empty()
                           ? demand.pretends
                           : draft.world.dns.names.intern(declared.return_path());
  return demand;
}

void add_messages(Draft& draft, MailAddresses& addresses,
                  const std::map<std::string, CellSenders>& senders, int index) {
  const schema::Messages& declared = draft.scenario.messages(index);
  const std::string path = fmt::format("messages[{}]", index);
  const std::string name =
      declared.name().empty() ? fmt::format("messages {}", index + 1) : declared.name();
  const CellSenders& writers = senders.at(declared.population());
  const Population& population = draft.population(declared.population());
  if (writers.empty()) {
    if (!population.cells.empty())
      draft.problems.add(path + ".population", "its users have no mail address",
                         "Give the population `mail { domain: ... }`");
    return;
  }
  std::vector<Asking> askers;
  for (const Cell& cell : population.cells)
    askers.push_back({cell.users, draft.network().sites[cell.site].time_zone});
  const ArrivalPlan plan(declared.arrivals(), draft.calendar, draft.horizon, draft.folder,
                         check_message_columns, path + ".arrivals", draft.problems);
  const workload::MailDemand pattern = read_demand(draft, addresses, declared, path);
  const auto parts = plan.deal_out(askers);
  const auto recorded = plan.deal_recorded(askers);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    workload::MailSenders& sender = draft.world.workload.senders[writers[i]];
    workload::MailDemand demand = pattern;
    demand.entry = static_cast<std::uint32_t>(index);
    demand.path_hash = sim::mix(sim::hash_text("messages/" + name), sender.path_hash);
    demand.luck = sim::make_stream(draft.seed(), demand.path_hash, "demand");
    demand.arrivals = parts[i];
    demand.recorded = recorded_messages(recorded[i], draft.world.dns.names);
    sender.demands.push_back(std::move(demand));
  }
}

}  // namespace

void build_senders(Draft& draft) {
  MailAddresses addresses(draft);
  std::map<std::string, CellSenders> senders;  // by population
  for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(draft.scenario.populations_size()); ++i)
    senders[draft.populations[i].name] = add_population(draft, addresses, i);
  for (int i = 0; i < draft.scenario.messages_size(); ++i)
    add_messages(draft, addresses, senders, i);
}

}  // namespace waypost::scenarios
