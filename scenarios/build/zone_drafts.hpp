// SPDX-License-Identifier: Apache-2.0
// Every zone of the world while its record sets are gathered: the root, the TLDs, those of the
// scenario, those of providers and domain sets. A zone's sets may grow (host addresses, delegations
// of children) until finish() makes the first version of each and gives it to its servers.
#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "models/dns/dns.hpp"
#include "scenarios/build/records.hpp"

namespace waypost::scenarios {

/// A machine that answers with authority; an index into NameServers.
using NameServerId = std::uint32_t;

struct ZoneDraft {
  enum class Origin : std::uint8_t { root, tld, scenario, generated };
  dns::Name apex{};
  Origin origin = Origin::scenario;     ///< tld: also what the root's servers hold besides
  std::uint32_t ttl = 3600;             ///< of what is generated here
  std::vector<NameServerId> servers{};  ///< the first is the primary
  std::vector<dns::RecordSetId> sets{};
  std::uint32_t signing = 0;              ///< of RecordStore; 0: unsigned
  bool rejected = false;                  ///< bad records: its servers answer SERVFAIL
  dns::ZoneId version = dns::kNotLoaded;  ///< the first, once published
};

class ZoneDrafts {
 public:
  using Index = std::uint32_t;
  static constexpr Index kNone = UINT32_MAX;

  explicit ZoneDrafts(RecordTables tables) : tables_(tables) {}

  /// A zone whose apex no other draft has.
  Index add(ZoneDraft draft);
  Index find(dns::Name apex) const { return by_apex_.find(apex); }
  /// The deepest zone at or above `name`; kNone when not even the root is there yet.
  Index enclosing(dns::Name name) const;
  /// The deepest zone above `apex`.
  Index parent_of(dns::Name apex) const { return enclosing(tables_.names.parent(apex)); }

  /// Adds a set; false (and nothing is done) when the zone has one of this owner and type.
  bool add_set(Index zone, dns::RecordSetId set);
  bool has_set(Index zone, dns::Name owner, dns::RecordType type) const;
  bool has_name(Index zone, dns::Name owner) const;

  ZoneDraft& operator[](Index zone) { return drafts_[zone]; }
  const ZoneDraft& operator[](Index zone) const { return drafts_[zone]; }
  Index size() const { return static_cast<Index>(drafts_.size()); }
  RecordTables& tables() { return tables_; }

 private:
  static std::uint64_t key(Index zone, dns::Name owner, std::uint16_t type) {
    return sim::mix(std::uint64_t{zone} << 32 | owner.node, type);
  }
  RecordTables tables_;
  std::vector<ZoneDraft> drafts_;
  dns::NameIndex by_apex_;
  std::unordered_set<std::uint64_t>
      present_;  ///< zone, owner, type (0: any); asked, never iterated
};

}  // namespace waypost::scenarios
