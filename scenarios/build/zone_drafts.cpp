// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/zone_drafts.hpp"

#include "sim/expect.hpp"

namespace waypost::scenarios {

ZoneDrafts::Index ZoneDrafts::add(ZoneDraft draft) {
  WAYPOST_EXPECT(find(draft.apex) == kNone, "two zones with one apex");
  const Index added = size();
  by_apex_.put(draft.apex, added);
  const std::vector<dns::RecordSetId> sets = std::move(draft.sets);
  draft.sets.clear();
  drafts_.push_back(std::move(draft));
  for (const dns::RecordSetId set : sets) add_set(added, set);
  return added;
}

ZoneDrafts::Index ZoneDrafts::enclosing(dns::Name name) const {
  for (;; name = tables_.names.parent(name)) {
    const Index found = by_apex_.find(name);
    if (found != kNone || name == dns::kRoot) return found;
  }
}

bool ZoneDrafts::add_set(Index zone, dns::RecordSetId set) {
  const dns::RecordSet& added = tables_.records.set(set);
  const auto type = static_cast<std::uint16_t>(added.type);
  if (!present_.insert(key(zone, added.owner, type)).second) return false;
  present_.insert(key(zone, added.owner, 0));
  drafts_[zone].sets.push_back(set);
  return true;
}

bool ZoneDrafts::has_set(Index zone, dns::Name owner, dns::RecordType type) const {
  return present_.contains(key(zone, owner, static_cast<std::uint16_t>(type)));
}

bool ZoneDrafts::has_name(Index zone, dns::Name owner) const {
  return present_.contains(key(zone, owner, 0));
}

}  // namespace waypost::scenarios
