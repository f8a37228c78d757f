// SPDX-License-Identifier: Apache-2.0
// What `waypost check` found in one scenario, as text and as JSON.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "scenarios/lint/lint.hpp"
#include "scenarios/load/load.hpp"

namespace waypost::cli {

/// One scenario, checked. With errors, no rule was looked at.
struct Checked {
  std::string file;
  std::vector<scenarios::ScenarioError> errors;  ///< of loading, or of building
  std::vector<scenarios::ScenarioError> notes;
  scenarios::LintReport lint;
};

/// Errors, notes, findings, then one line of counts.
void print_text(const Checked& checked, std::ostream& out);

/// One object; keys are listed in docs/checks.md.
std::string to_json(const Checked& checked);

/// One line: how many rules are not checked yet, by family.
std::string unchecked_line(const scenarios::LintReport& report);

/// Every rule of the catalogue, and whether it is checked.
void print_rules(const scenarios::LintReport& report, std::ostream& out);

}  // namespace waypost::cli
