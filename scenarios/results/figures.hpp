// SPDX-License-Identifier: Apache-2.0
// How figures are written for people: with their half-width when there is one, with no more digits
// than they deserve, never bare.
#pragma once

#include <string>
#include <string_view>

#include "scenarios/schema/result.pb.h"

namespace waypost::scenarios {

/// "1,234", "1,234.5", "0.0123": four significant digits below 1000, whole numbers above.
std::string number(double value);

/// "1,234" or "1,234 ± 5"; `unit` is put behind.
std::string figure(const schema::Estimate& estimate, const std::string& unit = "");

/// A share in [0, 1] as "12.3 %" or "12.3 ± 0.4 %".
std::string share(const schema::Estimate& estimate);

/// The same, "12.30%" or "12.30 ± 0.40%", for the columns of a table.
std::string percent(const schema::Estimate& estimate);

/// "350 ms", "12.3 s", "4 min 10 s", "3 h 20 min", "2 d 4 h" of a length in seconds.
std::string length(double seconds);

/// The models' words as a stable key: "delivered in time" -> "delivered_in_time".
std::string key_of(std::string_view words);

/// A stable key as words: "delivered_in_time" -> "delivered in time".
std::string words(std::string key);

}  // namespace waypost::scenarios
