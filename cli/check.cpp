// SPDX-License-Identifier: Apache-2.0
// waypost check: are these scenarios right, and are they wise?
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/check_report.hpp"
#include "cli/loading.hpp"
#include "cli/verb.hpp"

namespace waypost::cli {
namespace {

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
    options.flag("--all-rules", all_rules_, "List every rule, and whether it is checked");
  }
  ExitCode act(const Console& console) override;

 private:
  std::vector<std::string> files_;
  bool json_ = false;
  bool all_rules_ = false;
};

Checked check(const std::string& name) {
  scenarios::Loaded loaded = load_named(name);
  Checked checked{loaded.file, loaded.errors, loaded.notes, {}};
  if (!loaded.ok()) return checked;
  try {
    checked.lint = scenarios::lint(loaded);
  } catch (const scenarios::BadScenario& wrong) {
    checked.errors = wrong.errors();
  }
  return checked;
}

ExitCode verdict(const Checked& checked) {
  if (!checked.errors.empty()) return kBadInput;
  const bool breaks = std::any_of(checked.lint.findings.begin(), checked.lint.findings.end(),
                                  [](const auto& finding) {
                                    return finding.severity == scenarios::Severity::critical ||
                                           finding.severity == scenarios::Severity::error;
                                  });
  return breaks ? kFinding : kFine;
}

ExitCode Check::act(const Console& console) {
  ExitCode code = kFine;
  scenarios::LintReport rules;
  std::vector<std::string> reports;
  for (const std::string& file : files_) {
    const Checked checked = check(file);
    code = std::max(code, verdict(checked));
    if (checked.errors.empty()) rules = checked.lint;
    if (json_)
      reports.push_back(to_json(checked));
    else
      print_text(checked, console.out);
  }
  if (json_) fmt::print(console.out, "[{}]\n", fmt::join(reports, ",\n "));
  if (json_ || rules.checked.empty()) return code;
  fmt::print(console.out, "{}\n", unchecked_line(rules));
  if (all_rules_) print_rules(rules, console.out);
  return code;
}

}  // namespace

std::unique_ptr<Verb> make_check() { return std::make_unique<Check>(); }

}  // namespace waypost::cli
