// SPDX-License-Identifier: Apache-2.0
// Whom to ask: the servers of a zone cut, from the cache, a referral or the hints (RFC 1034 section
// 5.3.3 step 2, SLIST and SBELT), and the addresses that lookups add to them.
#pragma once

#include "models/dns/resolution.hpp"

namespace waypost::dns {

struct Delegation {
  Name zone{};
  decltype(Resolution::candidates) candidates;  ///< empty: nothing is known but the hints
};

/// The servers of the deepest cut known above the question that can be reached at all: an address
/// is known, or one can be looked up without asking the very same servers.
Delegation closest_delegation(const Knowledge& k, Name qname, RecordType qtype);

/// The servers that `response`, from a server of `asked_zone`, names for `cut`.
Delegation from_referral(const Knowledge& k, Name asked_zone, Name cut, const Message& response);

Delegation from_hints(const Knowledge& k);

/// The addresses in `answer` are those of the candidates called `server`.
void add_addresses(Resolution& r, const Knowledge& k, Name server, const SetViews& answer);

}  // namespace waypost::dns
