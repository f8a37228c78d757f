// SPDX-License-Identifier: Apache-2.0
// Rules over a scenario: what is allowed but unwise, or allowed and wrong. They look at the world
// built of it as a checker on the internet would (zones as they are served, delegations, glue, who
// answers at an address), at time 0 and again after each dated change, and at the text of zones.
// The catalogue lists every rule; `lint` says which of them it does not check yet.
#pragma once

#include <string>
#include <vector>

#include "scenarios/load/load.hpp"

namespace waypost::scenarios {

enum class Severity {
  critical,
  error,
  warning,
  note
};  ///< unusable, breaks, harms sometimes, good to know
const char* to_string(Severity severity);

struct Rule {
  const char* id;  ///< "M05"
  Severity severity;
  bool needs_plan;      ///< looks at dates
  const char* summary;  ///< "MX target is an alias"
  const char* source;   ///< "RFC 2181 §10.3; RFC 5321 §5.1"; may be empty
};

/// All rules, in the order of their ids' families: D Z X M A K P T E L R H.
const std::vector<Rule>& rules();

/// "delegation" for D01.
std::string family_of(const std::string& rule_id);

/// One place where a rule fires.
struct Finding {
  const Rule* rule = nullptr;  ///< null: no rule's, but something that reading or building noticed
  Severity severity{};         ///< usually the rule's
  std::string subject;         ///< the domain or host that it is about, without final dot
  ScenarioError place;         ///< `what` says what is the matter here, `hint` what to do
};

struct LintReport {
  std::vector<Finding> findings;  ///< in the order of the text
  std::vector<std::string> checked{};
  std::vector<std::string> unchecked{};
};

/// Runs every rule that is built. `loaded` must be without errors. Throws BadScenario when the
/// scenario cannot be built.
LintReport lint(const Loaded& loaded);

}  // namespace waypost::scenarios
