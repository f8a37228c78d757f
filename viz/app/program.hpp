// SPDX-License-Identifier: Apache-2.0
// The verbs of waypost-view.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/verb.hpp"

namespace waypost::viz {

std::unique_ptr<cli::Verb> make_shot();
std::unique_ptr<cli::Verb> make_view();

/// Runs the program for the words after its name. Never throws.
cli::ExitCode run_view_program(const std::vector<std::string>& words, const cli::Console& console);

}  // namespace waypost::viz
