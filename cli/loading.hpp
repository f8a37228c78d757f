// SPDX-License-Identifier: Apache-2.0
// Loading a scenario for a verb: where a name without a folder is looked for, and how mistakes are
// told.
#pragma once

#include <optional>
#include <string>

#include "cli/verb.hpp"
#include "scenarios/load/load.hpp"

namespace waypost::cli {

/// The file itself; else, for a bare word such as "first_message", that scenario of the library.
std::filesystem::path find_scenario(const std::string& name);

/// The library's folder; the environment's WAYPOST_LIBRARY wins.
std::filesystem::path library_folder();

/// Loads what find_scenario finds; a mistyped name of the library is told the nearest.
scenarios::Loaded load_named(const std::string& name);

/// Loads; prints notes, or all errors and nothing is returned.
std::optional<scenarios::Loaded> load_or_complain(const std::string& name, const Console& console);

/// "1 mistake", "3 mistakes".
std::string count_of(std::size_t n, const std::string& noun);

}  // namespace waypost::cli
