// SPDX-License-Identifier: Apache-2.0
// The options of `run` that write what happened to mail: --maillog, --qshape, --biography.
#pragma once

#include <memory>
#include <string>

#include "cli/verb.hpp"
#include "scenarios/export/biography.hpp"
#include "sim/trace_fan_out.hpp"

namespace waypost::cli {

class RunLogs {
 public:
  void declare(Options& options);
  /// False, with a complaint, when the options make no sense together. `replications` of the run.
  bool are_fine(const Console& console, std::uint64_t replications);
  bool wanted() const { return !maillog_.empty() || !qshape_.empty() || !biography_.empty(); }
  /// Adds a sink for each option given. `window`: of the queue tables. The files get their names
  /// when the run has ended. Throws std::runtime_error naming a file that cannot be written.
  void open(const scenarios::Built& built, sim::Duration window, sim::TraceFanOut& sinks);
  /// After the run: the biography asked for; empty when none was.
  const std::string& told() const { return told_; }

 private:
  std::string maillog_, qshape_, biography_;
  scenarios::BiographyOf whom_{};
  std::string told_;
};

}  // namespace waypost::cli
