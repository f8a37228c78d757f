// SPDX-License-Identifier: Apache-2.0
// A place where hosts stand: a city, a data centre, or bare coordinates. All hosts of a site share
// its position in the network; a site is up or down as a whole.
#pragma once

#include <cstdint>
#include <string>

namespace waypost::net {

/// Degrees on WGS 84 taken as a sphere; latitude north, longitude east.
struct Coordinates {
  double latitude = 0;
  double longitude = 0;
};

struct Site {
  std::string path{};           ///< name in the scenario, unique
  std::uint64_t path_hash = 0;  ///< sim::hash_text(path); luck and catchments key on it
  Coordinates position{};
  std::string country{};    ///< ISO 3166-1 alpha-2; empty = unknown, matches no other
  std::string region{};     ///< continent or market, the scenario's word; empty = unknown
  std::string time_zone{};  ///< IANA name, for local dates; empty = UTC
  bool up = true;
};

}  // namespace waypost::net
