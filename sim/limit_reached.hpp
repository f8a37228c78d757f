// SPDX-License-Identifier: Apache-2.0
// A world grew beyond what the simulator can hold: not its mistake, but the scenario's size.
#pragma once

#include <stdexcept>
#include <string>

#include "sim/time.hpp"

namespace waypost::sim {

/// `what`: which limit, a sentence without full stop; `mend`: what to do instead.
class LimitReached : public std::runtime_error {
 public:
  LimitReached(Time at, const std::string& what, const std::string& mend)
      : std::runtime_error("after " + std::to_string(at.ns / 1'000'000'000) +
                           " s of simulated time " + what + ". " + mend) {}
};

}  // namespace waypost::sim
