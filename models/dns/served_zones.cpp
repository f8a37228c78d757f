// SPDX-License-Identifier: Apache-2.0
#include "models/dns/response.hpp"

namespace waypost::dns {

void ServedZones::set(Name apex, ZoneId version) {
  const std::uint32_t at = by_apex_.find(apex);
  if (at != NameIndex::kAbsent) {
    zones_[at].version = version;
    return;
  }
  by_apex_.put(apex, static_cast<std::uint32_t>(zones_.size()));
  zones_.push_back({apex, version});
}

const ServedZone* ServedZones::find(const NameTable& names, Name qname, RecordType qtype) const {
  const ServedZone* child = nullptr;
  for (Name name = qname;; name = names.parent(name)) {
    const std::uint32_t at = by_apex_.find(name);
    if (at != NameIndex::kAbsent && zones_[at].version != kNoZone) {
      if (qtype != RecordType::ds || name != qname) return &zones_[at];
      child = &zones_[at];
    }
    if (name == kRoot) return child;
  }
}

}  // namespace waypost::dns
