// SPDX-License-Identifier: Apache-2.0
#include "scenarios/load/scenario_error.hpp"

#include <fmt/format.h>

namespace waypost::scenarios {
namespace {
std::string all_of(const std::vector<ScenarioError>& errors) {
  std::string text;
  for (const ScenarioError& error : errors) text += to_string(error) + "\n";
  return text;
}
}  // namespace

std::string to_string(const ScenarioError& error) {
  std::string text = error.file;
  if (error.line > 0) text += fmt::format(":{}:{}", error.line, error.column);
  if (!text.empty()) text += ": ";
  if (!error.field_path.empty()) text += error.field_path + ": ";
  text += error.what;
  if (!error.hint.empty()) text += ". " + error.hint;
  return text;
}

BadScenario::BadScenario(std::vector<ScenarioError> errors)
    : std::runtime_error(all_of(errors)), errors_(std::move(errors)) {}

}  // namespace waypost::scenarios
