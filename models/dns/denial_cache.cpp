// SPDX-License-Identifier: Apache-2.0
#include "models/dns/denial_cache.hpp"

#include <algorithm>

#include "sim/hash.hpp"

namespace waypost::dns {
namespace {

std::uint64_t hash(ZoneId zone, std::uint32_t gap) {
  return sim::mix(std::uint64_t{zone} << 32 | gap);
}

}  // namespace

std::uint32_t gap_of(const NameTable& names, const Zone& zone, Name name) {
  const auto after = std::upper_bound(
      zone.canonical.begin(), zone.canonical.end(), name, [&](Name wanted, std::uint32_t node) {
        return names.canonical_before(wanted, zone.nodes[node].name);
      });
  return after == zone.canonical.begin()
             ? 0
             : static_cast<std::uint32_t>(after - zone.canonical.begin() - 1);
}

std::uint32_t DenialCache::lookup(ZoneId zone, std::uint32_t gap) const {
  return index_.find(hash(zone, gap), [&](std::uint32_t at) {
    return denials_[at].zone == zone && denials_[at].gap == gap;
  });
}

void DenialCache::learn(const NameTable& names, const ZoneStore& zones, ZoneId zone,
                        const Question& question, const SetView& soa, sim::Time now,
                        sim::Time until) {
  const Zone& version = zones[zone];
  if (version.canonical.empty() || until <= now) return;
  std::uint32_t at = by_apex_.find(version.apex);
  if (at == NameIndex::kAbsent) {
    at = static_cast<std::uint32_t>(zones_.size());
    zones_.push_back({version.apex, {}});
    by_apex_.put(version.apex, at);
  }
  std::vector<ZoneId>& versions = zones_[at].versions;
  if (std::find(versions.begin(), versions.end(), zone) == versions.end()) versions.push_back(zone);
  const std::uint32_t gap = gap_of(names, version, question.qname);
  at = lookup(zone, gap);
  if (at == FlatIndex::kAbsent) {
    sweep(now);
    if (free_.empty()) {
      at = static_cast<std::uint32_t>(denials_.size());
      denials_.emplace_back();
    } else {
      at = free_.back();
      free_.pop_back();
    }
    index_.insert(hash(zone, gap), at);
  }
  denials_[at] = {zone, gap, soa, now, until};
}

const DenialCache::Denial* DenialCache::covering(const NameTable& names, const Zone& zone,
                                                 ZoneId version, const Question& question,
                                                 sim::Time now) const {
  const std::uint32_t at = lookup(version, gap_of(names, zone, question.qname));
  return at == FlatIndex::kAbsent || denials_[at].until <= now ? nullptr : &denials_[at];
}

bool DenialCache::find(const NameTable& names, const RecordStore& records, const ZoneStore& zones,
                       const Question& question, sim::Time now, Rcode& rcode, SetView& soa) const {
  if (index_.size() == 0) return false;
  for (Name apex = question.qname;; apex = names.parent(apex)) {
    if (const std::uint32_t at = by_apex_.find(apex); at != NameIndex::kAbsent) {
      for (const ZoneId version : zones_[at].versions) {
        const Denial* denial = covering(names, zones[version], version, question, now);
        if (denial == nullptr) continue;
        const Found found =
            dns::lookup(names, records, zones[version], question.qname, question.qtype).found;
        if (found != Found::nx_domain && found != Found::no_data) continue;
        rcode = found == Found::nx_domain ? Rcode::nx_domain : Rcode::no_error;
        soa = denial->soa;
        const auto age = static_cast<std::uint32_t>((now - denial->stored).ns / 1'000'000'000);
        soa.ttl -= std::min(soa.ttl, age);
        return true;
      }
      return false;  // the deepest zone known is the one that would tell
    }
    if (apex == kRoot) return false;
  }
}

/// Two places per insertion: memory follows the live denials.
void DenialCache::sweep(sim::Time now) {
  for (int i = 0; i < 2 && !denials_.empty(); ++i) {
    hand_ = hand_ + 1 < denials_.size() ? hand_ + 1 : 0;
    Denial& denial = denials_[hand_];
    if (denial.zone == kNoZone || denial.until > now) continue;
    index_.erase(hash(denial.zone, denial.gap), hand_);
    denial = {};
    free_.push_back(hand_);
  }
}

}  // namespace waypost::dns
