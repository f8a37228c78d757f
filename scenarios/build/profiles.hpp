// SPDX-License-Identifier: Apache-2.0
// A sender's profile by name, with the single values of the scenario put over it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/mail/sender_profile.hpp"
#include "scenarios/build/problems.hpp"
#include "scenarios/schema/mail.pb.h"

namespace waypost::scenarios {

/// The profile of one host's `sends` field with its settings over it.
std::shared_ptr<const mail::SenderProfile> sender_profile(const schema::Sending& sends,
                                                          const std::string& path,
                                                          Problems& problems);

/// The profiles of `count` hosts, dealt out by the field's mix; hosts of one profile share it.
std::vector<std::shared_ptr<const mail::SenderProfile>> sender_profiles(
    const schema::Sending& sends, std::size_t count, const std::string& path, Problems& problems);

}  // namespace waypost::scenarios
