// SPDX-License-Identifier: Apache-2.0
#include "models/net/kept_connections.hpp"

#include <algorithm>

namespace waypost::net {

bool KeptConnections::use(std::uint64_t id, sim::Time now) {
  expire(now);
  settle(now);
  ++totals_.requests;
  const auto [found, opened] = last_use_.try_emplace(id, now);
  found->second = now;
  due_.add(now + idle_, id);
  if (!opened) return true;
  ++totals_.opened;
  totals_.most_held = std::max<std::uint64_t>(totals_.most_held, last_use_.size());
  return false;
}

void KeptConnections::close(std::uint64_t id, sim::Time now) {
  expire(now);
  settle(now);
  last_use_.erase(id);
}

std::size_t KeptConnections::held(sim::Time now) {
  expire(now);
  return last_use_.size();
}

ConnectionTotals KeptConnections::totals(sim::Time now) {
  expire(now);
  settle(now);
  return totals_;
}

void KeptConnections::reset_totals(sim::Time now) {
  expire(now);
  settled_ = now;
  totals_ = {};
  totals_.most_held = last_use_.size();
}

/// Closes what was idle for long enough, each at its own time.
void KeptConnections::expire(sim::Time now) {
  while (!due_.empty() && due_.earliest() <= now) {
    const sim::DueEntry entry = due_.pop();
    const auto found = last_use_.find(entry.payload);
    if (found == last_use_.end() || found->second + idle_ != entry.due) continue;
    settle(entry.due);
    last_use_.erase(found);
  }
}

void KeptConnections::settle(sim::Time at) {
  totals_.held_seconds += static_cast<double>(last_use_.size()) * (at - settled_).seconds();
  settled_ = at;
}

}  // namespace waypost::net
