// SPDX-License-Identifier: Apache-2.0
#include "viz/live/simulation.hpp"

#include <malloc.h>

#include <algorithm>

#include "scenarios/session/commands.hpp"
#include "viz/live/inspect.hpp"
#include "viz/live/make_scene.hpp"
#include "viz/live/trip_observer.hpp"
#include "viz/live/watch_observer.hpp"

namespace waypost::viz {
namespace {

constexpr std::int64_t kWindows = 600;  // of a whole run
/// Between two checkpoints: about a second of work, so that going back re-executes little.
constexpr std::uint64_t kCheckpointEvents = 2'000'000;
constexpr std::uint64_t kSliceEvents = 20'000;

sim::Duration window_of(sim::Time horizon) {
  return {std::max<std::int64_t>(horizon.ns / kWindows, 1'000'000)};
}

std::array<float, 3> shares(const WatchState& watch) {
  const auto& n = watch.counts;
  const auto total = static_cast<float>(n[0] + n[1] + n[2] + n[3]);
  if (total == 0) return {};
  return {static_cast<float>(n[1]) / total, static_cast<float>(n[2]) / total,
          static_cast<float>(n[0] + n[3]) / total};
}

}  // namespace

Simulation::Simulation(const scenarios::Loaded& loaded, const scenarios::BuildOptions& options,
                       std::size_t checkpoint_budget)
    : loaded_(loaded),
      options_(options),
      built_(scenarios::build(loaded, options)),
      words_(built_),
      scene_(std::make_shared<const Scene>(make_scene(built_, loaded.file))),
      changes_(find_changes(built_)),
      series_(window_of(scene_->horizon)),
      checkpoint_budget_(checkpoint_budget),
      checkpoints_(checkpoint_budget) {
  world::start(built_.world);
  window_end_ = sim::Time{} + series_.window();
  if (checkpoint_budget_ > 0) keep_checkpoint();
}

bool Simulation::advance(sim::Time until, std::uint64_t most_events) {
  mail::Context context = built_.world.context(&recorder_);
  std::uint64_t left = most_events;
  while (true) {
    perform_due_command();
    sim::Time stop = std::min(until, window_end_);
    if (performed_ < commands_.size())
      stop = std::min(stop, commands_[performed_].at - sim::nanoseconds(1));
    built_.world.engine.run(stop, [&](const sim::Event& event) {
      world::handle(built_.world, context, event);
      return --left > 0;
    });
    if (left == 0) break;
    if (stop == window_end_) end_window();
    if (stop == until) break;
  }
  if (checkpoint_budget_ > 0 &&
      built_.world.engine.events_handled() - events_at_checkpoint_ >= kCheckpointEvents)
    keep_checkpoint();
  return left > 0;
}

void Simulation::end_window() {
  servers_.end_window(built_.world, *scene_, series_.window());
  series_.end_window(built_.world, shares(observe_watch()));
  published_series_.reset();
  window_end_ += series_.window();
}

// --- commands ---------------------------------------------------------------------------------

std::string Simulation::inject(const std::string& step) {
  advance(now());  // the rest of this instant comes first, as it will without a window
  const sim::Time at = now() + sim::nanoseconds(1);
  const scenarios::Loaded& before = performed_ == 0 ? loaded_ : commands_[performed_ - 1].extended;
  GivenCommand command{at, step, scenarios::with_command(before, step, at)};
  scenarios::adopt_command(built_, command.extended, options_);
  if (commands_.size() > performed_) {
    commands_.resize(performed_);
    ++branches_;
  }
  checkpoints_.forget_after(now());
  commands_.push_back(std::move(command));
  ++performed_;
  return scenarios::command_sentence(step);
}

/// The command that takes effect in the next nanosecond joins the plan.
void Simulation::perform_due_command() {
  if (performed_ >= commands_.size() || commands_[performed_].at > now() + sim::nanoseconds(1))
    return;
  scenarios::adopt_command(built_, commands_[performed_].extended, options_);
  ++performed_;
}

scenarios::SessionRecord Simulation::session() {
  advance(now());
  scenarios::SessionRecord session;
  session.scenario = loaded_.file;
  session.scenario_hash = scenarios::scenario_hash(loaded_);
  session.seed = built_.world.engine.seed();
  for (std::size_t i = 0; i < performed_; ++i)
    session.commands.push_back({commands_[i].at, commands_[i].step});
  session.until = now();
  session.fingerprint = built_.world.engine.fingerprint();
  return session;
}

// --- going back -------------------------------------------------------------------------------

void Simulation::keep_checkpoint() {
  events_at_checkpoint_ = built_.world.engine.events_handled();
  if (now() <= checkpoints_.newest()) return;  // re-executing: it is there already
  const std::size_t before = mallinfo2().uordblks;
  auto checkpoint = std::make_shared<Checkpoint>(
      Checkpoint{built_.world, servers_, series_, window_end_, log_.seen(), performed_});
  const std::size_t after = mallinfo2().uordblks;
  checkpoints_.add(now(), std::max(after, before) - before, std::move(checkpoint));
}

void Simulation::go_back(sim::Time to) {
  const std::shared_ptr<const Checkpoint> checkpoint = checkpoints_.before(to);
  if (!checkpoint) {
    built_ = scenarios::build(loaded_, options_);
    world::start(built_.world);
    servers_ = {};
    series_ = SeriesObserver(series_.window());
    window_end_ = sim::Time{} + series_.window();
    log_.cut(0);
    performed_ = 0;
  } else {
    built_.world = checkpoint->world;
    servers_ = checkpoint->servers;
    series_ = checkpoint->series;
    window_end_ = checkpoint->window_end;
    log_.cut(checkpoint->events_seen);
    performed_ = checkpoint->commands;
  }
  events_at_checkpoint_ = built_.world.engine.events_handled();
  published_series_.reset();
}

void Simulation::seek(sim::Time to, const std::function<bool()>& stop) {
  if (to < now()) go_back(to);
  while (!advance(to, kSliceEvents))
    if (stop && stop()) return;
}

// --- looking ----------------------------------------------------------------------------------

void Simulation::look(const Attention& attention) {
  attention_ = attention;
  log_.set_filter(attention.event_filter);
}

WatchState Simulation::observe_watch() const {
  WatchState watch;
  watch.changes = changes_;
  if (changes_.empty()) return watch;
  watch.chosen =
      std::min<std::uint32_t>(attention_.watched, static_cast<std::uint32_t>(changes_.size() - 1));
  for (const SceneServer& server : scene_->servers) {
    HeldValue held = HeldValue::none;
    if (server.kind() == ServerKind::resolver) {
      held = held_value(built_.world, built_.world.dns.resolvers[server.index].cache,
                        watch.change(), words_);
      ++watch.counts[static_cast<std::size_t>(held)];
    }
    watch.held.push_back(held);
  }
  return watch;
}

Snapshot Simulation::observe() {
  const world::World& world = built_.world;
  if (!published_series_) published_series_ = std::make_shared<const Series>(series_.series());
  Snapshot s;
  s.scene = scene_;
  s.transport.now = world.engine.now();
  s.transport.horizon = scene_->horizon;
  s.transport.events = world.engine.events_handled();
  s.transport.checkpoints = static_cast<std::uint32_t>(checkpoints_.size());
  s.transport.checkpoint_mib = static_cast<double>(checkpoints_.octets()) / (1 << 20);
  s.transport.branches = branches_;
  s.servers = servers_.observe(world, *scene_);
  s.site_up = observe_sites(world);
  s.links = observe_links(world);
  s.trips = observe_trips(world, *scene_, log_.older(), log_.newer(), attention_.trips);
  s.series = published_series_;
  s.events = log_.page(words_);
  s.watch = observe_watch();
  s.inspection = inspect(world, *scene_, s.watch, words_, attention_.subject, attention_.search);
  for (const GivenCommand& command : commands_)
    s.injected.push_back({command.at, scenarios::command_sentence(command.step), true});
  return s;
}

}  // namespace waypost::viz
