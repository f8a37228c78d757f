// SPDX-License-Identifier: Apache-2.0
// Numbers and times as the dashboard writes them: short, and of a width that does not jump.
#pragma once

#include <cstdint>
#include <string>

#include "sim/time.hpp"

namespace waypost::viz {

/// "00:56:40.120"; with days "2d 06:00:00.000". `milliseconds` false: to the second.
std::string clock_text(sim::Time t, bool milliseconds = true);
/// "2026-01-06 12:56:40 UTC".
std::string date_text(std::int64_t start_unix_seconds, sim::Time t);
/// Label of a time axis whose ticks are `step` apart: "06:00", "2d 06:00", "06:00:30".
std::string axis_time_text(sim::Time t, sim::Duration step);
/// "12 s", "4 min", "2 h 10 min", "3 d 4 h": a length for people.
std::string age_text(double seconds);
/// "1,234,567".
std::string count_text(std::uint64_t n);
/// "12.3k", "4.56M", "0.012": three significant digits.
std::string short_number(double value);
/// "x60", "x0.01", "x1,000,000".
std::string speed_text(double speed);
/// `text` cut to at most `most` code points, the last an ellipsis.
std::string shortened(const std::string& text, std::size_t most);

}  // namespace waypost::viz
