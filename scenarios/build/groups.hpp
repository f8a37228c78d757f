// SPDX-License-Identifier: Apache-2.0
// Resolvers and forwarders that a scenario names together, and which of them a host asks: the
// nearest member, by the network's delays.
#pragma once

#include <string>
#include <vector>

#include "models/plan/action.hpp"
#include "scenarios/build/machines.hpp"

namespace waypost::scenarios {

struct ResolverGroup {
  std::string name;
  plan::ServerRef::Kind kind = plan::ServerRef::Kind::resolver;
  std::vector<Machine> machines{};  ///< one per member; of an anycast group a single one
  std::vector<std::uint32_t>
      servers{};  ///< resolvers or forwarders, one per host, machine by machine
};

/// By which `from` would ask the machine: IPv4 when both have it, else IPv6; kNone when neither.
net::AddressId address_for(const net::Host& from, const Machine& machine);

/// The address at which a host at `from` asks the group: its nearest member's (declared first on a
/// tie). The network's routes are published. kNone when no member shares an address family.
net::AddressId nearest_member(const net::Network& network, const net::Host& from,
                              const ResolverGroup& group);

}  // namespace waypost::scenarios
