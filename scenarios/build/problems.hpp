// SPDX-License-Identifier: Apache-2.0
// The mistakes found while building: all of them, each with the field it stands in.
#pragma once

#include <string>
#include <vector>

#include "scenarios/load/locations.hpp"

namespace waypost::scenarios {

class Problems {
 public:
  explicit Problems(const Locations& locations) : locations_(locations) {}

  /// The field at `path` ("zones[0].ttl") is wrong.
  void add(std::string path, std::string what, std::string hint = {}) {
    errors_.push_back(locations_.error(std::move(path), std::move(what), std::move(hint)));
  }
  /// The field at `path` says something that no model does yet.
  void not_built(std::string path, const std::string& what) {
    add(std::move(path), what + " is not built yet", "Leave it out");
  }
  bool empty() const { return errors_.empty(); }
  /// Throws BadScenario with everything found so far, if anything was.
  void throw_if_any() const {
    if (!errors_.empty()) throw BadScenario(errors_);
  }

 private:
  const Locations& locations_;
  std::vector<ScenarioError> errors_;
};

}  // namespace waypost::scenarios
