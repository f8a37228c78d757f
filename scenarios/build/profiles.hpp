// SPDX-License-Identifier: Apache-2.0
// A resolver's or a sender's profile by name, with the single values of the scenario put over it.
#pragma once

#include <string>

#include "models/dns/profile.hpp"
#include "scenarios/build/problems.hpp"
#include "scenarios/schema/dns.pb.h"

namespace waypost::scenarios {

/// The profile `name` with `settings` over it; the `ideal` one after a mistake.
dns::ResolverProfile resolver_profile(const std::string& name,
                                      const schema::ResolverSettings& settings,
                                      const std::string& path, Problems& problems);

}  // namespace waypost::scenarios
