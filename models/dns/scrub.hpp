// SPDX-License-Identifier: Apache-2.0
// What of a response is thrown away before anything is made of it: records that do not follow from
// the question, records outside of the zone asked, second NS sets (Unbound, iterator/iter_scrub.c;
// "in bailiwick" of RFC 2181 section 5.4.1). The CNAME that a DNAME calls for is put in when the
// server left it out (RFC 6672 section 3.2).
#pragma once

#include "models/dns/message.hpp"
#include "models/dns/profile.hpp"

namespace waypost::dns {

/// `m` came from a server of `zone`, asked `question`. False: it is of no use at all (another
/// question, a malformed DNAME); `m` is then unspecified. `aside`, when given, collects addresses
/// outside of the zone that ScrubPolicy keeps for the way.
bool scrub(const NameTable& names, const RecordStore& records, const ScrubPolicy& policy, Name zone,
           const Question& question, Message& m,
           boost::container::small_vector<SetView, 4>* aside = nullptr);

/// Brings TTLs into the limits of the cache; of a SOA in the authority section to its MINIMUM, as a
/// negative answer counts (RFC 2308 section 5).
void limit_ttls(const RecordStore& records, const CachePolicy& policy, Message& m);

/// The name that the alias `view` (a CNAME, or one made of a DNAME) leads to; false when that is no
/// name (over 255 octets) or not one of the scenario's.
bool alias_target(const NameTable& names, const RecordStore& records, const SetView& view,
                  Name& target);

/// CNAME for what is synthesised, else the set's type.
inline RecordType type_of(const RecordStore& records, const SetView& view) {
  return view.synthesised ? RecordType::cname : records.set(view.set).type;
}

}  // namespace waypost::dns
