// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/replicate.hpp"

#include <algorithm>
#include <exception>
#include <mutex>
#include <thread>

#include "scenarios/results/build_id.hpp"
#include "scenarios/results/combine.hpp"
#include "scenarios/results/measure.hpp"
#include "scenarios/results/series.hpp"

namespace waypost::scenarios {
namespace {

/// Windows of a run are cut into slices so that Ctrl-C and the progress line need not wait long.
constexpr std::int64_t kSlicesPerWindow = 8;

bool stopped(const RunRequest& request) { return request.stop != nullptr && request.stop->load(); }

void run_window(Built& built, sim::Time end, const RunRequest& request, sim::TraceSink* trace,
                const std::function<void()>& tell) {
  const sim::Duration slice = (end - built.world.engine.now()) / kSlicesPerWindow;
  for (std::int64_t i = 1; i <= kSlicesPerWindow && !stopped(request); ++i) {
    const sim::Time until = i == kSlicesPerWindow ? end : built.world.engine.now() + slice;
    world::run(built.world, until, trace);
    tell();
  }
}

schema::Result run_one(const Loaded& loaded, const BuildOptions& options, const RunRequest& request,
                       const std::function<void(const Progress&)>& tell) {
  Built built = build(loaded, options);
  const std::unique_ptr<sim::TraceSink> sink = request.sink ? request.sink(built) : nullptr;
  const sim::Time horizon = built.world.workload.horizon;
  const RunSettings settings = run_settings(loaded);
  SeriesRecorder series(settings.window);
  world::start(built.world);
  const auto report = [&] {
    tell({built.world.engine.now(), horizon, built.world.engine.events_handled(), 0,
          request.replications});
  };
  while (built.world.engine.now() < horizon && !stopped(request)) {
    run_window(built, std::min(built.world.engine.now() + settings.window, horizon), request,
               sink.get(), report);
    series.end_window(built.world);
  }
  if (sink) sink->finish();
  mail::check_conservation(built.world.mail);
  schema::Result result = measure(built, settings, series);
  result.mutable_provenance()->set_scenario_hash(scenario_hash(loaded));
  result.mutable_provenance()->set_build(build_id());
  return result;
}

/// Replications of an interrupted experiment that never ran are left out.
struct Slot {
  schema::Result result;
  std::exception_ptr failure;
  bool ran = false;
};

void run_share(const Loaded& loaded, const RunRequest& request, std::vector<Slot>& slots,
               std::atomic<unsigned>& next, std::mutex& mutex, std::uint64_t first_seed) {
  for (unsigned i = next++; i < slots.size() && !stopped(request); i = next++) {
    BuildOptions options = request.build;
    options.seed = first_seed + i;
    const auto tell = [&, i](Progress progress) {
      if (!request.tell) return;
      const std::lock_guard lock(mutex);
      progress.replication = i;
      request.tell(progress);
    };
    try {
      slots[i].result = run_one(loaded, options, request, tell);
      slots[i].ran = true;
    } catch (...) {
      slots[i].failure = std::current_exception();
      next = static_cast<unsigned>(slots.size());
    }
  }
}

}  // namespace

schema::Result run_scenario(const Loaded& loaded, const RunRequest& request) {
  std::vector<Slot> slots(std::max(1u, request.replications));
  std::atomic<unsigned> next{0};
  std::mutex mutex;
  const std::uint64_t seed = request.build.seed.value_or(run_settings(loaded).seed);
  const unsigned threads = std::clamp(request.threads, 1u, static_cast<unsigned>(slots.size()));
  std::vector<std::thread> workers;
  for (unsigned i = 1; i < threads; ++i)
    workers.emplace_back([&] { run_share(loaded, request, slots, next, mutex, seed); });
  run_share(loaded, request, slots, next, mutex, seed);
  for (std::thread& worker : workers) worker.join();

  std::vector<schema::Result> results;
  for (Slot& slot : slots) {
    if (slot.failure) std::rethrow_exception(slot.failure);
    if (slot.ran) results.push_back(std::move(slot.result));
  }
  if (results.empty()) return {};
  return combine(results);
}

}  // namespace waypost::scenarios
