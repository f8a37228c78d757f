// SPDX-License-Identifier: Apache-2.0
// Where the data that ships with the program lies.
#pragma once

#include <filesystem>

namespace waypost::scenarios {

/// The environment's WAYPOST_DATA when set, else scenarios/data of the source tree it was built
/// from.
std::filesystem::path data_folder();

}  // namespace waypost::scenarios
