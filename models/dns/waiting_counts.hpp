// SPDX-License-Identifier: Apache-2.0
// How many answers each client address waits for (Unbound, wait-limit).
#pragma once

#include <vector>

#include "models/dns/flat_index.hpp"
#include "models/net/ids.hpp"
#include "sim/hash.hpp"

namespace waypost::dns {

class WaitingCounts {
 public:
  std::uint32_t of(net::AddressId client) const {
    const std::uint32_t at = lookup(client);
    return at == FlatIndex::kAbsent ? 0 : counts_[at].waiting;
  }
  void add(net::AddressId client) {
    std::uint32_t at = lookup(client);
    if (at == FlatIndex::kAbsent) at = new_count(client);
    ++counts_[at].waiting;
  }
  /// `client` was added more often than it was removed.
  void remove(net::AddressId client) {
    const std::uint32_t at = lookup(client);
    if (--counts_[at].waiting > 0) return;
    index_.erase(sim::mix(client), at);
    free_.push_back(at);
  }

 private:
  struct Count {
    net::AddressId client = net::kNone;
    std::uint32_t waiting = 0;
  };
  std::uint32_t lookup(net::AddressId client) const {
    return index_.find(sim::mix(client),
                       [&](std::uint32_t at) { return counts_[at].client == client; });
  }
  std::uint32_t new_count(net::AddressId client) {
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(counts_.size()));
      counts_.emplace_back();
    }
    const std::uint32_t at = free_.back();
    free_.pop_back();
    counts_[at] = {client, 0};
    index_.insert(sim::mix(client), at);
    return at;
  }

  FlatIndex index_;
  std::vector<Count> counts_;
  std::vector<std::uint32_t> free_;
};

}  // namespace waypost::dns
