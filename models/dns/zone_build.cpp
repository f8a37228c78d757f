// SPDX-License-Identifier: Apache-2.0
// A zone from its record sets: nodes (empty non-terminals too), and who covers whom.
#include <algorithm>
#include <tuple>

#include "models/dns/zone.hpp"
#include "sim/expect.hpp"

namespace waypost::dns {
namespace {

/// The node of `name`; it and its missing ancestors up to the apex are added, parents first.
std::uint32_t add_node(const NameTable& names, Zone& zone, Name name) {
  const std::uint32_t at = zone.index.find(name);
  if (at != NameIndex::kAbsent) return at;
  WAYPOST_EXPECT(name != kRoot || zone.apex == kRoot, "record set outside its zone");
  if (name != zone.apex) add_node(names, zone, names.parent(name));
  const auto added = static_cast<std::uint32_t>(zone.nodes.size());
  zone.nodes.push_back({.name = name});
  zone.index.put(name, added);
  return added;
}

bool has_type(const RecordStore& records, const Zone& zone, const ZoneNode& node, RecordType type) {
  const auto sets = zone.sets_at(node);
  return std::any_of(sets.begin(), sets.end(),
                     [&](RecordSetId id) { return records.set(id).type == type; });
}

/// Nodes stand after their parents, so one pass hands covers down.
void mark_covers(const NameTable& names, const RecordStore& records, Zone& zone) {
  for (std::uint32_t i = 0; i < zone.nodes.size(); ++i) {
    ZoneNode& node = zone.nodes[i];
    if (node.name == zone.apex) continue;
    node.is_cut = has_type(records, zone, node, RecordType::ns) && !names.is_wildcard(node.name);
    const std::uint32_t parent = zone.index.find(names.parent(node.name));
    if (zone.nodes[parent].covered_by != ZoneNode::kNoCover)
      node.covered_by = zone.nodes[parent].covered_by;
    else if (has_type(records, zone, zone.nodes[parent], RecordType::dname))
      node.covered_by = parent;
    else if (node.is_cut)
      node.covered_by = i;
  }
}

void order_owners(const NameTable& names, Zone& zone) {
  for (std::uint32_t i = 0; i < zone.nodes.size(); ++i) {
    const std::uint32_t cover = zone.nodes[i].covered_by;
    if (zone.nodes[i].set_count > 0 && (cover == ZoneNode::kNoCover || cover == i))
      zone.canonical.push_back(i);
  }
  std::sort(zone.canonical.begin(), zone.canonical.end(), [&](std::uint32_t a, std::uint32_t b) {
    return names.canonical_before(zone.nodes[a].name, zone.nodes[b].name);
  });
}

}  // namespace

Zone make_zone(const NameTable& names, const RecordStore& records, Name apex,
               std::span<const RecordSetId> sets) {
  Zone zone;
  zone.apex = apex;
  add_node(names, zone, apex);
  zone.sets.assign(sets.begin(), sets.end());
  std::vector<std::pair<std::uint32_t, RecordSetId>> placed;
  placed.reserve(sets.size());
  for (const RecordSetId id : sets)
    placed.emplace_back(add_node(names, zone, records.set(id).owner), id);
  std::sort(placed.begin(), placed.end(), [&](const auto& a, const auto& b) {
    return std::tuple(a.first, records.set(a.second).type) <
           std::tuple(b.first, records.set(b.second).type);
  });
  for (std::uint32_t i = 0; i < placed.size(); ++i) {
    ZoneNode& node = zone.nodes[placed[i].first];
    if (node.set_count++ == 0) node.first_set = i;
    zone.sets[i] = placed[i].second;
  }
  mark_covers(names, records, zone);
  zone.soa = find_set(records, zone, apex, RecordType::soa);
  if (zone.soa != kNoRecordSet && records.signing(zone.soa).denies_gaps) order_owners(names, zone);
  return zone;
}

}  // namespace waypost::dns
