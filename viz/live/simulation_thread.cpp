// SPDX-License-Identifier: Apache-2.0
#include "viz/live/simulation_thread.hpp"

#include <algorithm>
#include <chrono>
#include <exception>

namespace waypost::viz {
namespace {

constexpr std::uint64_t kSliceEvents = 20'000;  // some milliseconds: commands wait no longer
constexpr std::chrono::milliseconds kTick{8};

}  // namespace

SimulationThread::SimulationThread(std::unique_ptr<Simulation> simulation,
                                   std::function<void()> on_snapshot)
    : simulation_(std::move(simulation)), on_snapshot_(std::move(on_snapshot)) {
  publish();
  thread_ = std::thread([this] { loop(); });
}

SimulationThread::~SimulationThread() { stop(); }

std::unique_ptr<Simulation> SimulationThread::stop() {
  stopping_ = true;
  queue_.wake();
  if (thread_.joinable()) thread_.join();
  return std::move(simulation_);
}

void SimulationThread::want_snapshot() {
  if (!wanted_.exchange(true)) queue_.wake();
}

double SimulationThread::wall_seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void SimulationThread::loop() {
  while (!stopping_) {
    for (const Command& command : queue_.take()) {
      or_tell([&] { obey(command); });
      changed_ = true;
    }
    if (playing_ && !or_tell([&] { play_on(); })) pause();
    const bool may = !playing_ || !express_ || budget_.due(wall_seconds());
    if (changed_ && may && wanted_.exchange(false)) publish();
    if (stopping_) return;
    if (!playing_)
      queue_.wait();
    else if (!express_ && simulation_->now() >= pacer_.target(wall_seconds()))
      queue_.wait(kTick);
  }
}

/// What it throws becomes the notice.
template <class Act>
bool SimulationThread::or_tell(const Act& act) {
  try {
    act();
    return true;
  } catch (const std::exception& error) {
    notice_ = error.what();
    notice_is_error_ = true;
    return false;
  }
}

/// One slice towards where the simulation may be by now.
void SimulationThread::play_on() {
  sim::Time end = std::min(play_until_, simulation_->horizon());
  if (loop_) end = std::min(end, loop_->to);
  const bool loops = loop_ && play_until_ == sim::kNever && loop_->from < end;
  if (loops && simulation_->now() >= end) return begin_loop_again();
  const sim::Time target = express_ ? end : std::min(end, pacer_.target(wall_seconds()));
  const sim::Time before = simulation_->now();
  if (target > before) simulation_->advance_to_breakpoint(target, kSliceEvents);
  if (simulation_->now() != before) changed_ = true;
  pacer_.reached(wall_seconds(), simulation_->now());
  if (const auto hit = simulation_->take_hit()) {
    pause();
    notice_ =
        "paused at " + hit->kind + (hit->name.empty() ? "" : " " + hit->name) + ", " + hit->server;
    changed_ = true;
  }
  if (simulation_->now() >= end && !loops) pause();
}

void SimulationThread::begin_loop_again() {
  simulation_->seek(loop_->from, [&] { return stopping_.load(); });
  pacer_.start(wall_seconds(), simulation_->now(), speed_);
  changed_ = true;
}

void SimulationThread::pause() {
  playing_ = false;
  play_until_ = sim::kNever;
  changed_ = true;
}

void SimulationThread::publish() {
  const double began = wall_seconds();
  auto snapshot = std::make_shared<Snapshot>(simulation_->observe());
  Transport& t = snapshot->transport;
  t.playing = playing_;
  t.express = express_;
  t.asked_speed = speed_;
  t.loop = loop_;
  t.reached_speed = playing_ ? pacer_.reached_speed() : 0;
  t.notice = notice_;
  t.notice_is_error = notice_is_error_;
  latest_.put(std::move(snapshot));
  budget_.made(began, wall_seconds());
  changed_ = false;
  if (on_snapshot_) on_snapshot_();
}

namespace {
template <class... F>
struct Cases : F... {
  using F::operator()...;
};
template <class... F>
Cases(F...) -> Cases<F...>;
}  // namespace

void SimulationThread::obey(const Command& command) {
  const bool is_look = std::holds_alternative<Look>(command);
  if (!is_look) {
    notice_.clear();
    notice_is_error_ = false;
  }
  std::visit(Cases{[&](const Play&) {
                     playing_ = true;
                     pacer_.start(wall_seconds(), simulation_->now(), speed_);
                   },
                   [&](const Pause&) { pause(); },
                   [&](const SetSpeed& s) {
                     express_ = s.speed == kExpress;
                     if (!express_) speed_ = std::clamp(s.speed, 0.01, 1e6);
                     pacer_.start(wall_seconds(), simulation_->now(), speed_);
                   },
                   [&](const StepEvents& s) {
                     pause();
                     simulation_->advance(simulation_->horizon(), s.events);
                   },
                   [&](const StepTime& s) {
                     play_until_ = simulation_->now() + s.by;
                     playing_ = true;
                     pacer_.start(wall_seconds(), simulation_->now(), 1e6);
                   },
                   [&](const Seek& s) {
                     simulation_->seek(std::clamp(s.to, sim::Time{}, simulation_->horizon()),
                                       [&] { return stopping_.load(); });
                     pacer_.start(wall_seconds(), simulation_->now(), speed_);
                   },
                   [&](const SetBreakpoint& b) { simulation_->break_on(b.filter); },
                   [&](const SetLoop& l) { loop_ = l.range; },
                   [&](const Look& l) { simulation_->look(l.at); },
                   [&](const Inject& i) { notice_ = simulation_->inject(i.step); },
                   [&](const SaveSession& s) {
                     scenarios::write_session(simulation_->session(), s.file);
                     notice_ = "saved " + s.file;
                   },
                   [&](const Tell& t) {
                     notice_ = t.text;
                     notice_is_error_ = t.is_error;
                   }},
             command);
}

}  // namespace waypost::viz
