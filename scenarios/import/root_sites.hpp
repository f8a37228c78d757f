// SPDX-License-Identifier: Apache-2.0
// Where the root server letters stand: the table of scenarios/data/root-sites (2024-02-19).
#pragma once

#include <string>
#include <vector>

#include "models/net/site.hpp"

namespace waypost::scenarios {

struct RootSite {
  char letter = 'a';    ///< 'a' to 'm'
  std::string country;  ///< ISO 3166-1 alpha-2
  std::string town;
  net::Coordinates position;
  bool global = true;  ///< false: "Local", announced to a limited scope
  int sites = 1;       ///< merged into this row
  int instances = 1;   ///< machines answering there
  bool ipv6 = true;
};

/// Reads the table. Throws std::runtime_error naming file and line when it cannot be read.
std::vector<RootSite> read_root_sites(const std::string& path);

}  // namespace waypost::scenarios
