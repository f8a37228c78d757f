// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_line.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include "scenarios/results/figures.hpp"

namespace waypost::cli {

ProgressLine::~ProgressLine() {
  if (shown_) fmt::print(console_.err, "\r{:<78}\r", "");
}

void ProgressLine::tell(const scenarios::Progress& progress) {
  const auto now = Clock::now();
  if (!wanted_ || now - last_ < std::chrono::milliseconds(200)) return;
  last_ = now;
  shown_ = true;
  const double spent = std::chrono::duration<double>(now - began_).count();
  const double share = (progress.now - sim::Time{}).seconds() /
                       std::max(1e-9, (progress.horizon - sim::Time{}).seconds());
  std::string line =
      fmt::format("\r{} of {}, {:.3g} events/s", scenarios::length(progress.now.seconds()),
                  scenarios::length(progress.horizon.seconds()),
                  static_cast<double>(progress.events) / std::max(spent, 1e-9));
  if (progress.replications > 1)
    line += fmt::format(", replication {} of {}", progress.replication + 1, progress.replications);
  else if (share > 0)
    line += fmt::format(", {} left", scenarios::length(spent / share * (1 - share)));
  fmt::print(console_.err, "{:<78}", line);
  console_.err.flush();
}

}  // namespace waypost::cli
