// SPDX-License-Identifier: Apache-2.0
// The biography of one message as a page to read in a terminal of 100 columns.
#pragma once

#include <string>

#include "scenarios/results/message_story.hpp"
#include "scenarios/results/world_words.hpp"

namespace waypost::scenarios {

/// What a step was: "greeting of mx1.example.org: 220", ... ; also used in JSON.
std::string step_text(const StoryStep& step, const WorldWords& words);

/// "delivered", "bounced", "still under way", ...
std::string end_text(const MessageStory& story);

/// `title`: who writes to whom, first line.
std::string story_text(const MessageStory& story, const std::string& title, const Built& built);

}  // namespace waypost::scenarios
