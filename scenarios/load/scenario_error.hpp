// SPDX-License-Identifier: Apache-2.0
// What is wrong with a scenario, where, and what to write instead.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace waypost::scenarios {

/// One mistake. `line` and `column` count from 1; 0 when the form (JSON, binary) has none.
struct ScenarioError {
  std::string file;
  int line = 0;
  int column = 0;
  std::string field_path;  ///< "zones[0].records[2]"; empty when the mistake is no field's
  std::string what;
  std::string hint;  ///< what to write instead; may be empty
};

/// "file:3:7: zones[0].ttl: "300" has no unit. Write "300s"."
std::string to_string(const ScenarioError& error);

/// Thrown where a scenario turns out wrong after loading; holds all mistakes found.
class BadScenario : public std::runtime_error {
 public:
  explicit BadScenario(std::vector<ScenarioError> errors);
  const std::vector<ScenarioError>& errors() const { return errors_; }

 private:
  std::vector<ScenarioError> errors_;
};

}  // namespace waypost::scenarios
