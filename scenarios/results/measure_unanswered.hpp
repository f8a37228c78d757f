// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/world/world.hpp"
#include "scenarios/schema/result.pb.h"

namespace waypost::scenarios {

/// Questions that resolvers, forwarders and name servers left without an answer, or (rate limiting)
/// with an empty one, one row per cause that occurred. Lost packets are not among them.
void measure_unanswered(const world::World& world, schema::DnsReport& report);

}  // namespace waypost::scenarios
