// SPDX-License-Identifier: Apache-2.0
// "--at": the moment at which a verb looks at a world, and a world run until then.
#pragma once

#include <optional>
#include <string>

#include "cli/verb.hpp"
#include "scenarios/build/build.hpp"

namespace waypost::cli {

/// The instant that `text` means in the scenario, time 0 when it is empty; complains otherwise.
std::optional<sim::Time> moment_or_complain(const std::string& text,
                                            const scenarios::Loaded& loaded,
                                            const Console& console);

/// Builds the world, with demand at least until `at`, and runs it until then.
scenarios::Built world_at(const scenarios::Loaded& loaded, scenarios::BuildOptions options,
                          sim::Time at);

}  // namespace waypost::cli
