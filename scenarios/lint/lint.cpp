// SPDX-License-Identifier: Apache-2.0
#include "scenarios/lint/lint.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "scenarios/lint/rule_check.hpp"

namespace waypost::scenarios {

LintReport lint(const Loaded& loaded) {
  std::map<std::string, RuleCheck> checks;
  for (const RuleCheck& check : delegation_rules()) checks.emplace(check.id, check);
  LintReport report;
  for (const Rule& rule : rules()) {
    const auto found = checks.find(rule.id);
    (found == checks.end() ? report.unchecked : report.checked).push_back(rule.id);
    if (found == checks.end()) continue;
    LintRun run(loaded);
    found->second.check(run);
    for (ScenarioError& place : run.places) report.findings.push_back({&rule, std::move(place)});
  }
  std::stable_sort(
      report.findings.begin(), report.findings.end(), [](const Finding& a, const Finding& b) {
        return std::tie(a.place.line, a.place.column) < std::tie(b.place.line, b.place.column);
      });
  return report;
}

}  // namespace waypost::scenarios
