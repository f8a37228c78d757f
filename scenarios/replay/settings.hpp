// SPDX-License-Identifier: Apache-2.0
// The configuration block of a script as values of a resolver profile.
#pragma once

#include "scenarios/replay/stage.hpp"

namespace waypost::replay {

struct Settings {
  dns::ResolverProfile profile;
  std::shared_ptr<const std::vector<dns::RootHint>> hints;
  std::shared_ptr<const std::vector<dns::UpstreamZone>> upstream_zones;
  bool ipv4 = true, ipv6 = true;
};

/// `unbound_2026` with the script's options. Throws Fault when an option is unknown or malformed.
Settings read_settings(Stage& stage, const Script& script);

}  // namespace waypost::replay
