// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/server_steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "scenarios/build/draft.hpp"
#include "scenarios/build/receiving.hpp"
#include "scenarios/build/sts_policies.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

void change_presence(Draft& draft, const std::string& name, int cause, const std::string& path,
                     Change& change) {
  const auto target = find_target(draft, name, path);
  if (!target) return;
  for (const Target::Member& member : target->members)
    change.add(plan::HostCause{member.host, cause}, plan::HostCause{member.host, -cause});
}

/// The last state that the machine's list gives the domain. Unknown: forgotten says the same.
mail::ServedDomain state_of(const MailMachine& machine, dns::Name domain) {
  mail::ServedDomain state{.state = mail::DomainState::forgotten};
  for (const auto& [name, served] : machine.domains)
    if (name == domain) state = served;
  return state;
}

/// The domains that a step names, or all that the machine receives for, each once.
std::vector<dns::Name> domains_of(Draft& draft, const schema::ChangeMailDomain& step,
                                  const MailMachine& machine) {
  std::vector<dns::Name> domains;
  for (const std::string& text : step.domains())
    domains.push_back(draft.world.dns.names.intern(text));
  if (!domains.empty()) return domains;
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
  for (const auto& [domain, served] : machine.domains)
    if (seen.emplace(domain.node, domain.ordinal).second) domains.push_back(domain);
  return domains;
}

void change_mail_domain(Draft& draft, const schema::ChangeMailDomain& step, MailMachine& machine,
                        const std::string& path, Change& change) {
  if (step.state() == schema::MailDomain::RELAY_TO && !machine.sends)
    return draft.problems.add(path + ".state",
                              fmt::format("passes mail on, but \"{}\" does not send",
                                          draft.world.dns.names.text(machine.name)),
                              "Add `sends {}` to the host");
  for (const dns::Name domain : domains_of(draft, step, machine)) {
    const mail::ServedDomain now = served_domain(draft, step.state(), step.relay_to());
    const mail::ServedDomain before = state_of(machine, domain);
    for (const mail::MailHostId host : machine.hosts)
      change.add(plan::SetMailDomain{host, domain, now}, plan::SetMailDomain{host, domain, before});
    machine.domains.emplace_back(domain, now);  // what a later step undoes to
  }
}

/// At one host, or at every receiving host of a provider.
void change_mail_domain(Draft& draft, const schema::ChangeMailDomain& step, const std::string& path,
                        Change& change) {
  if (step.state() == schema::MailDomain::FORWARD || step.state() == schema::MailDomain::LIST)
    draft.problems.not_built(path + ".state", "making a forwarder or a list by a plan");
  for (const MailProvider& provider : draft.providers)
    if (provider.name == step.host()) {
      for (const MailMachineId id : provider.receivers)
        change_mail_domain(draft, step, draft.mail_machines[id], path, change);
      return;
    }
  const MailMachineId id = find_mail_machine(draft, draft.world.dns.names.intern(step.host()));
  change_mail_domain(draft, step, draft.mail_machines[id], path, change);
}

void change_sts_policy(Draft& draft, const schema::StsPolicy& step, const std::string& path,
                       Change& change) {
  const dns::Name domain = draft.world.dns.names.intern(step.domain());
  const auto before = draft.world.mail.sts_sites.find(domain.node);
  if (before == draft.world.mail.sts_sites.end())
    return draft.problems.add(path + ".domain", step.domain() + " has no policy to change",
                              "Add it to sts_policies");
  change.add(plan::SetStsPolicy{domain, sts_policy(draft, step, path)},
             plan::SetStsPolicy{domain, before->second.policy});
}

void flush(Draft& draft, const schema::Flush& step, const std::string& path, Change& change) {
  dns::Name only{};
  if (!step.only().empty()) only = draft.world.dns.names.intern(step.only());
  for (int i = 0; i < step.names_size(); ++i) {
    const auto target =
        find_target(draft, step.names(i), fmt::format("{}.flush.names[{}]", path, i));
    if (!target) continue;
    for (const Target::Member& member : target->members) {
      if (member.server.kind == plan::ServerRef::Kind::mail_host)
        change.apply.push_back(plan::FlushQueue{member.server.index, only});
      else
        change.apply.push_back(plan::FlushCache{member.server, only});
    }
  }
}

void refuse_transfers(Draft& draft, const schema::RefuseTransfers& step, const std::string& path,
                      Change& change) {
  const dns::Name apex = draft.world.dns.names.intern(step.zone());
  for (int i = 0; i < step.name_servers_size(); ++i) {
    const auto target = find_target(draft, step.name_servers(i),
                                    fmt::format("{}.refuse_transfers.name_servers[{}]", path, i));
    if (!target) continue;
    for (const Target::Member& member : target->members)
      change.add(plan::RefuseTransfers{member.server.index, apex, true},
                 plan::RefuseTransfers{member.server.index, apex, false});
  }
}

dns::StubPart nearest_of(const Draft& draft, const net::Host& from,
                         const std::vector<std::uint32_t>& groups) {
  dns::StubPart part;
  for (const std::uint32_t group : groups) {
    const net::AddressId address = nearest_member(draft.world.network, from, draft.groups[group]);
    if (address != net::kNone) part.servers.push_back(address);
  }
  return part;
}

/// The users below `share` ask `moved`, the others whom they asked before.
std::vector<dns::StubPart> move_users(const std::vector<dns::StubPart>& before, double share,
                                      dns::StubPart moved) {
  moved.upto = share;
  std::vector<dns::StubPart> parts{std::move(moved)};
  for (const dns::StubPart& part : before)
    if (part.upto > share) parts.push_back(part);
  return parts;
}

void change_resolvers(Draft& draft, const schema::ChangeResolvers& step, const std::string& path,
                      Change& change) {
  const auto share = parse_share(step.share());
  if (step.resolvers_size() > static_cast<int>(dns::kMaxStubServers))
    return draft.problems.add(path + ".resolvers", "a stub asks three resolvers at most");
  std::vector<std::uint32_t> groups;
  for (const std::string& name : step.resolvers()) groups.push_back(draft.group_index(name));
  const auto population =
      std::find_if(draft.populations.begin(), draft.populations.end(),
                   [&](const Population& p) { return p.name == step.population(); });
  for (Cell& cell : population->cells) {
    const net::Host& host = draft.network().hosts[draft.world.workload.clients[cell.clients].host];
    if (cell.asking.empty()) cell.asking = {nearest_of(draft, host, cell.groups)};
    dns::StubPart moved = nearest_of(draft, host, groups);
    if (moved.servers.empty())
      return draft.problems.add(
          path + ".resolvers",
          fmt::format("\"{}\" shares no address family with these", step.population()));
    const double part = step.share().empty() || !share ? 1 : *share;
    const auto before = cell.asking;
    cell.asking = move_users(before, part, std::move(moved));
    change.add(plan::SetResolvers{cell.clients, cell.asking},
               plan::SetResolvers{cell.clients, before});
  }
}

}  // namespace

void apply_server_step(Draft& draft, const schema::Step& step, const std::string& path,
                       Change& change) {
  switch (step.action_case()) {
    case schema::Step::kAddServer:
      return change_presence(draft, step.add_server(), -1, path + ".add_server", change);
    case schema::Step::kRemoveServer:
      return change_presence(draft, step.remove_server(), +1, path + ".remove_server", change);
    case schema::Step::kChangeMailDomain:
      return change_mail_domain(draft, step.change_mail_domain(), path + ".change_mail_domain",
                                change);
    case schema::Step::kChangeStsPolicy:
      return change_sts_policy(draft, step.change_sts_policy(), path + ".change_sts_policy",
                               change);
    case schema::Step::kFlush: return flush(draft, step.flush(), path, change);
    case schema::Step::kRefuseTransfers:
      return refuse_transfers(draft, step.refuse_transfers(), path, change);
    case schema::Step::kChangeResolvers:
      return change_resolvers(draft, step.change_resolvers(), path + ".change_resolvers", change);
    default: draft.problems.not_built(path, "this step");
  }
}

bool cannot_be_undone(const schema::Step& step) { return step.has_flush() || step.has_up(); }

}  // namespace waypost::scenarios
