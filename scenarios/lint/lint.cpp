// SPDX-License-Identifier: Apache-2.0
#include "scenarios/lint/lint.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "scenarios/lint/rule_check.hpp"

namespace waypost::scenarios {
namespace {

using Checks = std::vector<RuleCheck>;

Checks join(std::initializer_list<Checks> families) {
  Checks all;
  for (const Checks& family : families) all.insert(all.end(), family.begin(), family.end());
  return all;
}

const Rule& rule_of(const char* id) {
  const auto found = std::find_if(rules().begin(), rules().end(),
                                  [&](const Rule& rule) { return std::string(rule.id) == id; });
  return *found;
}

void perform(const Checks& checks, LintRun& run) {
  for (const RuleCheck& check : checks) {
    run.begin(rule_of(check.id));
    check.check(run);
  }
}

Severity severity_of(ZoneFinding::Severity severity) {
  switch (severity) {
    case ZoneFinding::Severity::error: return Severity::error;
    case ZoneFinding::Severity::warning: return Severity::warning;
    case ZoneFinding::Severity::note: return Severity::note;
  }
  return Severity::note;
}

Severity severity_of(const std::string& word) {
  for (const Severity severity : {Severity::critical, Severity::error, Severity::warning})
    if (word == to_string(severity)) return severity;
  return Severity::note;
}

/// What reading the zones found and no rule covers.
void add_import_findings(const LintRun& run, const std::set<std::string>& checked,
                         std::vector<Finding>& findings) {
  for (const ZoneSource& zone : run.sources())
    for (const ZoneFinding& finding : zone.findings()) {
      if (checked.contains(finding.rule)) continue;
      ScenarioError place = zone.place_of(finding);
      place.what = finding.what;
      place.hint = finding.mend;
      findings.push_back({nullptr, severity_of(finding.severity),
                          zone.origin().substr(0, zone.origin().size() - 1), std::move(place)});
    }
}

/// What building noticed, but for what it only passes on from reading zones.
void add_build_findings(const Loaded& loaded, const Built& built, std::vector<Finding>& findings) {
  for (const BuildFinding& finding : built.findings) {
    if (finding.from_zone_text) continue;
    const std::string& subject = finding.subject;
    findings.push_back({nullptr,
                        severity_of(finding.severity),
                        subject.ends_with('.') ? subject.substr(0, subject.size() - 1) : subject,
                        {loaded.file, 0, 0, {}, finding.text, {}}});
  }
}

}  // namespace

LintReport lint(const Loaded& loaded) {
  const Built built = build(loaded);
  LintRun run(loaded, built);
  const Checks once = join({text_rules(), ttl_rules()});
  const Checks each_time = join(
      {delegation_rules(), circle_rules(), alias_rules(), exchanger_rules(), mail_domain_rules()});
  perform(once, run);
  perform(each_time, run);
  for (const Moment& moment : run.moments()) {
    run.advance(moment);
    perform(each_time, run);
  }
  LintReport report{.findings = std::move(run.findings)};
  std::set<std::string> checked;
  for (const RuleCheck& check : join({once, each_time})) checked.insert(check.id);
  for (const Rule& rule : rules())
    (checked.contains(rule.id) ? report.checked : report.unchecked).push_back(rule.id);
  add_import_findings(run, checked, report.findings);
  add_build_findings(loaded, built, report.findings);
  std::stable_sort(report.findings.begin(), report.findings.end(),
                   [](const Finding& a, const Finding& b) {
                     return std::tie(a.place.file, a.place.line, a.place.column) <
                            std::tie(b.place.file, b.place.line, b.place.column);
                   });
  return report;
}

}  // namespace waypost::scenarios
