// SPDX-License-Identifier: Apache-2.0
// What each domain of a set gets: its TLD, its mail operator, its TTLs. Drawn by share, keyed by
// the set and the domain's number alone: the same in every replication, whatever else there is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/dns/name.hpp"
#include "scenarios/schema/mail.pb.h"
#include "sim/random.hpp"

namespace waypost::scenarios {

struct Draft;

struct MailChoice {
  enum class Kind : std::uint8_t { none, self, provider };
  Kind kind = Kind::none;
  std::uint32_t provider = 0;  ///< index into Draft::providers
};

/// The TLD of each domain. Default: com 45 %, the others by their share of the shipped list of top
/// domains, every TLD of the root at least a little (docs/models.md, "Domains by the thousand").
std::vector<dns::Name> choose_tlds(Draft& draft, const schema::DomainSet& declared,
                                   std::size_t domains);

/// The mail operator of each domain; by default none has mail.
std::vector<MailChoice> choose_mail(Draft& draft, const schema::DomainSet& declared,
                                    std::size_t domains, const std::string& path);

/// Seconds, from the set's law, or from what was measured at 6.26 million names in 2012.
std::uint32_t draw_ttl(Draft& draft, const schema::DomainSet& declared, const std::string& path,
                       sim::Draw& draw);

}  // namespace waypost::scenarios
