// SPDX-License-Identifier: Apache-2.0
// The times of a scenario that loaded without errors, for those who may not look into the message.
#pragma once

#include "scenarios/load/calendar.hpp"
#include "scenarios/load/load.hpp"

namespace waypost::scenarios {

Calendar calendar_of(const Loaded& loaded);

/// How long the scenario runs by itself.
sim::Duration horizon_of(const Loaded& loaded);

}  // namespace waypost::scenarios
