// SPDX-License-Identifier: Apache-2.0
#include "cli/story_json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "cli/json_text.hpp"
#include "cli/lookup_json.hpp"
#include "scenarios/results/story_text.hpp"

namespace waypost::cli {
namespace {

std::string rows_json(const std::vector<scenarios::StoryStep>& steps, sim::Time since,
                      const scenarios::Built& built, const scenarios::WorldWords& words) {
  std::vector<std::string> rows;
  for (const scenarios::StoryStep& step : steps) {
    std::vector<std::string> lookups;
    for (const scenarios::LookupWalk& walk : step.lookups)
      lookups.push_back(walk_json(built, walk, words));
    rows.push_back(fmt::format(
        "  {{\"begins_ns\": {}, \"takes_ns\": {}, \"part\": {}, \"what\": {}, \"lookups\": [{}]}}",
        (step.begin - since).ns, step.took().ns, json_string(to_text(step.part)),
        json_string(step_text(step, words)), fmt::join(lookups, ", ")));
  }
  return rows.empty() ? "[]" : fmt::format("[\n{}]", fmt::join(rows, ",\n"));
}

std::string parts_json(const mail::DelayParts& parts) {
  std::vector<std::string> rows;
  for (std::size_t i = 0; i < mail::kDelayParts; ++i) {
    const auto part = static_cast<mail::DelayPart>(i);
    rows.push_back(fmt::format("{}: {}", json_string(to_text(part)), parts[part].ns));
  }
  return fmt::format("{{{}}}", fmt::join(rows, ", "));
}

}  // namespace

std::string story_json(const scenarios::MessageStory& story, const scenarios::Letter& letter,
                       const scenarios::Built& built) {
  const scenarios::WorldWords words(built);
  return fmt::format(
      "{{\"sender\": {}, \"recipient\": {}, \"octets\": {}, \"sent_at_ns\": {}, \"end\": {}, "
      "\"delay_ns\": {},\n \"parts_ns\": {},\n \"steps\": {},\n \"afterwards\": {}}}",
      json_string(letter.sender), json_string(letter.recipient), letter.message.content.octets,
      story.begin.ns, json_string(end_text(story)), story.total().ns, parts_json(story.parts()),
      rows_json(story.steps, story.begin, built, words),
      rows_json(story.afterwards, story.begin, built, words));
}

}  // namespace waypost::cli
