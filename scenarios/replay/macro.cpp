// SPDX-License-Identifier: Apache-2.0
#include "scenarios/replay/macro.hpp"

#include <fmt/format.h>

#include <cmath>
#include <sstream>
#include <vector>

namespace waypost::replay {
namespace {

double to_value(const std::string& word) {
  std::size_t used = 0;
  double value = 0;
  try {
    value = std::stod(word, &used);
  } catch (const std::exception&) {
    used = 0;
  }
  if (used == 0 || used != word.size() || !std::isfinite(value))
    throw std::invalid_argument("\"" + word + "\" is no number");
  return value;
}

/// Operators stand apart: "3+4" is "3 + 4", but a sign in front of a number is its own.
std::vector<std::string> tokens(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string word; in >> word;) {
    std::size_t from = 0;
    for (std::size_t i = 1; i < word.size(); ++i) {
      if (std::string("+-*/").find(word[i]) == std::string::npos || i == from) continue;
      out.push_back(word.substr(from, i - from));
      out.push_back(word.substr(i, 1));
      from = i + 1;
    }
    if (from < word.size()) out.push_back(word.substr(from));
  }
  return out;
}

double apply(double left, const std::string& sign, double right) {
  if (sign == "+") return left + right;
  if (sign == "-") return left - right;
  if (sign == "*") return left * right;
  if (sign == "/" && right != 0) return left / right;
  throw std::invalid_argument(sign == "/" ? "a division by zero"
                                          : "\"" + sign + "\" is no operator");
}

double term(const std::string& word, const MacroContext& context) {
  if (word == "time") return context.time;
  if (word == "timeout") return context.timeout;
  if (word[0] != '$') return to_value(word);
  const auto found = context.variables.find(word.substr(1));
  if (found == context.variables.end()) throw std::invalid_argument("nothing is called " + word);
  return to_value(found->second);
}

std::string evaluate(const std::string& text, const MacroContext& context) {
  const std::vector<std::string> words = tokens(text);
  if (words.empty()) throw std::invalid_argument("an empty macro");
  if (words.size() == 1 && words[0][0] == '$') {
    const auto found = context.variables.find(words[0].substr(1));
    if (found != context.variables.end()) return found->second;
  }
  if (words[0] == "range") {
    if (words.size() != 4) throw std::invalid_argument("range takes three numbers");
    const double value = term(words[2], context);
    if (value < term(words[1], context) || value > term(words[3], context))
      throw std::invalid_argument(
          fmt::format("{} is not from {} to {}", words[2], words[1], words[3]));
    return to_number_text(value);
  }
  double value = term(words[0], context);
  for (std::size_t i = 1; i < words.size(); i += 2) {
    if (i + 1 == words.size()) throw std::invalid_argument("an operator without a number");
    value = apply(value, words[i], term(words[i + 1], context));
  }
  return to_number_text(value);
}

}  // namespace

std::string to_number_text(double value) {
  if (!std::isfinite(value)) throw std::invalid_argument("a number beyond all bounds");
  return value == std::floor(value) && std::abs(value) < 1e15 ? fmt::format("{:.0f}", value)
                                                              : fmt::format("{}", value);
}

std::string expand(const std::string& text, const MacroContext& context) {
  std::string out = text;
  for (std::size_t open; (open = out.rfind("${")) != std::string::npos;) {
    const std::size_t close = out.find('}', open);
    if (close == std::string::npos) throw std::invalid_argument("${ without its }");
    const std::string value = evaluate(out.substr(open + 2, close - open - 2), context);
    if (value.find("${") != std::string::npos) throw std::invalid_argument("a macro in a value");
    out.replace(open, close - open + 1, value);
  }
  return out;
}

}  // namespace waypost::replay
