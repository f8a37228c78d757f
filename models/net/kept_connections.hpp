// SPDX-License-Identifier: Apache-2.0
// Connections kept open for the next request, as one client, or many alike, holds them to one
// server: open until nothing was sent for the idle time (RFC 7766 section 6.2.3). Their number is
// what the server has to hold. A client that asks as a Poisson process of rate r finds its
// connection open with probability 1 - e^(-r T), which is also the share of clients connected.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "sim/due_index.hpp"
#include "sim/time.hpp"

namespace waypost::net {

struct ConnectionTotals {
  std::uint64_t requests = 0;
  std::uint64_t opened = 0;
  std::uint64_t most_held = 0;
  double held_seconds = 0;  ///< connections times seconds, up to `settled`
};

class KeptConnections {
 public:
  explicit KeptConnections(sim::Duration idle_timeout = sim::seconds(30)) : idle_(idle_timeout) {}

  /// A request of client `id` goes out now. True: its connection was open; false: it is opened.
  bool use(std::uint64_t id, sim::Time now);
  /// The client gave the connection up: nothing came back.
  void close(std::uint64_t id, sim::Time now);

  std::size_t held(sim::Time now);
  /// Up to `now`.
  ConnectionTotals totals(sim::Time now);
  /// Counts anew from `now` on; what is open stays.
  void reset_totals(sim::Time now);

 private:
  void expire(sim::Time now);
  void settle(sim::Time at);

  sim::Duration idle_;
  std::unordered_map<std::uint64_t, sim::Time> last_use_;  ///< of those open; never iterated
  sim::DueRing due_;  ///< one entry per request; out of date when the connection was used since
  sim::Time settled_{};
  ConnectionTotals totals_;
};

}  // namespace waypost::net
