// SPDX-License-Identifier: Apache-2.0
// Which servers something has happened to, so that looking at a world costs as much as goes on in
// it, not as much as there is. A server's counters, cache and queue change only in events that it
// handles; the plan, and whoever is neither server nor client, may change anything: that counts as
// a shake, and observers look at everything once.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/world/world.hpp"
#include "viz/live/scene.hpp"

namespace waypost::viz {

class Activity {
 public:
  Activity() = default;
  Activity(const world::World& world, const Scene& scene);

  /// An event was handled by this entity.
  void saw(sim::EntityId target) {
    if (states_[target] != State::known) note(target);
  }
  /// Anything may have changed.
  void shake() { ++shakes_; }
  /// The world may have got entities; anything may have changed.
  void grow(const world::World& world);
  /// How often that was. An observer whose last full look was at another count takes one.
  std::uint64_t shakes() const { return shakes_; }
  /// Servers (of Scene::servers) that handled events since the last window's end.
  std::span<const std::uint32_t> busy() const { return busy_; }
  void end_window();

 private:
  /// Of an entity. known: nothing is to be done for its events.
  enum class State : std::uint8_t { known, quiet_server, shaker };
  void note(sim::EntityId target);

  std::vector<State> states_;             ///< by EntityId
  std::vector<std::uint32_t> server_of_;  ///< by EntityId
  std::vector<sim::EntityId> entity_of_;  ///< by server
  std::vector<std::uint32_t> busy_;
  std::uint64_t shakes_ = 1;
};

}  // namespace waypost::viz
