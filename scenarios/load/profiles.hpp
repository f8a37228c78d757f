// SPDX-License-Identifier: Apache-2.0
// The names of the profiles that scenarios may choose, by family. Their values live in the models.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace waypost::scenarios {

/// `family`: "resolver", "stub", "mail", "access" or "day" (the option `profile_of` of the schema).
const std::vector<std::string>& profile_names(std::string_view family);

}  // namespace waypost::scenarios
