// SPDX-License-Identifier: Apache-2.0
// How a rule is written: a function from a scenario to places where it fires. One file per family
// defines its table; lint.cpp lists the tables.
#pragma once

#include <string>
#include <vector>

#include "scenarios/load/load.hpp"
#include "scenarios/load/locations.hpp"
#include "scenarios/schema/scenario.pb.h"

namespace waypost::scenarios {

/// What rules look at, and where they leave what they see.
class LintRun {
 public:
  explicit LintRun(const Loaded& loaded)
      : scenario(*loaded.scenario), locations_(*loaded.locations) {}

  /// The rule fires at the field `path`.
  void fire(const std::string& path, std::string what, std::string hint = {}) {
    places.push_back(locations_.error(path, std::move(what), std::move(hint)));
  }

  const schema::Scenario& scenario;
  std::vector<ScenarioError> places;

 private:
  const Locations& locations_;
};

struct RuleCheck {
  const char* id;
  void (*check)(LintRun& run);
};

std::vector<RuleCheck> delegation_rules();

}  // namespace waypost::scenarios
