// SPDX-License-Identifier: Apache-2.0
// The layer below the root: a zone and servers for every TLD that something of this world lies in.
// Nobody can ask for names of the other TLDs, so leaving them out changes nothing.
#pragma once

namespace waypost::scenarios {

struct Draft;

/// Adds the zones and servers of all needed TLDs. Every name of the scenario is interned, every
/// other zone is drafted.
void build_tlds(Draft& draft);

}  // namespace waypost::scenarios
