// SPDX-License-Identifier: Apache-2.0
// Mistakes of meaning in a parsed Scenario: check_fields looks at each field by itself and at what
// it refers to, check_meaning at fields together.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/load/calendar.hpp"
#include "scenarios/load/locations.hpp"
#include "scenarios/schema/scenario.pb.h"

namespace waypost::scenarios {

/// Collects mistakes and notes, placed by their paths.
class Findings {
 public:
  Findings(const Locations& locations, std::set<std::string> mentioned)
      : locations_(locations), mentioned_(std::move(mentioned)) {}

  void error(const std::string& path, std::string what, std::string hint = {}) {
    errors.push_back(locations_.error(path, std::move(what), std::move(hint)));
  }
  void note(const std::string& path, std::string what, std::string hint = {}) {
    notes.push_back(locations_.error(path, std::move(what), std::move(hint)));
  }
  /// Whether the text holds a value there, even an unspecified one.
  bool written(const std::string& path) const { return locations_.written(path); }
  /// Whether a mistake of form already concerns a field of this name.
  bool mentioned(const std::string& field) const { return mentioned_.contains(field); }

  std::vector<ScenarioError> errors;
  std::vector<ScenarioError> notes;

 private:
  const Locations& locations_;
  std::set<std::string> mentioned_;
};

/// Required fields, units, enum values, places, names, references.
void check_fields(const schema::Scenario& scenario, const Calendar& calendar, Findings& findings);

/// What only several fields together show.
void check_meaning(const schema::Scenario& scenario, const Calendar& calendar, Findings& findings);

/// Names in lower case without final dot; other keys as they are.
std::string key_of_name(std::string_view name);

/// The names of all entries of one list of Scenario ("zones": their origins), as written.
std::vector<std::string> entry_names(const schema::Scenario& scenario, std::string_view list);

}  // namespace waypost::scenarios
