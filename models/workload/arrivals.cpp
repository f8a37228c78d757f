// SPDX-License-Identifier: Apache-2.0
#include "models/workload/arrivals.hpp"

#include <algorithm>

namespace waypost::workload {

sim::Time arrival_time(const Arrivals& arrivals, std::uint64_t ordinal, sim::Time previous,
                       sim::Time horizon, sim::Draw& draw) {
  const sim::Time earliest = ordinal == 0 ? arrivals.from : previous;
  sim::Time at = sim::kNever;
  switch (arrivals.kind) {
    case Arrivals::Kind::poisson:
      at = next_arrival(arrivals.curve, earliest, std::min(horizon, arrivals.until), draw);
      break;
    case Arrivals::Kind::evenly:
      at = ordinal == 0 ? arrivals.from : previous + arrivals.interval;
      break;
    case Arrivals::Kind::at_instants:
      if (ordinal < arrivals.instants.size()) at = arrivals.instants[ordinal];
      break;
  }
  return at < arrivals.until && at <= horizon ? at : sim::kNever;
}

}  // namespace waypost::workload
