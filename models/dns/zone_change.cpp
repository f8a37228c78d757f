// SPDX-License-Identifier: Apache-2.0
#include "models/dns/zone_change.hpp"

#include "sim/expect.hpp"
#include "sim/hash.hpp"

namespace waypost::dns {
namespace {

/// The zone's sets except the one of this owner and type.
std::vector<RecordSetId> others(const RecordStore& records, const Zone& zone, Name owner,
                                RecordType type) {
  std::vector<RecordSetId> kept;
  kept.reserve(zone.sets.size() + 1);
  for (const RecordSetId id : zone.sets)
    if (records.set(id).owner != owner || records.set(id).type != type) kept.push_back(id);
  return kept;
}

}  // namespace

Zone with_set(const NameTable& names, const RecordStore& records, const Zone& zone,
              RecordSetId set) {
  const RecordSet& added = records.set(set);
  std::vector<RecordSetId> sets = others(records, zone, added.owner, added.type);
  sets.push_back(set);
  return make_zone(names, records, zone.apex, sets);
}

Zone without_set(const NameTable& names, const RecordStore& records, const Zone& zone, Name owner,
                 RecordType type) {
  return make_zone(names, records, zone.apex, others(records, zone, owner, type));
}

Zone with_ttl(const NameTable& names, RecordStore& records, const Zone& zone, Name owner,
              RecordType type, std::uint32_t ttl) {
  const RecordSetId old = find_set(records, zone, owner, type);
  if (old == kNoRecordSet) return zone;
  return with_set(names, records, zone, records.add_with_ttl(old, ttl));
}

Zone with_serial(const NameTable& names, RecordStore& records, const Zone& zone,
                 std::uint32_t serial_wanted) {
  WAYPOST_EXPECT(zone.soa != kNoRecordSet, "serial of a zone without SOA");
  const RecordSet old = records.set(zone.soa);
  Soa soa = records.soa(zone.soa);
  Rdata data = records.data(zone.soa)[0];
  const std::uint64_t content = sim::mix(old.content_hash ^ sim::mix(soa.serial), serial_wanted);
  soa.serial = serial_wanted;
  data.detail = records.add_soa(soa);
  const RecordSetId set = records.add(old.owner, RecordType::soa, old.ttl, {&data, 1}, content);
  return with_set(names, records, zone, set);
}

Zone with_signing(const NameTable& names, RecordStore& records, const Zone& zone,
                  std::uint32_t signing) {
  std::vector<RecordSetId> sets;
  sets.reserve(zone.sets.size());
  for (const ZoneNode& node : zone.nodes) {
    const bool covered = node.covered_by != ZoneNode::kNoCover;
    const bool cut = covered && node.is_cut && zone.nodes[node.covered_by].name == node.name;
    for (const RecordSetId id : zone.sets_at(node)) {
      const bool own = !covered || (cut && records.set(id).type == RecordType::ds);
      const std::uint32_t wanted = own ? signing : 0;
      sets.push_back(records.set(id).signing == wanted ? id : records.add_with_signing(id, wanted));
    }
  }
  return make_zone(names, records, zone.apex, sets);
}

std::uint32_t serial(const RecordStore& records, const Zone& zone) {
  return zone.soa == kNoRecordSet ? 0 : records.soa(zone.soa).serial;
}

bool newer_serial(std::uint32_t a, std::uint32_t b) {
  return a != b && static_cast<std::int32_t>(a - b) > 0;
}

}  // namespace waypost::dns
