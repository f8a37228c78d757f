// SPDX-License-Identifier: Apache-2.0
// A machine on the network: where it stands, its access line, what listens on it. Hot fields only,
// 96 bytes; its path (text) is kept beside it in Network::host_paths.
#pragma once

#include <array>
#include <cstdint>

#include "models/net/ids.hpp"
#include "sim/event.hpp"
#include "sim/time.hpp"

namespace waypost::net {

/// What meets a packet at one port of a host that is up.
enum class PortState : std::uint8_t {
  open,
  refused,      ///< TCP reset, or ICMP port unreachable
  black_holed,  ///< a firewall drops it without a word
};

enum class Service : std::uint8_t { dns, smtp };
inline constexpr std::size_t kServices = 2;

/// Which schedule of SYN retransmissions the host's kernel follows (connection.hpp).
enum class SynProfile : std::uint8_t { linux_6_5, linux_classic };

struct Host {
  std::uint64_t path_hash = 0;
  SiteId site = kNone;
  sim::EntityId entity = sim::kPlanEntity;  ///< receives the events of packets that arrive here
  sim::Duration access{};                   ///< one way, host to its site's network edge; >= 0
  /// Standard deviation that this access line adds to the one-way delay, as a share of the path's
  /// delay: 0.05 to 0.1 is usual, 0 = none. The law is in datagram.cpp, `jittered`.
  float jitter = 0;
  float loss = 0;            ///< probability per packet on the access line, each direction
  AddressId ipv4 = kNone;    ///< source address; kNone = the host has no IPv4
  AddressId ipv6 = kNone;    ///< source address; kNone = the host has no IPv6
  bool reaches_ipv4 = true;  ///< false: has addresses perhaps, but no route
  bool reaches_ipv6 = true;
  bool up = true;
  SynProfile syn_profile = SynProfile::linux_6_5;
  std::array<PortState, kServices> ports{};

  /// Set by faults: the path's delay is multiplied (>= 1), then lengthened (>= 0, one way); further
  /// packets are lost.
  float fault_delay_factor = 1;
  float fault_loss = 0;
  sim::Duration fault_extra{};

  /// Of packets to the host, while junk fills its access line.
  float flood_loss = 0;
};

}  // namespace waypost::net
