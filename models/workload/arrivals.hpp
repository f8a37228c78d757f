// SPDX-License-Identifier: Apache-2.0
// When the next thing happens: a Poisson stream along a rate curve, even spacing, or a list of
// instants.
#pragma once

#include <vector>

#include "models/workload/rate_curve.hpp"

namespace waypost::workload {

struct Arrivals {
  enum class Kind : std::uint8_t { poisson, evenly, at_instants };
  Kind kind = Kind::poisson;
  RateCurve curve;                        ///< poisson
  sim::Duration interval{};               ///< evenly: > 0
  std::vector<sim::Time> instants;        ///< at_instants: in order
  sim::Time from{}, until = sim::kNever;  ///< nothing outside [from, until)
};

/// The arrival number `ordinal` (0 for the first), given that the one before was at `previous`
/// (ignored for the first); sim::kNever when there is none before `horizon`.
sim::Time arrival_time(const Arrivals& arrivals, std::uint64_t ordinal, sim::Time previous,
                       sim::Time horizon, sim::Draw& draw);

}  // namespace waypost::workload
