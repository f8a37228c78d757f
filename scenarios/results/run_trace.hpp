// SPDX-License-Identifier: Apache-2.0
// The trace file of a run: what the models report, chosen by a filter, with the scenario's words
// for kinds, entities, names and addresses. Read by `waypost export` and by other tools.
#pragma once

#include <memory>
#include <string>

#include "scenarios/results/world_words.hpp"
#include "sim/trace_file.hpp"
#include "sim/trace_filter.hpp"

namespace waypost::scenarios {

/// The words for the numbers in a world's reports. `words` must outlive the legend.
sim::TraceLegend legend_of(const WorldWords& words);

class RunTrace final : public sim::TraceSink {
 public:
  /// Creates "path.partial"; finish() gives it its name. `built` must outlive this. Throws
  /// std::runtime_error when the file cannot be written.
  RunTrace(const Built& built, std::uint64_t scenario_hash, const std::string& path,
           sim::TraceFilter filter);

  void record(const sim::TraceRecord& record) override { chosen_.record(record); }
  void finish() override { file_.finish(); }

 private:
  WorldWords words_;
  sim::TraceLegend legend_;
  sim::TraceFile file_;
  sim::FilteredTrace chosen_;
};

}  // namespace waypost::scenarios
