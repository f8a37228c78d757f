// SPDX-License-Identifier: Apache-2.0
// Client subnet (RFC 7871): a resolver tells name servers which network its client is in; what they
// answer for that network is kept for it alone, so that the cache splits. Networks are /24s of 250
// users, numbered within the host that stands for a population at a place. Left out: IPv6 (counted
// alike), scopes other than the length asked for, and clients that send the option themselves.
#pragma once

#include <algorithm>
#include <cstdint>
#include <unordered_map>

#include "models/dns/cache.hpp"
#include "models/net/ids.hpp"

namespace waypost::dns {

/// A network of clients: 20 bits of the host that stands for it, plus one; 12 bits of its number
/// there. 0: none.
using Subnet = std::uint32_t;

inline constexpr std::uint32_t kSubnetHostBits = 20;
inline constexpr std::uint32_t kMostSubnets = 1u << (32 - kSubnetHostBits);
inline constexpr std::uint64_t kUsersPerSubnet = 250;
inline constexpr std::uint8_t kSubnetPrefix = 24;  ///< RFC 7871 section 11.1: no more than this

inline Subnet make_subnet(net::HostId host, std::uint32_t number) {
  return number << kSubnetHostBits | ((host + 1) & ((1u << kSubnetHostBits) - 1));
}
inline net::HostId host_of(Subnet subnet) { return (subnet & ((1u << kSubnetHostBits) - 1)) - 1; }
/// The larger network that shares the first `prefix` <= 24 bits.
inline Subnet shorten(Subnet subnet, std::uint8_t prefix) {
  const std::uint32_t number = subnet >> kSubnetHostBits;
  return make_subnet(host_of(subnet), number >> (kSubnetPrefix - prefix));
}
/// How many networks `users` take.
inline std::uint32_t count_subnets(std::uint64_t users) {
  const std::uint64_t needed = (users + kUsersPerSubnet - 1) / kUsersPerSubnet;
  return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(needed, 1, kMostSubnets));
}

/// What was answered for single networks: a cache for each.
class ScopedCaches {
 public:
  explicit ScopedCaches(const CachePolicy& policy) : policy_(policy) {}

  /// Null when nothing was ever answered for the network.
  Cache* find(Subnet subnet) {
    const auto found = caches_.find(subnet);
    return found == caches_.end() ? nullptr : &found->second;
  }
  Cache& of(Subnet subnet) { return caches_.try_emplace(subnet, policy_).first->second; }
  void clear() { caches_.clear(); }
  void flush(Name below) {
    for (auto& [subnet, cache] : caches_) cache.flush(below);  // in any order: each by itself
  }
  std::size_t size() const { return caches_.size(); }

 private:
  CachePolicy policy_;
  std::unordered_map<Subnet, Cache> caches_;
};

}  // namespace waypost::dns
