// SPDX-License-Identifier: Apache-2.0
#include "viz/live/simulation.hpp"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "scenarios/session/commands.hpp"
#include "viz/live/event_words.hpp"
#include "viz/live/inspect.hpp"
#include "viz/live/make_scene.hpp"
#include "viz/live/trip_observer.hpp"

namespace waypost::viz {
namespace {

constexpr std::int64_t kWindows = 600;  // of a whole run
/// Between two checkpoints: about a second of work, so that going back re-executes little.
constexpr std::uint64_t kCheckpointEvents = 2'000'000;
constexpr std::uint64_t kSliceEvents = 20'000;

sim::Duration window_of(sim::Time horizon) {
  return {std::max<std::int64_t>(horizon.ns / kWindows, 1'000'000)};
}

[[noreturn]] void refuse_session(const std::string& what, const std::string& hint) {
  scenarios::ScenarioError error;
  error.file = "session";
  error.what = what;
  error.hint = hint;
  throw scenarios::BadScenario({error});
}

/// Another scenario's commands would mean something else here, and saving would destroy them.
void expect_own(const scenarios::SessionRecord& session, const scenarios::Loaded& loaded,
                std::uint64_t seed) {
  if (session.scenario_hash != scenarios::scenario_hash(loaded))
    refuse_session(session.scenario == loaded.file
                       ? fmt::format("{} has changed since it was made", loaded.file)
                       : fmt::format("it is of {}, not of {}", session.scenario, loaded.file),
                   "Name another file for a new session");
  if (session.seed != seed)
    refuse_session(fmt::format("it has seed {}, and this run {}", session.seed, seed),
                   "Leave out --seed, or name another file");
  for (const scenarios::SessionCommand& command : session.commands)
    if (command.at <= sim::Time{})
      refuse_session("a command at the very start", "Give it an instant after +0ns");
}

}  // namespace

Simulation::Simulation(const scenarios::Loaded& loaded, const scenarios::BuildOptions& options,
                       std::size_t checkpoint_budget)
    : loaded_(loaded),
      options_(options),
      built_(scenarios::build(loaded, options)),
      words_(built_),
      scene_(std::make_shared<const Scene>(make_scene(built_, loaded.file))),
      series_(window_of(scene_->horizon)),
      watch_(find_changes(built_)),
      checkpoint_budget_(checkpoint_budget),
      checkpoints_(checkpoint_budget) {
  world::start(built_.world);
  activity_ = Activity(built_.world, *scene_);
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
      activity_.saw(event.target);
      return --left > 0 && !hit_;
    });
    if (left == 0 || hit_) break;
    if (stop == window_end_) end_window();
    if (stop == until) break;
  }
  if (checkpoint_budget_ > 0 &&
      built_.world.engine.events_handled() - events_at_checkpoint_ >= kCheckpointEvents)
    keep_checkpoint();
  const bool arrived = left > 0 && !hit_;
  if (arrived && expected_ && now() == expected_->at && performed_ == expected_->commands)
    as_expected_ = built_.world.engine.fingerprint() == expected_->fingerprint;
  if (other_) {
    other_->seek(now());
    if (arrived) divergence_->settle();
  }
  return arrived;
}

bool Simulation::advance_to_breakpoint(sim::Time until, std::uint64_t most_events) {
  heeds_breakpoint_ = !breakpoint_.empty();
  const bool arrived = advance(until, most_events);
  heeds_breakpoint_ = false;
  return arrived;
}

void Simulation::break_on(const std::string& filter) {
  breakpoint_text_ = filter;
  breakpoint_ = EventFilter::parse(filter);
}

/// A report of the models.
void Simulation::take(const sim::TraceRecord& record) {
  const std::uint64_t number = log_.seen();
  series_.take(record);
  mail_.take(record);
  log_.take(record);
  if (heeds_breakpoint_ && !hit_ && passes(breakpoint_, record, words_))
    hit_ = describe_event(number, record, words_);
  if (divergence_) divergence_->take(side_, number, record, words_);
}

void Simulation::compare_with(std::unique_ptr<Simulation> other) {
  other_ = std::move(other);
  divergence_ = other_->divergence_ = std::make_shared<Divergence>();
  other_->side_ = Divergence::kB;
}

void Simulation::end_window() {
  servers_.end_window(built_.world, *scene_, activity_, series_.window());
  series_.end_window(built_.world, *scene_, activity_);
  watch_.end_window(built_.world, *scene_, activity_, words_);
  mail_.end_window(built_.world);
  activity_.end_window();
  published_series_.reset();
  window_end_ += series_.window();
}

// --- commands ---------------------------------------------------------------------------------

std::string Simulation::inject(const std::string& step) {
  if (other_) throw std::runtime_error("two runs are being compared: neither takes commands");
  advance(now());  // the rest of this instant comes first, as it will without a window
  const sim::Time at = now() + sim::nanoseconds(1);
  const scenarios::Loaded& before = performed_ == 0 ? loaded_ : commands_[performed_ - 1].extended;
  GivenCommand command{at, step, scenarios::with_command(before, step, at)};
  scenarios::adopt_command(built_, command.extended, options_);
  activity_.grow(built_.world);
  forget_what_was_ahead();
  commands_.push_back(std::move(command));
  ++performed_;
  return scenarios::command_sentence(step);
}

/// A branch begins here.
void Simulation::forget_what_was_ahead() {
  if (commands_.size() > performed_) {
    commands_.resize(performed_);
    std::erase_if(forks_, [&](sim::Time t) { return t > now(); });  // of the branch that is left
    forks_.push_back(now());
  }
  checkpoints_.forget_after(now());
  if (furthest_ > now()) furthest_ = {};
  if (!expected_ || now() >= expected_->at) return;
  expected_.reset();  // it is another run now
  as_expected_.reset();
}

/// The command that takes effect in the next nanosecond joins the plan.
void Simulation::perform_due_command() {
  if (performed_ >= commands_.size() || commands_[performed_].at > now() + sim::nanoseconds(1))
    return;
  scenarios::adopt_command(built_, commands_[performed_].extended, options_);
  activity_.grow(built_.world);
  ++performed_;
}

scenarios::SessionRecord Simulation::session() {
  note_furthest();
  scenarios::SessionRecord session;
  session.scenario = loaded_.file;
  session.scenario_hash = scenarios::scenario_hash(loaded_);
  session.seed = built_.world.engine.seed();
  for (const GivenCommand& command : commands_)
    session.commands.push_back({command.at, command.step});
  session.until = furthest_;
  session.fingerprint = furthest_fingerprint_;
  return session;
}

/// A fingerprint is of whole instants, so the present one is ended first.
void Simulation::note_furthest() {
  if (!advance(now()) || now() < furthest_) return;
  furthest_ = now();
  furthest_fingerprint_ = built_.world.engine.fingerprint();
}

void Simulation::take_up(const scenarios::SessionRecord& session) {
  expect_own(session, loaded_, built_.world.engine.seed());
  std::vector<GivenCommand> commands;
  for (const scenarios::SessionCommand& c : session.commands) {
    const scenarios::Loaded& before = commands.empty() ? loaded_ : commands.back().extended;
    commands.push_back({c.at, c.step, scenarios::with_command(before, c.step, c.at)});
  }
  commands_ = std::move(commands);
  furthest_ = session.until;
  furthest_fingerprint_ = session.fingerprint;
  const auto by_then = std::count_if(commands_.begin(), commands_.end(),
                                     [&](const GivenCommand& c) { return c.at <= furthest_; });
  expect_end({furthest_, furthest_fingerprint_, static_cast<std::size_t>(by_then), "session"});
}

// --- going back -------------------------------------------------------------------------------

void Simulation::keep_checkpoint() {
  events_at_checkpoint_ = built_.world.engine.events_handled();
  if (now() <= checkpoints_.newest()) return;  // re-executing: it is there already
  const std::size_t before = mallinfo2().uordblks;
  auto checkpoint = std::make_shared<Checkpoint>(Checkpoint{
      built_.world, servers_, series_, watch_, mail_, window_end_, log_.seen(), performed_});
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
    watch_ = WatchObserver(watch_.changes());
    mail_ = {};
    window_end_ = sim::Time{} + series_.window();
    log_.cut(0);
    performed_ = 0;
  } else {
    built_.world = checkpoint->world;
    servers_ = checkpoint->servers;
    series_ = checkpoint->series;
    watch_ = checkpoint->watch;
    mail_ = checkpoint->mail;
    window_end_ = checkpoint->window_end;
    log_.cut(checkpoint->events_seen);
    performed_ = checkpoint->commands;
  }
  activity_.grow(built_.world);
  events_at_checkpoint_ = built_.world.engine.events_handled();
  published_series_.reset();
}

void Simulation::seek(sim::Time to, const std::function<bool()>& stop) {
  if (to < now()) {
    if (!divergence_) note_furthest();  // two runs that are compared keep no session
    go_back(to);
  }
  while (!advance(to, kSliceEvents))
    if (stop && stop()) return;
}

// --- looking ----------------------------------------------------------------------------------

void Simulation::look(const Attention& attention) {
  attention_ = attention;
  log_.set_filter(attention.event_filter, attention.range);
  story_.follow(attention.follow, log_);
  if (!other_) return;
  Attention there = attention;
  // What is selected here is another thing there, unless the name says otherwise.
  there.subject = there.pinned = {};
  if (attention.subject.kind == Subject::Kind::server &&
      attention.subject.index < scene_->servers.size()) {
    const SceneServer& mine = scene_->servers[attention.subject.index];
    const auto& theirs = other_->scene_->servers;
    for (std::uint32_t i = 0; i < theirs.size(); ++i)
      if (theirs[i].name == mine.name &&
          other_->scene_->sites[theirs[i].site].name == scene_->sites[mine.site].name)
        there.subject = {Subject::Kind::server, i};
  }
  other_->look(there);
}

void Simulation::observe_transport(Transport& t) const {
  t.now = now();
  t.horizon = scene_->horizon;
  t.events = built_.world.engine.events_handled();
  t.checkpoints = static_cast<std::uint32_t>(checkpoints_.size());
  t.checkpoint_mib = static_cast<double>(checkpoints_.octets()) / (1 << 20);
  t.forks = forks_;
  t.breakpoint = breakpoint_text_;
  if (expected_) t.recorded = expected_->what;
  if (expected_ && as_expected_)
    t.recorded += *as_expected_ ? ": the same fingerprint" : ": ANOTHER FINGERPRINT than recorded";
  t.breakpoint_fault = breakpoint_.fault();
}

/// Round trips between the networks of the selected site and of all others.
void Simulation::observe_rtt(Snapshot& s) const {
  const Subject subject = attention_.subject;
  if (subject.kind == Subject::Kind::server && subject.index < scene_->servers.size())
    s.rtt_from = scene_->servers[subject.index].site;
  if (subject.kind == Subject::Kind::site && subject.index < scene_->sites.size())
    s.rtt_from = subject.index;
  if (s.rtt_from == net::kNone) return;
  const net::Routes& routes = *built_.world.network.routes;
  for (std::uint32_t site = 0; site < scene_->sites.size(); ++site) {
    const net::Leg &there = routes.between(s.rtt_from, site),
                   &back = routes.between(site, s.rtt_from);
    const bool reachable = there.reachable() && back.reachable();
    s.rtt_ms.push_back(reachable
                           ? static_cast<float>((there.delay() + back.delay()).seconds() * 1e3)
                           : std::numeric_limits<float>::quiet_NaN());
  }
}

Inspection Simulation::observe_subject(Subject subject, const WatchState& watch,
                                       KnownConfiguration& known) const {
  Inspection page = inspect(built_.world, *scene_, watch, words_, subject, attention_.search);
  if (subject.kind != Subject::Kind::server || subject.index >= scene_->servers.size()) return page;
  if (known.server != subject.index || known.shakes != activity_.shakes())
    known = {subject.index, activity_.shakes(),
             configuration_of(built_.world, scene_->servers[subject.index], loaded_)};
  page.configuration = known.rows;
  return page;
}

Snapshot Simulation::observe() {
  const world::World& world = built_.world;
  if (!published_series_) published_series_ = std::make_shared<const Series>(series_.series());
  Snapshot s;
  s.scene = scene_;
  observe_transport(s.transport);
  s.servers = servers_.observe(world, *scene_, activity_);
  s.site_up = observe_sites(world);
  s.links = observe_links(world);
  s.trips =
      observe_trips(world, *scene_, log_.older(), log_.newer(), log_.first(), attention_.trips);
  s.series = published_series_;
  s.events = log_.page(words_);
  s.watch = watch_.observe(world, *scene_, activity_, words_, attention_.watched);
  s.inspection = observe_subject(attention_.subject, s.watch, of_subject_);
  s.pinned = observe_subject(attention_.pinned, s.watch, of_pinned_);
  for (const GivenCommand& command : commands_)
    s.injected.push_back({command.at, scenarios::command_sentence(command.step), true});
  s.story = story_.observe(log_, built_, words_);
  s.mail = mail_.observe(world, words_, attention_.range, series_.window());
  if (attention_.range) s.figures_in_range = series_.figures_in(*attention_.range);
  s.figures = series_.figures(world, *scene_, activity_);
  observe_rtt(s);
  if (other_) {
    s.other = std::make_shared<const Snapshot>(other_->observe());
    s.comparison = divergence_->result();
    s.comparison.same_seed = s.scene->seed == s.other->scene->seed;
  }
  return s;
}

}  // namespace waypost::viz
