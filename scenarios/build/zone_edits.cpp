// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/zone_edits.hpp"

#include <algorithm>
#include <cmath>  // ceil only: exact

#include "scenarios/build/draft.hpp"
#include "scenarios/build/secondaries.hpp"
#include "scenarios/build/zone_soundness.hpp"

namespace waypost::scenarios {

ZoneEdits::State& ZoneEdits::state(ZoneDrafts::Index zone) {
  const auto [entry, fresh] = states_.try_emplace(zone);
  State& state = entry->second;
  if (!fresh) return state;
  state.version = draft_.zones[zone].version;
  state.servers = draft_.zones[zone].servers;
  state.signing = draft_.zones[zone].signing;
  state.followed = is_followed(draft_, zone);
  return state;
}

const dns::Zone& ZoneEdits::current(ZoneDrafts::Index zone) {
  static const dns::Zone kRejected;
  const dns::ZoneId version = state(zone).version;
  return version == dns::kNotLoaded ? kRejected : draft_.world.dns.authority.zones[version];
}

void ZoneEdits::publish(NameServerId server, dns::Name apex, dns::ZoneId version, sim::Time at,
                        std::vector<DatedAction>& actions) const {
  for (const std::uint32_t index : draft_.name_servers[server].servers)
    actions.push_back({at, plan::PublishZone{index, apex, version}});
}

std::vector<SetEdit> ZoneEdits::edit(ZoneDrafts::Index zone, sim::Time at,
                                     const std::vector<SetEdit>& edits,
                                     const Publication& publication, const std::string& path,
                                     std::vector<DatedAction>& actions) {
  State& now = state(zone);
  if (now.version == dns::kNotLoaded) return {};
  dns::Dns& dns = draft_.world.dns;
  const dns::Zone& before = dns.authority.zones[now.version];
  std::vector<SetEdit> undo;
  std::vector<dns::RecordSetId> sets = before.sets;
  for (const SetEdit& edit : edits) {
    undo.push_back(
        {edit.owner, edit.type, dns::find_set(dns.records, before, edit.owner, edit.type)});
    std::erase_if(sets, [&](dns::RecordSetId id) {
      return dns.records.set(id).owner == edit.owner && dns.records.set(id).type == edit.type;
    });
    if (edit.set != dns::kNoRecordSet) sets.push_back(edit.set);
  }
  if (!told_sound(draft_, before, sets, edits, path)) return {};
  dns::Zone after = dns::make_zone(dns.names, dns.records, before.apex, sets);
  if (!publication.serial_forgotten)
    after = dns::with_serial(dns.names, dns.records, after, dns::serial(dns.records, before) + 1);
  if (now.signing != 0 || dns.records.set(after.soa).signing != 0 ||
      dns.records.set(before.soa).signing != 0)
    after = dns::with_signing(dns.names, dns.records, after, now.signing);
  now.version = dns.authority.zones.add(std::move(after));
  const dns::Name apex = draft_.zones[zone].apex;
  const auto reached = static_cast<std::size_t>(
      std::ceil(publication.share_of_servers * static_cast<double>(now.servers.size()) - 1e-9));
  const bool by_primary = publication.serial_forgotten || (now.followed && !publication.at_once);
  for (std::size_t i = 0; i < (by_primary ? 1 : reached); ++i)
    publish(now.servers[i], apex, now.version, at, actions);
  return undo;
}

void ZoneEdits::move(ZoneDrafts::Index zone, sim::Time at, const std::vector<NameServerId>& servers,
                     bool old_keep, std::vector<DatedAction>& actions) {
  State& now = state(zone);
  const dns::Name apex = draft_.zones[zone].apex;
  for (const NameServerId old : now.servers)
    if (!old_keep && std::find(servers.begin(), servers.end(), old) == servers.end())
      publish(old, apex, dns::kNoZone, at, actions);
  for (const NameServerId server : servers) publish(server, apex, now.version, at, actions);
  now.servers = servers;
  if (now.followed) follow(zone, now, at, actions);
}

/// The new primary begins to tell, the others to listen.
void ZoneEdits::follow(ZoneDrafts::Index zone, const State& state, sim::Time at,
                       std::vector<DatedAction>& actions) const {
  Following made = following(draft_, zone, state.servers);
  for (const std::uint32_t index : draft_.name_servers[state.servers.front()].servers)
    actions.push_back({at, plan::FollowPrimary{index, made.audience.apex, net::kNone, net::kNone}});
  for (plan::FollowPrimary& copy : made.copies) actions.push_back({at, std::move(copy)});
  actions.push_back({at, std::move(made.audience)});
}

}  // namespace waypost::scenarios
