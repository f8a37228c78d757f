// SPDX-License-Identifier: Apache-2.0
// The command line: verbs, their options, exit codes. Each verb is one file that adds itself here.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace waypost::cli {

enum ExitCode : int {
  kFine = 0,
  kFinding = 1,        ///< a finding, or a target that was missed
  kBadInput = 2,       ///< bad input, or a verb that is not built yet
  kInternal = 3,       ///< a mistake of the program
  kInterrupted = 130,  ///< Ctrl-C; the report so far was printed
};

struct Console {
  std::ostream& out;
  std::ostream& err;
};

/// What the verb chosen on the command line will do; set by CLI11's callback.
using Action = std::function<ExitCode(const Console&)>;

/// Runs the program for the words after its name. Never throws.
ExitCode run_program(const std::vector<std::string>& words, const Console& console);

void add_run(CLI::App& app, Action& action);
void add_check(CLI::App& app, Action& action);
void add_dig(CLI::App& app, Action& action);
void add_send(CLI::App& app, Action& action);
void add_probe(CLI::App& app, Action& action);
void add_list(CLI::App& app, Action& action);
void add_unbuilt(CLI::App& app, Action& action);

}  // namespace waypost::cli
