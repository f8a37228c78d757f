// SPDX-License-Identifier: Apache-2.0
// The names of everything in a built world.
#pragma once

namespace waypost::scenarios {

struct Draft;

/// Fills Built::directory.
void write_directory(Draft& draft);

}  // namespace waypost::scenarios
