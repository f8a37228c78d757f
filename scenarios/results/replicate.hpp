// SPDX-License-Identifier: Apache-2.0
// Runs a scenario, once or many times with the seeds seed, seed+1, ..., on all cores, and measures
// it. Each replication builds its own world from the same checked scenario; results are put in
// order of their seeds, so that the report has the same bytes for any number of threads.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "scenarios/build/build.hpp"
#include "scenarios/schema/result.pb.h"
#include "sim/trace.hpp"

namespace waypost::scenarios {

/// How far a replication is.
struct Progress {
  sim::Time now{}, horizon{};
  std::uint64_t events = 0;
  unsigned replication = 0, replications = 1;
};

/// Makes the sink of a single run once its world is built, which outlives it; null: no trace. Its
/// finish() is called when the run has ended.
using SinkOf = std::function<std::unique_ptr<sim::TraceSink>(const Built&)>;

struct RunRequest {
  BuildOptions build;
  unsigned replications = 1;
  unsigned threads = 1;                       ///< for replications
  const std::atomic<bool>* stop = nullptr;    ///< set: end cleanly with the report so far
  std::function<void(const Progress&)> tell;  ///< called now and then, from one thread at a time
  SinkOf sink;                                ///< with one replication only
};

/// Runs and measures. Throws what build throws; a broken contract of a model passes through too.
schema::Result run_scenario(const Loaded& loaded, const RunRequest& request);

}  // namespace waypost::scenarios
