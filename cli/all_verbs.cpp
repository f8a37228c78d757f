// SPDX-License-Identifier: Apache-2.0
#include "cli/program.hpp"

namespace waypost::cli {
namespace {

std::vector<std::unique_ptr<Verb>> all_verbs() {
  std::vector<std::unique_ptr<Verb>> verbs;
  for (const auto make :
       {make_run, make_check, make_dig, make_send, make_probe, make_list, make_export, make_replay})
    verbs.push_back(make());
  for (auto& verb : make_others()) verbs.push_back(std::move(verb));
  return verbs;
}

}  // namespace

ExitCode run_program(const std::vector<std::string>& words, const Console& console) {
  return run_program(words, console, all_verbs());
}

}  // namespace waypost::cli
