// SPDX-License-Identifier: Apache-2.0
// A resolver's profile by name, with the single values of the scenario put over it; and the parts
// of the name space that it asks for elsewhere than by the delegations.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/dns/profile.hpp"
#include "models/dns/upstream_zone.hpp"
#include "scenarios/build/problems.hpp"
#include "scenarios/schema/dns.pb.h"

namespace waypost::scenarios {

struct Draft;

/// The profile `name` with `settings` over it.
dns::ResolverProfile resolver_profile(const std::string& name,
                                      const schema::ResolverSettings& settings,
                                      const std::string& path, Problems& problems);

/// The forward and stub zones of the group, as its member on `host` asks for them; null: none.
std::shared_ptr<const std::vector<dns::UpstreamZone>> configured_zones(
    Draft& draft, const schema::ResolverGroup& group, net::HostId host, const std::string& path);

}  // namespace waypost::scenarios
