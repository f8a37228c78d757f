// SPDX-License-Identifier: Apache-2.0
// A world that is looked at while it runs: it advances, keeps series and events beside the world,
// goes back by checkpoints, takes commands, and makes snapshots. Knows no threads;
// simulation_thread.hpp drives it live, `shot` by hand.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "scenarios/build/build.hpp"
#include "scenarios/results/world_words.hpp"
#include "scenarios/session/session_file.hpp"
#include "viz/live/checkpoints.hpp"
#include "viz/live/command.hpp"
#include "viz/live/event_log.hpp"
#include "viz/live/series_observer.hpp"
#include "viz/live/server_observer.hpp"
#include "viz/live/snapshot.hpp"

namespace waypost::viz {

/// A command that changed the world.
struct GivenCommand {
  sim::Time at{};
  std::string step;            ///< as in Inject
  scenarios::Loaded extended;  ///< the scenario with this and all earlier commands in its plan
};

inline constexpr std::size_t kCheckpointBudget = std::size_t{2} << 30;  ///< octets

class Simulation {
 public:
  /// Builds the scenario's world and starts it. Throws scenarios::BadScenario. `checkpoint_budget`:
  /// octets; 0: none are made, and going back means starting anew.
  explicit Simulation(const scenarios::Loaded& loaded, const scenarios::BuildOptions& options = {},
                      std::size_t checkpoint_budget = 0);

  sim::Time now() const { return built_.world.engine.now(); }
  sim::Time horizon() const { return scene_->horizon; }
  const Scene& scene() const { return *scene_; }
  const world::World& world() const { return built_.world; }

  /// Handles what is due up to `until`, but no more than `most_events`. True when it got there.
  bool advance(sim::Time until, std::uint64_t most_events = UINT64_MAX);

  /// Is at `to` afterwards, or, when `stop` says so, somewhere on the way there.
  void seek(sim::Time to, const std::function<bool()>& stop = {});

  /// Performs a step of a plan now; commands that were given later than now are forgotten (the past
  /// was changed). Returns it as a sentence. Throws scenarios::BadScenario, and nothing has
  /// changed.
  std::string inject(const std::string& step);
  const std::vector<GivenCommand>& commands() const { return commands_; }
  /// What was done so far, for a session file. Ends the present instant.
  scenarios::SessionRecord session();

  void look(const Attention& attention);
  /// Everything but the driver's part of Transport: playing, speeds, notice.
  Snapshot observe();

 private:
  /// Passes the models' reports to series and log.
  class Recorder : public sim::TraceSink {
   public:
    explicit Recorder(Simulation& simulation) : simulation_(simulation) {}
    void record(const sim::TraceRecord& record) override {
      simulation_.series_.take(record);
      simulation_.log_.take(record);
    }

   private:
    Simulation& simulation_;
  };
  /// What is put back when going back; the event log is only cut.
  struct Checkpoint {
    world::World world;
    ServerObserver servers;
    SeriesObserver series;
    sim::Time window_end;
    std::uint64_t events_seen;
    std::size_t commands;  ///< performed so far
  };

  void end_window();
  void perform_due_command();
  void keep_checkpoint();
  void go_back(sim::Time to);
  WatchState observe_watch() const;

  scenarios::Loaded loaded_;
  scenarios::BuildOptions options_;
  scenarios::Built built_;
  scenarios::WorldWords words_;
  std::shared_ptr<const Scene> scene_;
  std::vector<WatchedChange> changes_;
  Attention attention_;
  ServerObserver servers_;
  SeriesObserver series_;
  EventLog log_;
  Recorder recorder_{*this};
  sim::Time window_end_{};
  std::shared_ptr<const Series> published_series_;

  std::vector<GivenCommand> commands_;  ///< in order of time
  std::size_t performed_ = 0;           ///< of them
  std::uint32_t branches_ = 0;          ///< times that the past was changed
  std::size_t checkpoint_budget_;
  Checkpoints<Checkpoint> checkpoints_;
  std::uint64_t events_at_checkpoint_ = 0;
};

}  // namespace waypost::viz
