// SPDX-License-Identifier: Apache-2.0
// waypost list: the library, each scenario with the question it asks.
#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <memory>

#include "cli/json_text.hpp"
#include "cli/loading.hpp"
#include "cli/program.hpp"

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

}  // namespace

void add_list(CLI::App& app, Action& action) {
  auto json = std::make_shared<bool>(false);
  CLI::App* verb =
      app.add_subcommand("list", "Show the library's scenarios and the question each asks");
  verb->add_flag("--json", *json, "Print JSON");
  verb->callback([json, &action] {
    action = [json](const Console& console) { return list(*json, console); };
  });
}

}  // namespace waypost::cli
