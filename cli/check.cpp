// SPDX-License-Identifier: Apache-2.0
// waypost check: are these scenarios right, and are they wise?
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include "cli/json_text.hpp"
#include "cli/loading.hpp"
#include "cli/verb.hpp"
#include "scenarios/lint/lint.hpp"

namespace waypost::cli {
namespace {

void print_text(const scenarios::Loaded& loaded, const scenarios::LintReport& report,
                const Console& console) {
  for (const auto& error : loaded.errors) fmt::print(console.out, "{}\n", to_string(error));
  for (const auto& note : loaded.notes) fmt::print(console.out, "note: {}\n", to_string(note));
  for (const auto& finding : report.findings) {
    fmt::print(console.out, "{} {}: {}\n", finding.rule->id, to_string(finding.rule->severity),
               to_string(finding.place));
    fmt::print(console.out, "    {} ({})\n", finding.rule->summary, finding.rule->source);
  }
  fmt::print(console.out, "{}: {}, {}\n", loaded.file, count_of(loaded.errors.size(), "mistake"),
             count_of(report.findings.size(), "finding"));
}

std::string place_json(const scenarios::ScenarioError& place) {
  return fmt::format(
      "\"file\": {}, \"line\": {}, \"column\": {}, \"field\": {}, \"what\": {}, \"hint\": {}",
      json_string(place.file), place.line, place.column, json_string(place.field_path),
      json_string(place.what), json_string(place.hint));
}

std::string report_json(const scenarios::Loaded& loaded, const scenarios::LintReport& report) {
  std::vector<std::string> errors, notes, findings;
  for (const auto& error : loaded.errors) errors.push_back("{" + place_json(error) + "}");
  for (const auto& note : loaded.notes) notes.push_back("{" + place_json(note) + "}");
  for (const auto& f : report.findings)
    findings.push_back(fmt::format("{{\"rule\": {}, \"severity\": {}, {}}}",
                                   json_string(f.rule->id),
                                   json_string(to_string(f.rule->severity)), place_json(f.place)));
  return fmt::format(
      "{{\"file\": {}, \"errors\": [{}], \"notes\": [{}], \"findings\": [{}], "
      "\"rules_not_checked\": [\"{}\"]}}",
      json_string(loaded.file), fmt::join(errors, ", "), fmt::join(notes, ", "),
      fmt::join(findings, ", "), fmt::join(report.unchecked, "\", \""));
}

class Check final : public Verb {
 public:
  std::string name() const override { return "check"; }
  std::string help() const override {
    return "Tell every mistake in scenarios, and what is unwise in them";
  }
  void declare(Options& options) override {
    options.required_texts("files", files_,
                           "Scenarios: .textproto, .json, .binpb, or a name of the library");
    options.flag("--json", json_, "Print JSON");
  }
  ExitCode act(const Console& console) override;

 private:
  std::vector<std::string> files_;
  bool json_ = false;
};

ExitCode Check::act(const Console& console) {
  ExitCode code = kFine;
  std::vector<std::string> unchecked, reports;
  for (const std::string& file : files_) {
    const scenarios::Loaded loaded = scenarios::load_file(find_scenario(file));
    const scenarios::LintReport report =
        loaded.ok() ? scenarios::lint(loaded) : scenarios::LintReport{};
    if (!loaded.ok()) code = kBadInput;
    if (!report.findings.empty() && code == kFine) code = kFinding;
    if (loaded.ok()) unchecked = report.unchecked;
    if (json_)
      reports.push_back(report_json(loaded, report));
    else
      print_text(loaded, report, console);
  }
  if (json_) fmt::print(console.out, "[{}]\n", fmt::join(reports, ",\n "));
  if (!json_ && !unchecked.empty())
    fmt::print(console.out, "Not checked yet: {}\n", fmt::join(unchecked, " "));
  return code;
}

}  // namespace

std::unique_ptr<Verb> make_check() {
  return std::make_unique<Check>();
}

}  // namespace waypost::cli
