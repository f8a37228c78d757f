// SPDX-License-Identifier: Apache-2.0
// Finds in the event log what belongs to one lookup or one message, and tells it as a Story.
#pragma once

#include <memory>

#include "models/net/network.hpp"
#include "scenarios/results/world_words.hpp"
#include "viz/live/event_log.hpp"
#include "viz/live/story.hpp"

namespace waypost::viz {

class StoryObserver {
 public:
  /// Whom to follow from now on. What is slowest is decided at this instant.
  void follow(const FollowTarget& target, const EventLog& log);
  /// Null while nobody is followed. What has been told to its end stays, though the log forgets.
  std::shared_ptr<const Story> observe(const EventLog& log, const scenarios::Built& built,
                                       const scenarios::WorldWords& words);

 private:
  void choose(const EventLog& log);

  FollowTarget target_;
  sim::TraceRecord chosen_{};  ///< a record of whom is followed; kind 0: none was found
  std::uint64_t seen_ = 0;     ///< of the log, when the story was told
  std::shared_ptr<const Story> story_;
};

/// The story of the lookup or message that `chosen` belongs to. `records`: in order of time.
Story tell_story_of(const sim::TraceRecord& chosen, std::span<const sim::TraceRecord> records,
                    const scenarios::Built& built, const scenarios::WorldWords& words);

}  // namespace waypost::viz
