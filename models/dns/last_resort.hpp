// SPDX-License-Identifier: Apache-2.0
// When every server of a zone failed: the zone above is asked for them once more, and what it says
// of them (NS names, glue) is tried beside what the zone says of itself (Unbound, iterator.c,
// processLastResort). RFC 9520 section 3.2 advises against; it is what Unbound does, as recorded.
#pragma once

#include "models/dns/resolution.hpp"

namespace waypost::dns {

/// The next thing to try, or failure.
Action last_resort(Resolution& r, Knowledge& k);

/// Before a referral is followed: what it says is kept as the parent's word where that is wanted.
void note_parent_side(Resolution& r, const Knowledge& k, Name cut, const Message& response);

/// The servers of a zone that was asked for again have the tries that they had, one less at most.
void merge_tries(Resolution& r, const ServerPolicy& policy);

}  // namespace waypost::dns
