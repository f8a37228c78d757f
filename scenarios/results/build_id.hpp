// SPDX-License-Identifier: Apache-2.0
// Which build of the program made a result or a trace.
#pragma once

#include <string>

namespace waypost::scenarios {

/// The version, and the linker's build id of this very program where the linker gave one:
/// "0.1.0+5f0c9a31d2e4b786".
std::string build_id();

}  // namespace waypost::scenarios
