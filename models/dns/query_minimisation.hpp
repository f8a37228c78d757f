// SPDX-License-Identifier: Apache-2.0
// QNAME minimisation (RFC 9156): a zone's servers are asked for one label more than they are known
// to serve, up to four times; longer names are then covered in at most ten queries altogether.
#pragma once

#include "models/dns/resolution.hpp"

namespace waypost::dns {

/// Lets the next query show more of the name: one label, or as much as the profile's rule says;
/// what the cache knows is not asked for.
void extend_question(Resolution& r, const Knowledge& k);

}  // namespace waypost::dns
