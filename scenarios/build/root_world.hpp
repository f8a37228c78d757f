// SPDX-License-Identifier: Apache-2.0
// The real root: its zone of 2020-09-13 (SOA added, see scenarios/data/dns-root), the letters at
// their sites of 2024-02-19, and the zones that the letters serve besides (root-servers.net, arpa).
#pragma once

#include <string>

#include "scenarios/build/server_group.hpp"
#include "scenarios/import/zone_import.hpp"

namespace waypost::scenarios {

/// A line of root.hints: where a resolver primes (RFC 9609).
struct RootHintLine {
  dns::Name name;
  net::Address address;
};

struct RootWorld {
  std::string title;            ///< "the root zone of 2020-09-13, 1,508 TLDs, ...": for the output
  dns::Zone root;               ///< apex "."
  dns::Zone root_servers;       ///< apex "root-servers.net."
  std::vector<dns::Name> tlds;  ///< in the order of the file
  std::vector<ServerGroup> letters;  ///< "root/a" ...; zones: ".", "root-servers.net.", "arpa."
  std::vector<RootHintLine> hints;   ///< the file of 2024-04-18, letters that exist
};

/// Reads the shipped data in `data_folder`. `letters`: those that exist ("ac" = a and c); empty:
/// all. Throws std::runtime_error when the data is missing or damaged.
RootWorld real_root(const std::string& data_folder, const ImportTarget& target,
                    const std::string& letters = {});

}  // namespace waypost::scenarios
