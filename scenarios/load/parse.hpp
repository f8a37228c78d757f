// SPDX-License-Identifier: Apache-2.0
// Bytes -> message, for each of the three forms, with every mistake of form found.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/load/locations.hpp"
#include "scenarios/schema/scenario.pb.h"

namespace waypost::scenarios {

/// Deeper nesting than this is refused; the schema itself needs six levels.
inline constexpr int kDeepest = 32;

struct ParseOutcome {
  std::vector<ScenarioError> errors;
  /// Fields that were written but could not be kept: their absence must not be reported as well.
  /// Of a field that no message has, the message ("Step").
  std::set<std::string> mentioned;
};

ParseOutcome parse_text(std::string_view text, schema::Scenario& message, Locations& locations);
ParseOutcome parse_json(std::string_view text, schema::Scenario& message,
                        const Locations& locations);
ParseOutcome parse_binary(std::string_view bytes, schema::Scenario& message,
                          const Locations& locations);

/// What is known about a field name that `type` does not have.
std::string unknown_field_hint(const google::protobuf::Descriptor& type, const std::string& name);

/// The names that may be written for an enum (all but ..._UNSPECIFIED).
std::vector<std::string> enum_names(const google::protobuf::EnumDescriptor& type);

}  // namespace waypost::scenarios
