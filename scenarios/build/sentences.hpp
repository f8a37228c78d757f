// SPDX-License-Identifier: Apache-2.0
// What a step does, in words for the report.
#pragma once

#include <string>

#include "scenarios/schema/plan.pb.h"

namespace waypost::scenarios {

/// "a.root-servers.net goes down", without a final dot.
std::string sentence(const schema::Step& step);

}  // namespace waypost::scenarios
