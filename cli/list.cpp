// SPDX-License-Identifier: Apache-2.0
// waypost list: the library, each scenario with the question it asks.
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "cli/json_text.hpp"
#include "cli/loading.hpp"
#include "cli/verb.hpp"
#include "scenarios/load/profiles.hpp"

namespace waypost::cli {
namespace {

ExitCode list(bool json, const Console& console) {
  std::map<std::string, std::string> questions;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(library_folder(), missing))
    if (entry.path().extension() == ".textproto")
      questions[entry.path().stem().string()] = scenarios::opening_question(entry.path());
  if (json) {
    std::vector<std::string> rows;
    for (const auto& [name, question] : questions)
      rows.push_back(fmt::format("{{\"name\": {}, \"question\": {}}}", json_string(name),
                                 json_string(question)));
    fmt::print(console.out, "[{}]\n", fmt::join(rows, ",\n "));
    return kFine;
  }
  std::size_t width = 0;
  for (const auto& [name, question] : questions) width = std::max(width, name.size());
  for (const auto& [name, question] : questions)
    fmt::print(console.out, "{:<{}}  {}\n", name, width, question);
  if (questions.empty())
    fmt::print(console.out, "The library is empty: {}\n", library_folder().string());
  return kFine;
}

/// The profiles that a scenario can name, by what they are of.
ExitCode list_profiles(bool json, const Console& console) {
  std::vector<std::string> rows;
  for (const char* family : {"resolver", "stub", "mail", "access", "day"}) {
    std::vector<std::string> names = scenarios::profile_names(family);
    if (json)
      for (std::string& name : names) name = json_string(name);
    rows.push_back(json ? fmt::format("{}: [{}]", json_string(family), fmt::join(names, ", "))
                        : fmt::format("{:<10}{}", family, fmt::join(names, ", ")));
  }
  fmt::print(console.out, fmt::runtime(json ? "{{{}}}\n" : "{}\n"),
             fmt::join(rows, json ? ",\n " : "\n"));
  return kFine;
}

class List final : public Verb {
 public:
  std::string name() const override { return "list"; }
  std::string help() const override {
    return "Show the library's scenarios and the question each asks";
  }
  void declare(Options& options) override {
    options.flag("--profiles", profiles_, "Show the profiles that scenarios can name instead");
    options.flag("--json", json_, "Print JSON");
  }
  ExitCode act(const Console& console) override {
    return profiles_ ? list_profiles(json_, console) : list(json_, console);
  }

 private:
  bool profiles_ = false, json_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_list() { return std::make_unique<List>(); }

}  // namespace waypost::cli
