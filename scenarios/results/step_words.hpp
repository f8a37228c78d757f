// SPDX-License-Identifier: Apache-2.0
// A step of a lookup in words, for pages and JSON alike.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "scenarios/results/lookup_walk.hpp"
#include "scenarios/results/world_words.hpp"

namespace waypost::scenarios {

struct StepWords {
  std::string kind;      ///< stable key: "to_server", "upstream", ...
  std::string server;    ///< who was asked or works, "a.root-servers.net"; may be empty
  std::string place;     ///< where that is: of an anycast address, the site reached
  std::string address;   ///< that was asked
  std::string zone;      ///< as a server of which zone; upstream only
  std::string question;  ///< "www.example.org. A"
  std::string outcome;   ///< "referral to org.", "answered from its cache", ...
  std::string purpose;   ///< "priming", "address of a name server"; empty for the lookup itself
};
StepWords describe(const WalkStep& step, const WorldWords& words);

/// Upstream queries by the depth of the zone asked: root, top level, below.
using LayerCounts = std::array<std::uint64_t, 3>;
LayerCounts count_layers(const LookupWalk& walk, const dns::NameTable& names);

}  // namespace waypost::scenarios
