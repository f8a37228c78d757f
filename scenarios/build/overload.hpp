// SPDX-License-Identifier: Apache-2.0
// Anycast sites that withdraw when they are full: a watch of the plan for each such address.
#pragma once

namespace waypost::scenarios {

struct Draft;

void watch_sites(Draft& draft);

}  // namespace waypost::scenarios
