// SPDX-License-Identifier: Apache-2.0
// How old the mail in the queues is, by recipient domain, at regular instants: the table that
// Postfix's qshape(1) prints from queue files, from the trace of a run instead. Columns: T, then
// ages below 5, 10, 20, ... 1280 minutes, and above; the TOTAL row first, then the fullest domains.
#pragma once

#include <cstdint>
#include <ostream>
#include <unordered_map>
#include <vector>

#include "scenarios/results/world_words.hpp"
#include "sim/trace.hpp"

namespace waypost::scenarios {

class QueueShape final : public sim::TraceSink {
 public:
  /// A table every `window` to `out`, of all hosts together; both must outlive it.
  QueueShape(const Built& built, std::ostream& out, sim::Duration window)
      : built_(built), words_(built), out_(out), window_(window), next_(sim::Time{} + window) {}
  void record(const sim::TraceRecord& r) override;
  void finish() override { print_until(built_.world.engine.now().ns); }

 private:
  /// Recipients of one message in the queue of one host.
  struct Waiting {
    std::int64_t arrived = 0;
    std::vector<std::uint32_t> domains;
  };
  void print_until(std::int64_t now);
  void print_table(sim::Time at);
  void leave(const sim::TraceRecord& r);

  const Built& built_;
  WorldWords words_;
  std::ostream& out_;
  sim::Duration window_;
  sim::Time next_;
  std::unordered_map<std::uint64_t, Waiting> waiting_;  ///< by (message, host)
};

}  // namespace waypost::scenarios
