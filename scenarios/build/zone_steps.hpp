// SPDX-License-Identifier: Apache-2.0
// Steps that change zones: records, TTLs, name servers at the child, the delegation at the parent.
#pragma once

#include <string>
#include <vector>

#include "scenarios/build/zone_edits.hpp"
#include "scenarios/schema/plan.pb.h"

namespace waypost::scenarios {

/// What undoes a zone step: edits of sets, then a move back.
struct ZoneUndo {
  ZoneDrafts::Index zone = ZoneDrafts::kNone;
  std::vector<SetEdit> edits;
  ZoneEdits::Publication publication{};
  std::vector<NameServerId> servers;  ///< not empty: the zone moves back to these
  std::uint32_t signing = 0;          ///< before the step
};

/// True when the step is one of these; then its actions at `at` are added, and what undoes it.
bool apply_zone_step(Draft& draft, ZoneEdits& edits, const schema::Step& step,
                     const std::string& path, sim::Time at, std::vector<DatedAction>& actions,
                     std::vector<ZoneUndo>& undo);

/// `path`: of the step that is undone.
void undo_zone_step(ZoneEdits& edits, const std::vector<ZoneUndo>& undo, const std::string& path,
                    sim::Time at, std::vector<DatedAction>& actions);

}  // namespace waypost::scenarios
