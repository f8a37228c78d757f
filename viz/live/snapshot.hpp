// SPDX-License-Identifier: Apache-2.0
// One instant of a running world as the screen needs it: plain data, made by the simulation's
// thread, read by the UI's, never changed afterwards. What a panel shows comes from here alone.
// New data for a panel: a struct of its own, a member here, and an observer that fills it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "viz/live/comparison.hpp"
#include "viz/live/event_page.hpp"
#include "viz/live/inspection.hpp"
#include "viz/live/mail_state.hpp"
#include "viz/live/scene.hpp"
#include "viz/live/series.hpp"
#include "viz/live/server_states.hpp"
#include "viz/live/story.hpp"
#include "viz/live/time_range.hpp"
#include "viz/live/trips.hpp"
#include "viz/live/watch.hpp"

namespace waypost::viz {

/// The clock and how it is driven.
struct Transport {
  sim::Time now{};
  sim::Time horizon{};
  std::uint64_t events = 0;
  bool playing = false;
  bool express = false;       ///< as fast as possible
  double asked_speed = 1;     ///< simulated seconds per second
  double reached_speed = 0;   ///< measured; 0 while paused
  double checkpoint_mib = 0;  ///< memory that rewinding takes
  std::uint32_t checkpoints = 0;
  std::vector<sim::Time> forks;  ///< where the past was changed: a new branch begins there
  std::string breakpoint, breakpoint_fault;
  std::optional<TimeRange> loop;  ///< played again and again
  std::string recorded;  ///< empty, or that this is a recorded run and whether it is the same
  std::string notice;    ///< the answer to the last command, empty when there is none
  bool notice_is_error = false;
};

struct Snapshot {
  std::shared_ptr<const Scene> scene;
  Transport transport;
  ServerStates servers;
  std::vector<std::uint8_t> site_up;  ///< by net::SiteId
  std::vector<LinkState> links;       ///< by net::LinkId
  Trips trips;
  std::shared_ptr<const Series> series;  ///< null before the first window
  EventPage events;
  WatchState watch;
  Inspection inspection;
  Inspection pinned;                   ///< of Attention::pinned; its subject is nothing: none is
  std::vector<PlanMarker> injected;    ///< commands given so far that changed the world
  std::shared_ptr<const Story> story;  ///< of whom is followed; null: nobody
  MailState mail;
  Figures figures;
  std::optional<Figures> figures_in_range;  ///< of the marked range's windows
  std::vector<float> rtt_ms;  ///< from the selected site, by net::SiteId; NaN: no way there
  std::uint32_t rtt_from = net::kNone;
  std::shared_ptr<const Snapshot> other;  ///< the run that this one is compared with; null: none
  Comparison comparison;                  ///< meaningless without `other`
};

}  // namespace waypost::viz
