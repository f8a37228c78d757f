// SPDX-License-Identifier: Apache-2.0
// Texts with units, as scenarios and the command line write them. Decimal fractions are read
// exactly where the result is a whole number (durations, sizes); no libm, no locale.
#pragma once

#include <cstdint>
#include <string_view>

#include "scenarios/load/parsed.hpp"
#include "sim/time.hpp"

namespace waypost::scenarios {

/// "300ms", "5m", "1h30m", "2d", "1.5h"; units ns us ms s m min h d w. Not negative; at most 290
/// years.
Parsed<sim::Duration> parse_duration(std::string_view text);

/// "50/s", "1,200/min", "20/d" -> events per second.
Parsed<double> parse_rate_per_second(std::string_view text);

/// "75KiB", "10MB", "512B" -> octets.
Parsed<std::int64_t> parse_octets(std::string_view text);

/// "100Mbit/s", "12MB/s" -> bits per second.
Parsed<double> parse_bits_per_second(std::string_view text);

/// "30%" or "0.3" -> 0..1.
Parsed<double> parse_share(std::string_view text);

/// "10,000" or "10000" -> 10000.
Parsed<std::uint64_t> parse_count(std::string_view text);

/// "1.5"; not negative, finite.
Parsed<double> parse_number(std::string_view text);

/// The shortest exact text of a duration: "1h30m", "300ms".
std::string format_duration(sim::Duration duration);

}  // namespace waypost::scenarios
