// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/zone_steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "scenarios/build/delegations.hpp"
#include "scenarios/build/draft.hpp"
#include "scenarios/build/seconds.hpp"
#include "scenarios/build/signing.hpp"
#include "scenarios/build/zone_records.hpp"

namespace waypost::scenarios {
namespace {

constexpr std::uint32_t kDelegationTtl = 172800;

/// Everything that the making of one step's edits needs.
struct Stage {
  Draft& draft;
  ZoneEdits& edits;
  std::string path;
  sim::Time at;
  std::vector<DatedAction>& actions;
  std::vector<ZoneUndo>& undo;

  dns::Dns& dns() const { return draft.world.dns; }
  void edit(ZoneDrafts::Index zone, const std::vector<SetEdit>& wanted,
            const ZoneEdits::Publication& publication) const {
    const std::uint32_t signing = edits.signing(zone);
    edit_signed(zone, wanted, publication, signing);
  }
  /// The same, from now on signed so.
  void edit_signed(ZoneDrafts::Index zone, const std::vector<SetEdit>& wanted,
                   const ZoneEdits::Publication& publication, std::uint32_t signing) const {
    const std::uint32_t before = edits.signing(zone);
    edits.sign(zone, signing);
    undo.push_back(
        {zone, edits.edit(zone, at, wanted, publication, path, actions), publication, {}, before});
  }
};

/// A zone by its origin, or all zones of a set of domains.
std::vector<ZoneDrafts::Index> zones_named(const Draft& draft, const std::string& name) {
  for (const DomainSet& set : draft.domain_sets) {
    if (set.name != name) continue;
    std::vector<ZoneDrafts::Index> zones;
    for (const dns::Name apex : set.apexes) zones.push_back(draft.zones.find(apex));
    return zones;
  }
  dns::Name apex;
  if (!draft.world.dns.names.find(name, apex)) return {};
  const ZoneDrafts::Index zone = draft.zones.find(apex);
  return zone == ZoneDrafts::kNone ? std::vector<ZoneDrafts::Index>{}
                                   : std::vector<ZoneDrafts::Index>{zone};
}

/// "name TYPE" or "name": the sets of the zone that it means.
std::vector<dns::RecordSetId> sets_meant(const Stage& stage, ZoneDrafts::Index zone,
                                         const std::string& text, const std::string& path) {
  const std::size_t blank = text.find_first_of(" \t");
  const dns::Name owner =
      name_in_zone(stage.draft, text.substr(0, blank), stage.draft.zones[zone].apex, path);
  std::optional<dns::RecordType> type;
  if (blank != std::string::npos) {
    const std::string word = text.substr(text.find_first_not_of(" \t", blank));
    type.emplace();
    if (!dns::parse_record_type(word, *type))
      stage.draft.problems.add(path, fmt::format("unknown record type \"{}\"", word),
                               "Write \"name TYPE\"");
  }
  std::vector<dns::RecordSetId> meant;
  for (const dns::RecordSetId id : stage.edits.current(zone).sets) {
    const dns::RecordSet& set = stage.dns().records.set(id);
    if (set.owner == owner && (!type || set.type == *type)) meant.push_back(id);
  }
  if (meant.empty())
    stage.draft.problems.add(path, fmt::format("the zone has no \"{}\" then", text));
  return meant;
}

SetEdit put(const Stage& stage, dns::RecordSetId id, const std::string& path = {}) {
  const dns::RecordSet& set = stage.dns().records.set(id);
  return {set.owner, set.type, id, path};
}

/// The set with the records of the zone's set of the same name and type before its own; what
/// `edits` of the same step make of that set counts.
dns::RecordSetId joined(const Stage& stage, ZoneDrafts::Index zone,
                        const std::vector<SetEdit>& edits, dns::RecordSetId added) {
  dns::RecordStore& records = stage.dns().records;
  const dns::RecordSet fresh = records.set(added);
  dns::RecordSetId old = dns::find_set(records, stage.edits.current(zone), fresh.owner, fresh.type);
  for (const SetEdit& edit : edits)
    if (edit.owner == fresh.owner && edit.type == fresh.type) old = edit.set;
  if (old == dns::kNoRecordSet) return added;
  const auto before = records.data(old), after = records.data(added);
  std::vector<dns::Rdata> all(before.begin(), before.end());
  all.insert(all.end(), after.begin(), after.end());
  const std::uint64_t content = sim::mix(records.set(old).content_hash, fresh.content_hash);
  return records.add(fresh.owner, fresh.type, fresh.ttl, all, content);
}

void change_records(const Stage& stage, const schema::ChangeRecords& change) {
  for (const ZoneDrafts::Index zone : zones_named(stage.draft, change.zone())) {
    const ZoneDraft& draft_zone = stage.draft.zones[zone];
    const std::string path = stage.path + ".change_records";
    std::vector<SetEdit> edits;
    for (int i = 0; i < change.remove_size(); ++i) {
      const std::string place = fmt::format("{}.remove[{}]", path, i);
      for (const dns::RecordSetId id : sets_meant(stage, zone, change.remove(i), place)) {
        const dns::RecordSet& set = stage.dns().records.set(id);
        edits.push_back({set.owner, set.type, dns::kNoRecordSet, place});
      }
    }
    for (const auto& [id, place] : read_record_lines(stage.draft, change.replace(), draft_zone.apex,
                                                     draft_zone.ttl, path + ".replace"))
      edits.push_back(put(stage, id, place));
    for (const auto& [id, place] : read_record_lines(stage.draft, change.add(), draft_zone.apex,
                                                     draft_zone.ttl, path + ".add"))
      edits.push_back(put(stage, joined(stage, zone, edits, id), place));
    stage.edit(zone, edits, {.serial_forgotten = change.serial_forgotten()});
  }
}

void change_ttl(const Stage& stage, const schema::ChangeTtl& change) {
  const std::uint32_t ttl = seconds_or(change.ttl(), 0);
  for (const ZoneDrafts::Index zone : zones_named(stage.draft, change.zone())) {
    std::vector<dns::RecordSetId> meant;
    for (int i = 0; i < change.names_size(); ++i)
      for (const dns::RecordSetId id : sets_meant(
               stage, zone, change.names(i), fmt::format("{}.change_ttl.names[{}]", stage.path, i)))
        meant.push_back(id);
    if (change.names_size() == 0) meant = stage.edits.current(zone).sets;
    std::vector<SetEdit> edits;
    for (const dns::RecordSetId id : meant)
      edits.push_back(put(stage, stage.dns().records.add_with_ttl(id, ttl)));
    stage.edit(zone, edits, {});
  }
}

std::vector<NameServerId> servers_named(
    const Draft& draft, const google::protobuf::RepeatedPtrField<std::string>& names) {
  std::vector<NameServerId> servers;
  dns::Name name;
  for (const std::string& text : names)
    if (draft.world.dns.names.find(text, name)) servers.push_back(draft.name_servers.find(name));
  return servers;
}

/// The zone moves, then its new primary publishes the new NS set.
void change_name_servers(const Stage& stage, const schema::ChangeNameServers& change) {
  for (const ZoneDrafts::Index zone : zones_named(stage.draft, change.zone())) {
    const std::vector<NameServerId> old = stage.edits.servers(zone);
    const std::vector<NameServerId> servers = servers_named(stage.draft, change.name_servers());
    stage.edits.move(zone, stage.at, servers, change.old_servers_keep_zone(), stage.actions);
    std::vector<dns::Name> names;
    for (const NameServerId id : servers) names.push_back(stage.draft.name_servers[id].name);
    const dns::Name apex = stage.draft.zones[zone].apex;
    const dns::RecordSetId before =
        dns::find_set(stage.dns().records, stage.edits.current(zone), apex, dns::RecordType::ns);
    const std::uint32_t ttl = before == dns::kNoRecordSet ? stage.draft.zones[zone].ttl
                                                          : stage.dns().records.set(before).ttl;
    stage.edit(zone, {put(stage, make_ns(stage.draft.zones.tables(), apex, ttl, names))}, {});
    stage.undo.back().servers = old;
  }
}

void change_delegation(const Stage& stage, const schema::ChangeDelegation& change) {
  const std::string path = stage.path + ".change_delegation";
  for (const ZoneDrafts::Index zone : zones_named(stage.draft, change.zone())) {
    const dns::Name apex = stage.draft.zones[zone].apex;
    const ZoneDrafts::Index parent = stage.draft.zones.parent_of(apex);
    const dns::RecordSetId before =
        dns::find_set(stage.dns().records, stage.edits.current(parent), apex, dns::RecordType::ns);
    const std::uint32_t ttl =
        before == dns::kNoRecordSet ? kDelegationTtl : stage.dns().records.set(before).ttl;
    std::vector<SetEdit> edits;
    for (const auto& [id, place] :
         read_record_lines(stage.draft, change.records(), apex, ttl, path + ".records"))
      edits.push_back(put(stage, id, place));
    if (change.records_size() == 0)
      for (const dns::RecordSetId id :
           delegation_sets(stage.draft.zones, stage.draft.name_servers, apex,
                           servers_named(stage.draft, change.name_servers()), parent, ttl))
        edits.push_back(put(stage, id));
    ZoneEdits::Publication publication{.at_once = true};
    const auto partly = parse_share(change.partly());
    if (!change.partly().empty() && partly) publication.share_of_servers = *partly;
    stage.edit(parent, edits, publication);
  }
}

/// The DNSKEY set, who signs, or that nobody does.
void change_signing(const Stage& stage, const schema::ChangeSigning& change) {
  RecordTables& tables = stage.draft.zones.tables();
  for (const ZoneDrafts::Index zone : zones_named(stage.draft, change.zone())) {
    const dns::Name apex = stage.draft.zones[zone].apex;
    dns::Signing signing = tables.records.signing_at(stage.edits.signing(zone));
    if (change.signer_stops()) {
      signing.expires = stage.at + signatures_last(stage.draft, zone);
      stage.edit_signed(zone, {}, {}, tables.records.add_signing(signing));
      continue;
    }
    const KeyTags keys = key_tags(tables.names, apex, change.keys());
    SetEdit edit{apex, dns::RecordType::dnskey};
    if (!keys.empty()) edit.set = make_keys(tables, apex, key_ttl(stage.draft, zone), keys);
    const std::uint16_t signer = change.sign_with().empty()
                                     ? (keys.empty() ? std::uint16_t{0} : keys.front())
                                     : key_tag(tables.names, apex, change.sign_with());
    signing = {.signer = apex,
               .key_tag = signer,
               .denies_gaps = signing.key_tag == 0 || signing.denies_gaps};
    stage.edit_signed(zone, {edit}, {}, signer == 0 ? 0 : tables.records.add_signing(signing));
  }
}

/// What the parent vouches for.
void change_ds(const Stage& stage, const schema::ChangeDs& change) {
  RecordTables& tables = stage.draft.zones.tables();
  for (const ZoneDrafts::Index zone : zones_named(stage.draft, change.zone())) {
    const dns::Name apex = stage.draft.zones[zone].apex;
    const KeyTags keys = key_tags(tables.names, apex, change.keys());
    SetEdit edit{apex, dns::RecordType::ds};
    if (!keys.empty()) edit.set = make_ds(tables, apex, ds_ttl(stage.draft, zone), keys);
    stage.edit(stage.draft.zones.parent_of(apex), {edit}, {.at_once = true});
  }
}

}  // namespace

bool apply_zone_step(Draft& draft, ZoneEdits& edits, const schema::Step& step,
                     const std::string& path, sim::Time at, std::vector<DatedAction>& actions,
                     std::vector<ZoneUndo>& undo) {
  const Stage stage{draft, edits, path, at, actions, undo};
  switch (step.action_case()) {
    case schema::Step::kChangeRecords: change_records(stage, step.change_records()); return true;
    case schema::Step::kChangeTtl: change_ttl(stage, step.change_ttl()); return true;
    case schema::Step::kChangeNameServers:
      change_name_servers(stage, step.change_name_servers());
      return true;
    case schema::Step::kChangeDelegation:
      change_delegation(stage, step.change_delegation());
      return true;
    case schema::Step::kChangeSigning: change_signing(stage, step.change_signing()); return true;
    case schema::Step::kChangeDs: change_ds(stage, step.change_ds()); return true;
    default: return false;
  }
}

void undo_zone_step(ZoneEdits& edits, const std::vector<ZoneUndo>& undo, const std::string& path,
                    sim::Time at, std::vector<DatedAction>& actions) {
  for (auto last = undo.rbegin(); last != undo.rend(); ++last) {
    if (!last->servers.empty()) edits.move(last->zone, at, last->servers, false, actions);
    edits.sign(last->zone, last->signing);
    edits.edit(last->zone, at, last->edits, last->publication, path, actions);
  }
}

}  // namespace waypost::scenarios
