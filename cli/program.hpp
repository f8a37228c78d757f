// SPDX-License-Identifier: Apache-2.0
// The program as a function, so that tests call it too.
#pragma once

#include <string>
#include <vector>

#include "cli/verb.hpp"

namespace waypost::cli {

/// Runs the program for the words after its name. Never throws.
ExitCode run_program(const std::vector<std::string>& words, const Console& console);

/// The same for a program of other verbs.
ExitCode run_program(const std::vector<std::string>& words, const Console& console,
                     const std::vector<std::unique_ptr<Verb>>& verbs);

}  // namespace waypost::cli
