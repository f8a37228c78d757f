// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "scenarios/load/load.hpp"
#include "scenarios/results/replicate.hpp"

namespace waypost::scenarios {

struct RejectedZone {
  std::string origin;
  std::size_t mistakes = 0;  ///< told among the result's findings
};

/// Zones that answered SERVFAIL for bad records though the scenario does not ask for that.
std::vector<RejectedZone> rejected_zones(const Loaded& loaded, const schema::Result& result);

}  // namespace waypost::scenarios
