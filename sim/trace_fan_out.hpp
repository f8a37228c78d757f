// SPDX-License-Identifier: Apache-2.0
// One run, several readers of its trace.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "sim/trace.hpp"

namespace waypost::sim {

/// Hands every report to all of its sinks, in the order they were added.
class TraceFanOut final : public TraceSink {
 public:
  void add(std::unique_ptr<TraceSink> sink) { sinks_.push_back(std::move(sink)); }
  bool empty() const { return sinks_.empty(); }
  void record(const TraceRecord& record) override {
    for (const auto& sink : sinks_) sink->record(record);
  }
  void finish() override {
    for (const auto& sink : sinks_) sink->finish();
  }

 private:
  std::vector<std::unique_ptr<TraceSink>> sinks_;
};

}  // namespace waypost::sim
