// SPDX-License-Identifier: Apache-2.0
// Reads how servers, sites and links are doing from the world's counters.
#pragma once

#include <limits>

#include "models/world/world.hpp"
#include "viz/live/activity.hpp"
#include "viz/live/server_states.hpp"

namespace waypost::viz {

/// Remembers the counters at the last window's end, and how all servers are; looks anew at those
/// that were busy.
class ServerObserver {
 public:
  /// A window of length `window` ends now.
  void end_window(const world::World& world, const Scene& scene, const Activity& activity,
                  sim::Duration window);
  /// The rates of the last window, the rest as it is now.
  const ServerStates& observe(const world::World& world, const Scene& scene,
                              const Activity& activity);

 private:
  struct Totals {
    double requests = 0, errors = 0, hits = 0, busy_seconds = 0;
  };
  struct Rates {
    float load = 0, per_second = 0;
    float error_share = std::numeric_limits<float>::quiet_NaN();
    float hit_share = std::numeric_limits<float>::quiet_NaN();
    sim::Time oldest = sim::kNever;  ///< arrival of the oldest message queued
  };
  static Totals totals(const world::World& world, const SceneServer& server);
  void end_window_of(const world::World& world, const Scene& scene, std::uint32_t server,
                     double seconds);
  void look_at(const world::World& world, const Scene& scene, std::uint32_t server);
  static Rates rates(const world::World& world, const SceneServer& server, const Totals& before,
                     const Totals& now, double seconds);

  std::vector<Totals> before_;
  std::vector<Rates> rates_;
  std::vector<std::uint32_t> had_rates_;  ///< busy in the last window: quiet now, they fall to none
  ServerStates states_;
  std::vector<std::uint32_t> mail_hosts_;  ///< of Scene::servers: their mail grows older
  std::uint64_t window_shakes_ = 0, look_shakes_ = 0;  ///< at the last look at all servers
};

std::vector<std::uint8_t> observe_sites(const world::World& world);
std::vector<LinkState> observe_links(const world::World& world);

}  // namespace waypost::viz
