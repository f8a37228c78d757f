// SPDX-License-Identifier: Apache-2.0
#include "cli/json_text.hpp"

#include <fmt/format.h>

namespace waypost::cli {

std::string json_string(std::string_view text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      json += fmt::format("\\{}", c);
    else if (static_cast<unsigned char>(c) < 0x20)
      json += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    else
      json += c;
  }
  return json + "\"";
}

}  // namespace waypost::cli
