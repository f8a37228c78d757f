// SPDX-License-Identifier: Apache-2.0
#include "viz/app/program.hpp"

#include "cli/program.hpp"

namespace waypost::viz {

cli::ExitCode run_view_program(const std::vector<std::string>& words, const cli::Console& console) {
  std::vector<std::unique_ptr<cli::Verb>> verbs;
  verbs.push_back(make_view());
  verbs.push_back(make_shot());
  return cli::run_program(words, console, verbs);
}

}  // namespace waypost::viz
