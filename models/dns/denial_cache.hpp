// SPDX-License-Identifier: Apache-2.0
// Aggressive use of validated denials (RFC 8198): an NSEC record says that no name stands between
// two that exist, and which types its owner has, so it answers for every name in that gap until its
// TTL ends. Here a record is the gap of a zone's version, which is what the record would say.
// Leaves out NSEC3 (a zone with opt-out denies single names only) and the proof against wildcards,
// which is taken to have come along.
#pragma once

#include <vector>

#include "models/dns/flat_index.hpp"
#include "models/dns/message.hpp"
#include "models/dns/zone.hpp"
#include "sim/time.hpp"

namespace waypost::dns {

class DenialCache {
 public:
  /// The denial of `question` by the version `zone` was found secure. `soa`: of the response;
  /// `until`: its end, by TTL and signature.
  void learn(const NameTable& names, const ZoneStore& zones, ZoneId zone, const Question& question,
             const SetView& soa, sim::Time now, sim::Time until);

  /// What a denial known at `now` says of `question`: NXDOMAIN or NODATA, with the SOA in `soa`.
  /// False: none covers it.
  bool find(const NameTable& names, const RecordStore& records, const ZoneStore& zones,
            const Question& question, sim::Time now, Rcode& rcode, SetView& soa) const;

  std::size_t size() const { return index_.size(); }
  void clear() { *this = {}; }

 private:
  struct Denial {
    ZoneId zone = kNoZone;
    std::uint32_t gap = 0;  ///< the owner before it, as in Zone::canonical
    SetView soa;
    sim::Time stored{}, until{};
  };
  struct KnownZone {
    Name apex{};
    std::vector<ZoneId> versions;
  };
  std::uint32_t lookup(ZoneId zone, std::uint32_t gap) const;
  const Denial* covering(const NameTable& names, const Zone& zone, ZoneId version,
                         const Question& question, sim::Time now) const;
  void sweep(sim::Time now);

  FlatIndex index_;
  std::vector<Denial> denials_;
  std::vector<std::uint32_t> free_;
  std::vector<KnownZone> zones_;
  NameIndex by_apex_;  ///< into zones_
  std::uint32_t hand_ = 0;
};

/// Position in Zone::canonical of `name`, or of the last owner before it (RFC 4034 section 6.1).
std::uint32_t gap_of(const NameTable& names, const Zone& zone, Name name);

}  // namespace waypost::dns
