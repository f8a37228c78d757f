// SPDX-License-Identifier: Apache-2.0
// What the UI asks of the simulation, as plain data. Only Inject changes the world; it alone goes
// into the session file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "sim/time.hpp"
#include "viz/live/inspection.hpp"
#include "viz/live/story.hpp"
#include "viz/live/time_range.hpp"
#include "viz/live/trips.hpp"

namespace waypost::viz {

struct Play {};
struct Pause {};
/// Simulated seconds per second; kExpress: as fast as possible.
struct SetSpeed {
  double speed = 1;
};
inline constexpr double kExpress = 0;
/// Handle this many events, then pause.
struct StepEvents {
  std::uint64_t events = 1;
};
/// Go on for so long, then pause.
struct StepTime {
  sim::Duration by{};
};
/// Be at this instant: forwards by running, backwards from a checkpoint.
struct Seek {
  sim::Time to{};
};

/// Pause at the first event that this filter matches (event_filter.hpp); empty: never. Seeking
/// passes by.
struct SetBreakpoint {
  std::string filter;
};

/// Playing that comes to the range's end goes on at its start; nothing: it runs on.
struct SetLoop {
  std::optional<TimeRange> range;
};

/// What the UI looks at, so that snapshots hold it.
struct Attention {
  Subject subject;
  Subject pinned;      ///< looked at as well
  std::string search;  ///< within the inspected cache or zone
  std::string event_filter;
  std::uint32_t watched = 0;  ///< index into WatchState::changes
  TripView trips;
  FollowTarget follow;
  std::optional<TimeRange> range;  ///< that tables and distributions are limited to
};
struct Look {
  Attention at;
};

/// A step of a plan in the words of a scenario: `down { names: "mx1.example.org" }`. It takes
/// effect at once, before every later event.
struct Inject {
  std::string step;
};

/// Writes what was done so far (scenarios/session/session_file.hpp).
struct SaveSession {
  std::string file;
};

/// What the UI did by itself, or failed to do: it becomes the notice.
struct Tell {
  std::string text;
  bool is_error = false;
};

using Command = std::variant<Play, Pause, SetSpeed, StepEvents, StepTime, Seek, SetBreakpoint,
                             SetLoop, Look, Inject, SaveSession, Tell>;

}  // namespace waypost::viz
