// SPDX-License-Identifier: Apache-2.0
// A resolver's or a sender's profile by name, with the single values of the scenario put over it.
#pragma once

#include <string>

#include "models/dns/profile.hpp"
#include "models/mail/sender_profile.hpp"
#include "scenarios/build/problems.hpp"
#include "scenarios/schema/dns.pb.h"
#include "scenarios/schema/mail.pb.h"

namespace waypost::scenarios {

/// The profile `name` with `settings` over it.
dns::ResolverProfile resolver_profile(const std::string& name,
                                      const schema::ResolverSettings& settings,
                                      const std::string& path, Problems& problems);

/// The profile of a `sends` field with its settings over it.
mail::SenderProfile sender_profile(const schema::Sending& sends, const std::string& path,
                                   Problems& problems);

}  // namespace waypost::scenarios
