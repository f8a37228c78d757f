// SPDX-License-Identifier: Apache-2.0
// TTLs: durations of the scenario in whole seconds, as DNS counts them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "scenarios/load/units.hpp"

namespace waypost::scenarios {

/// `text` in whole seconds (RFC 2181 section 8: at most 2^31 - 1); `fallback` when it is empty.
inline std::uint32_t seconds_or(const std::string& text, std::uint32_t fallback) {
  const auto read = parse_duration(text);
  if (text.empty() || !read) return fallback;
  return static_cast<std::uint32_t>(std::min<std::int64_t>(read->ns / 1'000'000'000, INT32_MAX));
}

}  // namespace waypost::scenarios
