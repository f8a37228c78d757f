// SPDX-License-Identifier: Apache-2.0
// Domains by the thousand: each with a zone, address records for a few names, MX of its provider.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/dns/name.hpp"

namespace waypost::scenarios {

struct Draft;

/// Who takes a domain's mail.
struct MailHome {
  enum class Kind : std::uint8_t { none, machine, provider };
  Kind kind = Kind::none;
  std::uint32_t index = 0;  ///< of Draft::mail_machines, or of Draft::providers
};

struct DomainSet {
  std::string name;
  std::vector<dns::Name> apexes{};  ///< most popular first
  std::vector<dns::Name> names{};   ///< what queries ask for: apex by apex, "www", "h2", ...
  std::vector<MailHome> mail{};     ///< by apex
};

/// Makes names, zones and (for "self") mail hosts of every `domains` entry. After the providers.
void build_domain_sets(Draft& draft);

}  // namespace waypost::scenarios
