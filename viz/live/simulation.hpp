// SPDX-License-Identifier: Apache-2.0
// A world that is looked at while it runs: it advances, keeps series and events beside the world,
// goes back by checkpoints, takes commands, and makes snapshots. Knows no threads;
// simulation_thread.hpp drives it live, `shot` by hand.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/build/build.hpp"
#include "scenarios/results/world_words.hpp"
#include "scenarios/session/session_file.hpp"
#include "viz/live/activity.hpp"
#include "viz/live/checkpoints.hpp"
#include "viz/live/command.hpp"
#include "viz/live/divergence.hpp"
#include "viz/live/event_log.hpp"
#include "viz/live/mail_observer.hpp"
#include "viz/live/series_observer.hpp"
#include "viz/live/server_observer.hpp"
#include "viz/live/snapshot.hpp"
#include "viz/live/story_observer.hpp"
#include "viz/live/watch_observer.hpp"

namespace waypost::viz {

/// A command that changed the world.
struct GivenCommand {
  sim::Time at{};
  std::string step;            ///< as in Inject
  scenarios::Loaded extended;  ///< the scenario with this and all earlier commands in its plan
};

/// Where a run that is had again ended, and with which fingerprint.
struct ExpectedEnd {
  sim::Time at{};
  std::uint64_t fingerprint = 0;
  std::size_t commands = 0;           ///< performed by then
  const char* what = "recorded run";  ///< or "session"
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
  /// Of records, by the plan.
  std::size_t changes() const { return watch_.changes().size(); }

  /// Handles what is due up to `until`, but no more than `most_events`. True when it got there.
  bool advance(sim::Time until, std::uint64_t most_events = UINT64_MAX);
  /// The same, but stops after the first event that the breakpoint matches: take_hit() tells it.
  bool advance_to_breakpoint(sim::Time until, std::uint64_t most_events = UINT64_MAX);
  void break_on(const std::string& filter);
  /// The event that ended the last advance_to_breakpoint, once.
  std::optional<EventRow> take_hit() { return std::exchange(hit_, std::nullopt); }

  /// This is a recorded run again: at its end it is told whether it came to the same.
  void expect_end(ExpectedEnd end) { expected_ = end; }
  /// Nothing before that end, or when other commands have changed the run.
  std::optional<bool> ended_as_expected() const { return as_expected_; }

  /// From now on `other` goes where this one goes. Both stand at their start; commands are off.
  void compare_with(std::unique_ptr<Simulation> other);

  /// Is at `to` afterwards, or, when `stop` says so, somewhere on the way there.
  void seek(sim::Time to, const std::function<bool()>& stop = {});

  /// Performs a step of a plan now; commands that were given later than now are forgotten (the past
  /// was changed). Returns it as a sentence. Throws scenarios::BadScenario, and nothing has
  /// changed.
  std::string inject(const std::string& step);
  const std::vector<GivenCommand>& commands() const { return commands_; }
  /// What was done, for a session file: after going back also what lies ahead, up to the furthest
  /// instant that was reached. Ends the present instant.
  scenarios::SessionRecord session();
  /// The session's commands will happen again at their instants, and session() holds them. Stands
  /// at its start. Throws scenarios::BadScenario when it is no session of this scenario and seed.
  void take_up(const scenarios::SessionRecord& session);

  void look(const Attention& attention);
  /// Everything but the driver's part of Transport: playing, speeds, notice.
  Snapshot observe();

 private:
  /// Passes the models' reports to series and log.
  class Recorder : public sim::TraceSink {
   public:
    explicit Recorder(Simulation& simulation) : simulation_(simulation) {}
    void record(const sim::TraceRecord& record) override { simulation_.take(record); }

   private:
    Simulation& simulation_;
  };
  /// What is put back when going back; the event log is only cut.
  struct Checkpoint {
    world::World world;
    ServerObserver servers;
    SeriesObserver series;
    WatchObserver watch;
    MailObserver mail;
    sim::Time window_end;
    std::uint64_t events_seen;
    std::size_t commands;  ///< performed so far
  };

  void end_window();
  void perform_due_command();
  void note_furthest();
  void forget_what_was_ahead();
  void keep_checkpoint();
  void go_back(sim::Time to);
  void take(const sim::TraceRecord& record);
  void observe_transport(Transport& transport) const;
  void observe_rtt(Snapshot& snapshot) const;
  /// A server's configuration as it was last read: only a shake can change it.
  struct KnownConfiguration {
    std::uint32_t server = UINT32_MAX;
    std::uint64_t shakes = 0;
    std::vector<ConfigurationRow> rows;
  };
  Inspection observe_subject(Subject subject, const WatchState& watch,
                             KnownConfiguration& known) const;

  scenarios::Loaded loaded_;
  scenarios::BuildOptions options_;
  scenarios::Built built_;
  scenarios::WorldWords words_;
  std::shared_ptr<const Scene> scene_;
  Attention attention_;
  Activity activity_;
  KnownConfiguration of_subject_, of_pinned_;
  ServerObserver servers_;
  SeriesObserver series_;
  WatchObserver watch_;
  MailObserver mail_;
  EventLog log_;
  StoryObserver story_;
  Recorder recorder_{*this};
  sim::Time window_end_{};
  std::shared_ptr<const Series> published_series_;

  std::vector<GivenCommand> commands_;      ///< in order of time
  std::size_t performed_ = 0;               ///< of them
  std::vector<sim::Time> forks_;            ///< where the past was changed
  sim::Time furthest_{};                    ///< of this branch: going back leaves it known,
  std::uint64_t furthest_fingerprint_ = 0;  ///< with its fingerprint
  std::size_t checkpoint_budget_;
  Checkpoints<Checkpoint> checkpoints_;
  std::uint64_t events_at_checkpoint_ = 0;

  std::string breakpoint_text_;
  EventFilter breakpoint_;
  bool heeds_breakpoint_ = false;
  std::optional<EventRow> hit_;

  std::optional<ExpectedEnd> expected_;
  std::optional<bool> as_expected_;

  std::unique_ptr<Simulation> other_;       ///< the one that goes along
  std::shared_ptr<Divergence> divergence_;  ///< of both; each tells it what happens on its side
  Divergence::Side side_ = Divergence::kA;
};

}  // namespace waypost::viz
