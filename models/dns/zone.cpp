// SPDX-License-Identifier: Apache-2.0
#include "models/dns/zone.hpp"

#include "sim/expect.hpp"

namespace waypost::dns {
namespace {

RecordSetId set_of_type(const RecordStore& records, const Zone& zone, const ZoneNode& node,
                        RecordType type) {
  for (const RecordSetId id : zone.sets_at(node))
    if (records.set(id).type == type) return id;
  return kNoRecordSet;
}

/// The closest encloser: the longest existing ancestor of `qname`, or itself (RFC 4592
/// section 3.3.1).
const ZoneNode& closest_encloser(const NameTable& names, const Zone& zone, Name qname) {
  for (;; qname = names.parent(qname)) {
    if (const ZoneNode* node = zone.find(qname)) return *node;
    WAYPOST_EXPECT(qname != kRoot, "lookup of a name outside the zone");
  }
}

/// A zone cut refers, a DNAME rewrites.
ZoneLookup covered(const RecordStore& records, const Zone& zone, const ZoneNode& cover) {
  if (cover.is_cut)
    return {Found::referral, &cover, set_of_type(records, zone, cover, RecordType::ns)};
  return {Found::dname, &cover, set_of_type(records, zone, cover, RecordType::dname)};
}

/// The data at a node that the question matched, by name or by wildcard.
ZoneLookup match(const RecordStore& records, const Zone& zone, const ZoneNode& node,
                 RecordType qtype, bool synthesised) {
  if (qtype == RecordType::any && node.set_count > 0)
    return {Found::answer, &node, kNoRecordSet, synthesised};
  const RecordSetId set = set_of_type(records, zone, node, qtype);
  if (set != kNoRecordSet) return {Found::answer, &node, set, synthesised};
  const RecordSetId cname = set_of_type(records, zone, node, RecordType::cname);
  if (cname != kNoRecordSet) return {Found::alias, &node, cname, synthesised};
  return {Found::no_data, &node, kNoRecordSet, synthesised};
}

}  // namespace

RecordSetId find_set(const RecordStore& records, const Zone& zone, Name owner, RecordType type) {
  const ZoneNode* node = zone.find(owner);
  return node == nullptr ? kNoRecordSet : set_of_type(records, zone, *node, type);
}

ZoneLookup lookup(const NameTable& names, const RecordStore& records, const Zone& zone, Name qname,
                  RecordType qtype) {
  const ZoneNode& encloser = closest_encloser(names, zone, qname);
  const bool exact = encloser.name == qname;

  // The DS of a cut is the parent's own data: it is not referred (RFC 4035 section 3.1.4.1).
  const bool asks_ds_of_cut =
      qtype == RecordType::ds && encloser.is_cut && zone.nodes[encloser.covered_by].name == qname;
  if (encloser.covered_by != ZoneNode::kNoCover && !asks_ds_of_cut)
    return covered(records, zone, zone.nodes[encloser.covered_by]);

  if (exact) return match(records, zone, encloser, qtype, false);

  // A DNAME covers what is below its owner, not the owner (RFC 6672 section 2.3).
  const RecordSetId dname = set_of_type(records, zone, encloser, RecordType::dname);
  if (dname != kNoRecordSet) return {Found::dname, &encloser, dname};

  Name wildcard;
  const ZoneNode* source =
      names.wildcard_child(encloser.name, wildcard) ? zone.find(wildcard) : nullptr;
  if (source != nullptr) return match(records, zone, *source, qtype, true);
  return {};
}

}  // namespace waypost::dns
