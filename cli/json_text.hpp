// SPDX-License-Identifier: Apache-2.0
// JSON as the verbs print it: a few lines, stable keys.
#pragma once

#include <string>
#include <string_view>

namespace waypost::cli {

/// `text` as a JSON string, in quotes (RFC 8259 section 7).
std::string json_string(std::string_view text);

}  // namespace waypost::cli
