// SPDX-License-Identifier: Apache-2.0
#include "scenarios/export/delay_text.hpp"

#include <fmt/format.h>

namespace waypost::scenarios {

std::string postfix_delay(sim::Duration d) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  const int decimals = d.ns >= 10 * kSecond ? 0 : d.ns >= kSecond ? 1 : 2;
  const std::int64_t unit = decimals == 0 ? kSecond : decimals == 1 ? kSecond / 10 : kSecond / 100;
  const std::int64_t units = (d.ns + unit / 2) / unit;
  const std::int64_t per_second = kSecond / unit;
  std::string text = std::to_string(units / per_second);
  if (const std::int64_t rest = units % per_second; rest != 0) {
    text += fmt::format(".{:0{}}", rest, decimals);
    if (text.back() == '0') text.pop_back();
  }
  return text;
}

}  // namespace waypost::scenarios
