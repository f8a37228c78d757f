// SPDX-License-Identifier: Apache-2.0
// What send prints with --json; lengths in integer nanoseconds.
#pragma once

#include <string>

#include "scenarios/results/letter.hpp"

namespace waypost::cli {

std::string story_json(const scenarios::MessageStory& story, const scenarios::Letter& letter,
                       const scenarios::Built& built);

}  // namespace waypost::cli
