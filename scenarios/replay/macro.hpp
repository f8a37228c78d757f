// SPDX-License-Identifier: Apache-2.0
// testbound's macros: ${...} in the text of ASSIGN and TIME_PASSES EVAL. Inside stand a variable
// ($name), "time" (the script's clock, seconds), "timeout" (seconds to the next timer), "range
// LEAST VALUE MOST" (VALUE, which has to lie within), or numbers with + - * / from left to right.
#pragma once

#include <map>
#include <stdexcept>
#include <string>

namespace waypost::replay {

/// What a macro can refer to.
struct MacroContext {
  const std::map<std::string, std::string>& variables;
  double time = 0, timeout = 0;  ///< seconds
};

/// `text` with its macros replaced, the inner ones first. Throws std::invalid_argument with the
/// reason.
std::string expand(const std::string& text, const MacroContext& context);

/// A whole number where it is one, else as many digits as it takes.
std::string to_number_text(double value);

}  // namespace waypost::replay
