// SPDX-License-Identifier: Apache-2.0
#include "cli/program.hpp"

#include <CLI/CLI.hpp>
#include <exception>
#include <ostream>

#include "scenarios/load/scenario_error.hpp"
#include "scenarios/load/suggest.hpp"

namespace waypost::cli {
namespace {

/// CLI11's own words for a wrong command line, and the nearest verb.
ExitCode wrong_command_line(const CLI::App& app, const CLI::ParseError& error,
                            const std::vector<std::string>& words, const Console& console) {
  const int code = app.exit(error, console.out, console.err);
  if (code == 0) return kFine;  // --help, --version
  std::vector<std::string> verbs;
  for (const CLI::App* verb : app.get_subcommands(nullptr)) verbs.push_back(verb->get_name());
  if (!words.empty() && std::find(verbs.begin(), verbs.end(), words[0]) == verbs.end())
    console.err << scenarios::did_you_mean(words[0], verbs) << "\n";
  return kBadInput;
}

}  // namespace

ExitCode run_program(const std::vector<std::string>& words, const Console& console) {
  CLI::App app("Waypost: what happens to DNS lookups and mail in a simulated world.", "waypost");
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string(WAYPOST_VERSION));
  app.footer(
      "Exit codes: 0 fine, 1 finding or missed target, 2 bad input or not built yet, 3 internal, "
      "130 interrupted");
  Action action;
  for (const auto add : {add_run, add_check, add_dig, add_send, add_probe, add_list, add_unbuilt})
    add(app, action);
  try {
    app.parse(
        std::vector<std::string>(words.rbegin(), words.rend()));  // CLI11 takes them from the back
    return action ? action(console) : kInternal;
  } catch (const CLI::ParseError& error) {
    return wrong_command_line(app, error, words, console);
  } catch (const scenarios::BadScenario& error) {
    console.err << error.what();
    return kBadInput;
  } catch (const std::exception& error) {
    console.err << "waypost: internal error: " << error.what() << "\n";
    return kInternal;
  }
}

}  // namespace waypost::cli
