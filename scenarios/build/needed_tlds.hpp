// SPDX-License-Identifier: Apache-2.0
// Which TLDs something of this world lies in.
#pragma once

#include <vector>

#include "models/dns/name.hpp"

namespace waypost::scenarios {

struct Draft;

/// TLDs of the zones, of the hosts, and of names in record data; in order of first mention.
/// `asked_too`: also of names that people or the command line ask for.
std::vector<dns::Name> needed_tlds(const Draft& draft, bool asked_too);

}  // namespace waypost::scenarios
