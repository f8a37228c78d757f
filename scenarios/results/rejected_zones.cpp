// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/rejected_zones.hpp"

#include <algorithm>

#include "scenarios/schema/scenario.pb.h"

namespace waypost::scenarios {

std::vector<RejectedZone> rejected_zones(const Loaded& loaded, const schema::Result& result) {
  std::vector<RejectedZone> rejected;
  for (const schema::Zone& zone : loaded.scenario->zones()) {
    if (zone.on_bad_record() != schema::Zone::ON_BAD_RECORD_UNSPECIFIED) continue;
    const auto mistakes = std::count_if(
        result.findings().begin(), result.findings().end(), [&](const schema::Finding& finding) {
          return finding.severity() == "error" && finding.subject() == zone.origin();
        });
    if (mistakes > 0) rejected.push_back({zone.origin(), static_cast<std::size_t>(mistakes)});
  }
  return rejected;
}

}  // namespace waypost::scenarios
