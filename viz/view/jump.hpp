// SPDX-License-Identifier: Apache-2.0
// Instants as people type them.
#pragma once

#include <optional>
#include <string>

#include "sim/time.hpp"

namespace waypost::viz {

/// "1h20m", "00:56:40", "56:40", "2d 06:00:00", "+5m" or "-30s" from `now`; nothing else.
std::optional<sim::Time> read_jump(const std::string& text, sim::Time now);

}  // namespace waypost::viz
