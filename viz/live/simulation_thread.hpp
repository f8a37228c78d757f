// SPDX-License-Identifier: Apache-2.0
// A Simulation on a thread of its own: takes commands, keeps the asked speed, makes a snapshot when
// one is wanted and something has changed. Paused and unasked it sleeps.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "viz/live/command_queue.hpp"
#include "viz/live/pacer.hpp"
#include "viz/live/simulation.hpp"

namespace waypost::viz {

class SimulationThread {
 public:
  /// `on_snapshot` is called on the simulation's thread after each new snapshot.
  SimulationThread(std::unique_ptr<Simulation> simulation, std::function<void()> on_snapshot);
  ~SimulationThread();
  SimulationThread(const SimulationThread&) = delete;
  SimulationThread& operator=(const SimulationThread&) = delete;

  void send(Command command) { queue_.push(std::move(command)); }
  /// Asks for a fresh snapshot; cheap, any number of times.
  void want_snapshot();
  /// Never null.
  std::shared_ptr<const Snapshot> snapshot() const { return latest_.get(); }
  /// Ends the thread and hands the simulation back, for its last words.
  std::unique_ptr<Simulation> stop();

 private:
  void loop();
  template <class Act>
  bool or_tell(const Act& act);
  void obey(const Command& command);
  void play_on();
  void pause();
  void begin_loop_again();
  void publish();
  double wall_seconds() const;

  std::unique_ptr<Simulation> simulation_;
  std::function<void()> on_snapshot_;
  CommandQueue queue_;
  Latest<Snapshot> latest_;
  std::atomic<bool> stopping_{false}, wanted_{false};

  // Of the simulation's thread alone.
  Pacer pacer_;
  SnapshotBudget budget_;
  bool playing_ = false, express_ = false, changed_ = true;
  double speed_ = 60;
  sim::Time play_until_ = sim::kNever;
  std::optional<TimeRange> loop_;
  std::string notice_;
  bool notice_is_error_ = false;

  std::thread thread_;
};

}  // namespace waypost::viz
