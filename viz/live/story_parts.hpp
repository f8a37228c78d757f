// SPDX-License-Identifier: Apache-2.0
// Puts a Story together from the walks of lookups and the steps of a message.
#pragma once

#include <map>
#include <span>

#include "scenarios/results/message_story.hpp"
#include "scenarios/results/world_words.hpp"
#include "viz/live/story.hpp"

namespace waypost::viz {

class StoryParts {
 public:
  /// Both must outlive it.
  StoryParts(const scenarios::Built& built, const scenarios::WorldWords& words)
      : built_(built), words_(words) {}

  /// `asker`: the entity whose stub resolver asked.
  void add_lookup(const scenarios::LookupWalk& walk, std::uint32_t asker);
  void add_message(const scenarios::MessageStory& message,
                   std::span<const sim::TraceRecord> records);

  /// Titles and sorts. `answer`: the stub's record of the lookup's end.
  Story finish_lookup(const sim::TraceRecord& answer);
  Story finish_message(std::span<const sim::TraceRecord> records);

 private:
  std::uint32_t actor(std::uint32_t entity);
  /// Who is behind an address, seen from `from`; an actor named by the address when nobody is.
  std::uint32_t actor_at(std::uint32_t address, std::uint32_t from);
  std::uint32_t entity_at(std::uint32_t address, std::uint32_t from) const;
  void add_walk_step(const scenarios::WalkStep& step, std::uint32_t asker, bool beside);
  bool add_cached(const scenarios::LookupWalk& walk);
  void add_message_step(const scenarios::StoryStep& step);
  bool asked_before(const sim::TraceRecord& query);
  void sort();

  const scenarios::Built& built_;
  const scenarios::WorldWords& words_;
  Story story_;
  std::map<std::uint64_t, std::uint32_t> actors_;  ///< by entity, or 2^32 + address
  std::map<std::pair<std::uint64_t, std::uint64_t>, int> asked_;
  std::uint32_t owner_ = sim::kNoId;  ///< the entity that has the message
};

}  // namespace waypost::viz
