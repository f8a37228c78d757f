// SPDX-License-Identifier: Apache-2.0
// One lookup or one message as a sequence diagram: who takes part, and what goes from whom to whom
// when. Told from the trace by the walk behind `dig` and the biography behind `send`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/time.hpp"

namespace waypost::viz {

/// Whom to follow.
struct FollowTarget {
  enum class What : std::uint8_t { nothing, event, object, slowest_lookup, slowest_message };
  What what = What::nothing;
  std::uint64_t number = 0;  ///< of the event in the log; or the object's own
  bool operator==(const FollowTarget&) const = default;
};

struct StoryActor {
  std::string name, place;
};

/// Something that takes its time between two actors, or at one.
struct StoryStep {
  enum class Kind : std::uint8_t {
    one_way,     ///< a datagram, a flight of SMTP
    round_trip,  ///< a question and what came back, or did not
    at_home,     ///< work, waiting, a decision
  };
  Kind kind = Kind::at_home;
  sim::Time begin{}, end{};
  std::uint32_t from = 0, to = 0;  ///< actors; equal when at home
  std::string text;                ///< what goes there
  std::string outcome;             ///< what comes back, or what became of it
  bool bad = false;     ///< a timeout, refusal, failure: nothing came back, or nothing good
  bool retry = false;   ///< asked before in this story
  bool beside = false;  ///< nobody waited for it
  sim::Duration took() const { return end - begin; }
};

struct Story {
  std::string title;    ///< "www.example.org. A, asked in Madrid, ES"
  std::string outcome;  ///< "NOERROR", "delivered"
  std::string missing;  ///< why there is less than one might wish; empty: all is here
  sim::Time begin{}, end{};
  bool over = false;
  std::vector<StoryActor> actors;  ///< in the order of their appearance
  std::vector<StoryStep> steps;    ///< in the order of their beginning
  bool empty() const { return steps.empty(); }
};

}  // namespace waypost::viz
