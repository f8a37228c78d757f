// SPDX-License-Identifier: Apache-2.0
// One version of a zone, and the lookup in it: RFC 1034 section 4.3.2 step 3, with wildcards and
// empty non-terminals (RFC 4592), DNAME (RFC 6672 section 3.2) and DS at the parent (RFC 4035
// section 3.1.4.1). A zone never changes: a change makes a new version (zone_change.hpp) and old
// ones stay readable. No NSEC, no zone transfer on the wire.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "models/dns/name_index.hpp"
#include "models/dns/record.hpp"

namespace waypost::dns {

/// A name that exists in the zone: it has record sets, or a name below it has (an empty
/// non-terminal).
struct ZoneNode {
  static constexpr std::uint32_t kNoCover = UINT32_MAX;
  Name name{};
  std::uint32_t first_set = 0;  ///< into Zone's sets
  std::uint16_t set_count = 0;  ///< 0: an empty non-terminal
  bool is_cut = false;          ///< has NS and is not the apex
  /// Node of the topmost zone cut at or above, or DNAME above, this name: what is here is answered
  /// by that (glue and occluded names, RFC 2136 section 7.18); kNoCover: nothing covers it.
  std::uint32_t covered_by = kNoCover;
};

struct Zone {
  Name apex{};
  RecordSetId soa = kNoRecordSet;  ///< kNoRecordSet: not a zone that can be served
  std::vector<ZoneNode> nodes;
  std::vector<RecordSetId> sets;  ///< those of a node side by side, by type number
  NameIndex index;                ///< into nodes
  /// Nodes that own NSEC records, in canonical order; only where denials are by NSEC (RFC 4035
  /// section 2.3): names with data of the zone, and its cuts.
  std::vector<std::uint32_t> canonical;

  std::span<const RecordSetId> sets_at(const ZoneNode& node) const {
    return {sets.data() + node.first_set, node.set_count};
  }
  const ZoneNode* find(Name name) const {
    const std::uint32_t at = index.find(name);
    return at == NameIndex::kAbsent ? nullptr : &nodes[at];
  }
};

/// The version of the zone at `apex` that holds `sets`: at most one per owner and type, all at or
/// below the apex (the importer and zone_change see to both). O(n log n).
Zone make_zone(const NameTable& names, const RecordStore& records, Name apex,
               std::span<const RecordSetId> sets);

/// The set of this owner and type, whether or not it is occluded (glue is); kNoRecordSet if none.
RecordSetId find_set(const RecordStore& records, const Zone& zone, Name owner, RecordType type);

/// What a zone says about a question.
enum class Found : std::uint8_t {
  answer,     ///< the type asked exists at the name
  alias,      ///< the name is a CNAME: go on at its target
  dname,      ///< a DNAME stands above the name: rewrite and go on (RFC 6672)
  referral,   ///< the name is at or below a zone cut: ask the NS of the child
  no_data,    ///< the name exists, the type does not (RFC 2308 section 2.2)
  nx_domain,  ///< nothing is at or below the name, and no wildcard covers it
};

struct ZoneLookup {
  Found found = Found::nx_domain;
  const ZoneNode* node =
      nullptr;  ///< where the data is: the name, its wildcard, the cut, the DNAME
  RecordSetId set =
      kNoRecordSet;          ///< the answer (not for ANY: all sets at node), CNAME, DNAME or NS
  bool synthesised = false;  ///< from a wildcard: the owner in the answer is the name asked
};

/// Looks up `qname`, which is at or below the zone's apex. O(labels that do not exist).
ZoneLookup lookup(const NameTable& names, const RecordStore& records, const Zone& zone, Name qname,
                  RecordType qtype);

using ZoneId = std::uint32_t;
inline constexpr ZoneId kNoZone = UINT32_MAX;         ///< "does not serve the zone"
inline constexpr ZoneId kNotLoaded = UINT32_MAX - 1;  ///< "should, but has no usable version"

/// All versions of all zones; append-only, so that a version's index stays good for the whole run.
/// Copies share the versions, which are immutable.
class ZoneStore {
 public:
  ZoneId add(Zone zone) {
    zones_.push_back(std::make_shared<const Zone>(std::move(zone)));
    return static_cast<ZoneId>(zones_.size() - 1);
  }
  const Zone& operator[](ZoneId id) const { return *zones_[id]; }
  std::size_t size() const { return zones_.size(); }

 private:
  std::vector<std::shared_ptr<const Zone>> zones_;
};

}  // namespace waypost::dns
