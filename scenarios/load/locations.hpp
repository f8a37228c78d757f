// SPDX-License-Identifier: Apache-2.0
// Where the fields of a scenario stand in its text.
#pragma once

#include <google/protobuf/text_format.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/load/scenario_error.hpp"

namespace waypost::scenarios {

/// Turns field paths ("zones[0].records[2]") into lines and columns.
struct Locations {
  std::string file;
  std::unique_ptr<google::protobuf::TextFormat::ParseInfoTree> tree;  ///< null for JSON and binary

  /// The mistake at `path`. A path that the text does not hold (a missing field) is placed at the
  /// nearest enclosing field that it does hold. An option of the command line ("--from") has no
  /// place.
  ScenarioError error(std::string path, std::string what, std::string hint) const;

  /// Whether the text holds a value at `path`; false without a text.
  bool written(std::string_view path) const;
};

}  // namespace waypost::scenarios
