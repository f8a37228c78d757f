// SPDX-License-Identifier: Apache-2.0
#include "cli/check_report.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "cli/json_text.hpp"
#include "cli/loading.hpp"

namespace waypost::cli {
namespace {

using scenarios::Finding;
using scenarios::Severity;

/// "file:3:7"; less when less is known.
std::string place_text(const scenarios::ScenarioError& place) {
  std::string text = place.file;
  if (place.line > 0) text += fmt::format(":{}", place.line);
  if (place.line > 0 && place.column > 0) text += fmt::format(":{}", place.column);
  return text;
}

/// "file:3:7: M06 error: example.org: its MX ... . Write ... . (RFC 5321 §5.1)"
std::string finding_text(const Finding& finding) {
  std::string text = place_text(finding.place) + ": ";
  if (finding.rule != nullptr) text += fmt::format("{} ", finding.rule->id);
  text += fmt::format("{}: ", to_string(finding.severity));
  if (!finding.subject.empty()) text += finding.subject + ": ";
  text += finding.place.what + ".";
  if (!finding.place.hint.empty())
    text += " " + finding.place.hint + (finding.place.hint.ends_with('?') ? "" : ".");
  if (finding.rule != nullptr && *finding.rule->source != '\0')
    text += fmt::format(" ({})", finding.rule->source);
  return text;
}

/// "2 errors, 1 note"; "nothing to say".
std::string counts_text(const std::vector<Finding>& findings) {
  std::vector<std::string> parts;
  for (const Severity severity :
       {Severity::critical, Severity::error, Severity::warning, Severity::note}) {
    const auto n = std::count_if(findings.begin(), findings.end(),
                                 [&](const Finding& f) { return f.severity == severity; });
    if (n > 0 && severity == Severity::critical) parts.push_back(fmt::format("{} critical", n));
    if (n > 0 && severity != Severity::critical)
      parts.push_back(count_of(static_cast<std::size_t>(n), to_string(severity)));
  }
  return parts.empty() ? "no findings" : fmt::format("{}", fmt::join(parts, ", "));
}

std::string place_json(const scenarios::ScenarioError& place) {
  return fmt::format(
      "\"file\": {}, \"line\": {}, \"column\": {}, \"field\": {}, \"what\": {}, \"hint\": {}",
      json_string(place.file), place.line, place.column, json_string(place.field_path),
      json_string(place.what), json_string(place.hint));
}

std::string finding_json(const Finding& finding) {
  const bool ruled = finding.rule != nullptr;
  return fmt::format(
      "{{\"rule\": {}, \"severity\": {}, \"subject\": {}, \"summary\": {}, \"source\": {}, {}}}",
      json_string(ruled ? finding.rule->id : ""), json_string(to_string(finding.severity)),
      json_string(finding.subject), json_string(ruled ? finding.rule->summary : ""),
      json_string(ruled ? finding.rule->source : ""), place_json(finding.place));
}

std::string list_json(const std::vector<std::string>& words) {
  std::vector<std::string> quoted;
  for (const std::string& word : words) quoted.push_back(json_string(word));
  return fmt::format("[{}]", fmt::join(quoted, ", "));
}

std::string places_json(const std::vector<scenarios::ScenarioError>& places) {
  std::vector<std::string> objects;
  for (const auto& place : places) objects.push_back("{" + place_json(place) + "}");
  return fmt::format("[{}]", fmt::join(objects, ", "));
}

}  // namespace

void print_text(const Checked& checked, std::ostream& out) {
  for (const auto& error : checked.errors) fmt::print(out, "{}\n", to_string(error));
  for (const auto& note : checked.notes) fmt::print(out, "note: {}\n", to_string(note));
  for (const Finding& finding : checked.lint.findings)
    fmt::print(out, "{}\n", finding_text(finding));
  if (checked.errors.empty())
    fmt::print(out, "{}: 0 mistakes, {}\n", checked.file, counts_text(checked.lint.findings));
  else
    fmt::print(out, "{}: {}; no rule was checked\n", checked.file,
               count_of(checked.errors.size(), "mistake"));
}

std::string to_json(const Checked& checked) {
  std::vector<std::string> findings;
  for (const Finding& finding : checked.lint.findings) findings.push_back(finding_json(finding));
  return fmt::format(
      "{{\"file\": {}, \"errors\": {}, \"notes\": {}, \"findings\": [{}], "
      "\"rules_checked\": {}, \"rules_not_checked\": {}}}",
      json_string(checked.file), places_json(checked.errors), places_json(checked.notes),
      fmt::join(findings, ", "), list_json(checked.lint.checked),
      list_json(checked.lint.unchecked));
}

std::string unchecked_line(const scenarios::LintReport& report) {
  std::vector<std::pair<std::string, int>> families;  // in the order of the catalogue
  for (const std::string& id : report.unchecked) {
    const std::string family = scenarios::family_of(id);
    if (families.empty() || families.back().first != family) families.emplace_back(family, 0);
    ++families.back().second;
  }
  std::vector<std::string> parts;
  for (const auto& [family, count] : families) parts.push_back(fmt::format("{} {}", family, count));
  return fmt::format("Not checked yet: {} of {} rules ({}); --all-rules lists them",
                     report.unchecked.size(), scenarios::rules().size(), fmt::join(parts, ", "));
}

void print_rules(const scenarios::LintReport& report, std::ostream& out) {
  for (const scenarios::Rule& rule : scenarios::rules()) {
    const bool checked =
        std::find(report.checked.begin(), report.checked.end(), rule.id) != report.checked.end();
    fmt::print(out, "{} {:<15} {:<8} {}{}\n", rule.id, checked ? "checked" : "not checked yet",
               to_string(rule.severity), rule.summary,
               *rule.source == '\0' ? "" : fmt::format(" ({})", rule.source));
  }
}

}  // namespace waypost::cli
