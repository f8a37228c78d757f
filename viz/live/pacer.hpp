// SPDX-License-Identifier: Apache-2.0
// How fast simulated time may go: a line from an instant of the wall clock, and the speed that was
// really reached. Takes the wall clock's readings as numbers, so that tests need no clock.
#pragma once

#include "sim/time.hpp"

namespace waypost::viz {

class Pacer {
 public:
  /// From now (`wall_seconds`, simulated `at`) on at `speed` simulated seconds per second.
  void start(double wall_seconds, sim::Time at, double speed) {
    wall_ = measured_wall_ = wall_seconds;
    at_ = measured_at_ = at;
    speed_ = speed;
    reached_ = 0;
  }
  /// How far the simulation may be at `wall_seconds`.
  sim::Time target(double wall_seconds) const {
    const double ahead = (wall_seconds - wall_) * speed_;
    return ahead > kLongestSeconds ? sim::kNever : at_ + sim::from_seconds(ahead);
  }
  /// Tells where it is. A simulation that fell behind is not made to catch up: the line starts
  /// anew.
  void reached(double wall_seconds, sim::Time at) {
    const double passed = wall_seconds - measured_wall_;
    if (passed >= kMeasureSeconds) {
      reached_ = (at - measured_at_).seconds() / passed;
      measured_wall_ = wall_seconds;
      measured_at_ = at;
    }
    if ((target(wall_seconds) - at).seconds() > kBehindSeconds * speed_) {
      wall_ = wall_seconds;
      at_ = at;
    }
  }
  /// Simulated seconds per second, over the last half second; 0 before that.
  double reached_speed() const { return reached_; }

 private:
  static constexpr double kLongestSeconds = 4e9, kMeasureSeconds = 0.5, kBehindSeconds = 0.25;

  double wall_ = 0, measured_wall_ = 0, speed_ = 1, reached_ = 0;
  sim::Time at_{}, measured_at_{};
};

/// When the next snapshot may be made while the simulation runs as fast as it can: their making
/// takes at most a twentieth of its time, however large the world.
class SnapshotBudget {
 public:
  bool due(double wall_seconds) const { return wall_seconds >= next_; }
  void made(double began, double ended) { next_ = ended + (ended - began) * kShares; }

 private:
  static constexpr double kShares = 19;
  double next_ = 0;
};

}  // namespace waypost::viz
