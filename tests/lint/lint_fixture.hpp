// SPDX-License-Identifier: Apache-2.0
// A small world around one domain, d.example, whose zone is what a test is about.
#pragma once

#include <string>
#include <vector>

#include "scenarios/lint/lint.hpp"

namespace waypost::test {

/// Two name servers and a mail host of a provider, p.example; mail is received for d.example.
inline const std::string kProvider = R"(
schema_version: 1
horizon: "1h"
root { mini {} }
resolvers { name: "isp" sites: "Paris, FR" }
name_servers { name: "ns1.p.example" sites: "Paris, FR" }
name_servers { name: "ns2.p.example" sites: "London, GB" }
zones { origin: "p.example" name_servers: "ns1.p.example" name_servers: "ns2.p.example" }
mail_hosts { name: "mx.p.example" sites: "Paris, FR" receives { domains { names: "d.example" } } }
)";

/// d.example with these records, at both servers of the provider.
inline std::string zone_d(const std::vector<std::string>& records) {
  std::string text =
      "zones { origin: \"d.example\" name_servers: \"ns1.p.example\" name_servers: "
      "\"ns2.p.example\"\n";
  for (const std::string& record : records) text += "  records: \"" + record + "\"\n";
  return text + "}\n";
}

/// What lint says of kProvider followed by `text`.
inline scenarios::LintReport lint_of(const std::string& text) {
  const scenarios::Loaded loaded =
      scenarios::load_memory(kProvider + text, scenarios::Form::text,
                             std::string(WAYPOST_SOURCE_DIR) + "/tests/lint/data/test.textproto");
  if (!loaded.ok()) throw scenarios::BadScenario(loaded.errors);
  return scenarios::lint(loaded);
}

/// "M06 error d.example", in the order of the text; only what rules say.
inline std::vector<std::string> fired(const scenarios::LintReport& report) {
  std::vector<std::string> found;
  for (const scenarios::Finding& finding : report.findings)
    if (finding.rule != nullptr)
      found.push_back(std::string(finding.rule->id) + " " + to_string(finding.severity) + " " +
                      finding.subject);
  return found;
}

/// How often a rule fires.
inline int count(const scenarios::LintReport& report, const std::string& rule) {
  int n = 0;
  for (const scenarios::Finding& finding : report.findings)
    n += finding.rule != nullptr && finding.rule->id == rule;
  return n;
}

/// The first finding of a rule; it is there.
inline const scenarios::Finding& first(const scenarios::LintReport& report,
                                       const std::string& rule) {
  for (const scenarios::Finding& finding : report.findings)
    if (finding.rule != nullptr && finding.rule->id == rule) return finding;
  throw std::runtime_error(rule + " did not fire");
}

}  // namespace waypost::test
