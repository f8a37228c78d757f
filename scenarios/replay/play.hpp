// SPDX-License-Identifier: Apache-2.0
// Plays a script against a resolver of models/dns: the very code that scenarios run, on a network
// of canned answers without delays and a clock that only TIME_PASSES moves. Upstream timers are
// off: a query nobody answers waits until the script's TIMEOUT. The order of things is testbound's.
#pragma once

#include <string>

#include "scenarios/replay/script.hpp"

namespace waypost::replay {

enum class Verdict : std::uint8_t { pass, fail, unsupported };

struct Outcome {
  Verdict core = Verdict::fail;
  Verdict strict = Verdict::fail;  ///< pass only if core passes
  std::uint64_t client_queries = 0;
  std::uint64_t upstream_queries = 0;
  bool malformed = false;  ///< the script says something impossible, as `why` tells
  std::string why;         ///< what went wrong first, with the line; empty when both pass
  std::string difference;  ///< expected and got, side by side
};

/// `seed`: of the server choices. `log`: every query and answer is appended to it, when given.
Outcome play(const Script& script, std::uint64_t seed = 1, std::string* log = nullptr);

}  // namespace waypost::replay
