// SPDX-License-Identifier: Apache-2.0
// Trace records of one lookup -> the chain of steps that its end waited for, found by walking back
// from the end: each step's beginning is the end of the one before, so the steps add up to the
// latency to the nanosecond. Queries that ran beside the chain are listed apart. Only what the
// trace says is used; a lookup that joined one begun before the trace shows that part as one wait.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/time.hpp"
#include "sim/trace.hpp"

namespace waypost::scenarios {

struct WalkStep {
  enum class Kind : std::uint8_t {
    to_server,    ///< a client's query on its way to the resolver or forwarder that it asks
    turned_away,  ///< that query came back: port closed, or no route
    gave_up,      ///< no answer to that query in time
    at_work,      ///< waiting for a worker of the resolver, and its work
    upstream,     ///< a resolver's query until what ended it
    waiting,      ///< nothing of its own under way: others' work was waited for
    to_client,    ///< the answer on its way back
  };
  Kind kind = Kind::waiting;
  sim::Time begin{}, end{};
  std::uint8_t depth = 0;     ///< 0: the lookup; 1, 2 ...: done for another (address of a server)
  bool from_cache = false;    ///< at_work: the answer came from the cache
  bool begun_before = false;  ///< it had begun for somebody else: only the rest was waited for
  std::uint16_t outcome = 0;  ///< dns::TraceKind that ended an upstream query; 0: nothing yet
  sim::TraceRecord asked{};   ///< the query's record
  sim::TraceRecord ended{};   ///< the record of what ended it
  sim::Duration took() const { return end - begin; }
};

struct LookupWalk {
  sim::Time begin{}, end{};
  std::uint16_t rcode = 0;
  std::int64_t status = 0;     ///< dns::LookupStatus
  std::vector<WalkStep> path;  ///< in order; each begins where the one before ended
  /// Upstream queries for this lookup that nobody waited for, and the work of servers for clients
  /// that had given up.
  std::vector<WalkStep> beside;
  sim::Duration total() const { return end - begin; }
};

/// The walk of the lookup that ended with `records[answer]`, a dns::kTraceStubAnswer.
/// Cost: O(records x steps).
LookupWalk walk_lookup(std::span<const sim::TraceRecord> records, std::size_t answer);

/// Upstream queries that were sent for the lookup, on the path or beside it.
std::vector<const WalkStep*> upstream_queries(const LookupWalk& walk);

}  // namespace waypost::scenarios
