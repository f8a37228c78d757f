// SPDX-License-Identifier: Apache-2.0
// Domains by the thousand: each with a zone, address records for a few names, MX of its provider.
#pragma once

#include <string>
#include <vector>

#include "models/dns/name.hpp"

namespace waypost::scenarios {

struct Draft;

struct DomainSet {
  std::string name;
  std::vector<dns::Name> apexes{};  ///< most popular first
  std::vector<dns::Name> names{};   ///< what queries ask for: apex by apex, "www", "h2", ...
  std::vector<bool> has_mail{};     ///< by apex
};

/// Makes names, zones and (for "self") mail hosts of every `domains` entry. After the providers.
void build_domain_sets(Draft& draft);

}  // namespace waypost::scenarios
