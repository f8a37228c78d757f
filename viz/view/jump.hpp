// SPDX-License-Identifier: Apache-2.0
// Instants as people type them.
#pragma once

#include <optional>
#include <string>

#include "sim/time.hpp"

namespace waypost::viz {

/// "1h20m", "00:56:40", "56:40", "2d 06:00:00", "+5m" or "-30s" from `now`, or a date in UTC,
/// "2026-03-10 09:00"; nothing else. `start`: Unix seconds of time 0.
std::optional<sim::Time> read_jump(const std::string& text, sim::Time now, std::int64_t start);

}  // namespace waypost::viz
