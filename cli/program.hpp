// SPDX-License-Identifier: Apache-2.0
// The program as a function, so that tests call it too.
#pragma once

#include <string>
#include <vector>

#include "cli/verb.hpp"

namespace waypost::cli {

/// Runs the program for the words after its name. Never throws.
ExitCode run_program(const std::vector<std::string>& words, const Console& console);

}  // namespace waypost::cli
