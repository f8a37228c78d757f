// SPDX-License-Identifier: Apache-2.0
// Lengths of time as Postfix logs them (src/util/format_tv.c with 2 significant digits and at most
// 2 decimals): 0.41, 6.2, 56; rounded half up, no trailing zeros.
#pragma once

#include <string>

#include "sim/time.hpp"

namespace waypost::scenarios {

/// "0", "0.01", "1.3", "30": seconds.
std::string postfix_delay(sim::Duration d);

}  // namespace waypost::scenarios
