// SPDX-License-Identifier: Apache-2.0
// What a validating resolver makes of an answer (RFC 4035 section 5), with states in the place of
// cryptography: a record set says which key of which zone signed it and until when (Signing), and
// the chain of trust is walked over what the cache holds: the root's DNSKEY against the trust
// anchor, then DS and DNSKEY of every zone cut down to the signer. What is missing is asked for, as
// real resolvers ask. Leaves out algorithms, NSEC records (a signed SOA proves a denial), and
// negative trust anchors.
#pragma once

#include "models/dns/cached_answer.hpp"

namespace waypost::dns {

struct Knowledge;

/// A verdict, or the question whose answer it needs first.
struct Judgement {
  Security security = Security::unchecked;
  Question
      about{};  ///< unchecked: what it needs; bogus: the DS or DNSKEY set at fault, if it is one
};

/// Judges the answer to `asked` as it stands in `sets`: bogus if a part is bogus, else insecure if
/// a part is, else secure. Reads the cache only.
Judgement judge(const Knowledge& k, const Question& asked, const SetViews& sets);

/// Writes the verdict beside what the cache holds of the answer: bogus data go, secure data end
/// with their signatures (RFC 4035 section 5.3.3).
void mark_in_cache(const Knowledge& k, const Question& asked, const SetViews& sets,
                   Security security);

}  // namespace waypost::dns
