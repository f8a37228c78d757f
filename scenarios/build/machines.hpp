// SPDX-License-Identifier: Apache-2.0
// Hosts and their addresses. A machine is what a scenario names once: one host, or one host at each
// of several sites behind one anycast address. Declared addresses are claimed at once; automatic
// ones later, when every declared one is known.
#pragma once

#include <string>
#include <vector>

#include "models/net/network.hpp"
#include "scenarios/build/access.hpp"

namespace waypost::scenarios {

struct Machine {
  std::string
      path{};  ///< list and name: "name_servers/ns1.example.com"; luck and addresses key on it
  std::vector<net::HostId> hosts{};  ///< one per site
  net::GroupId anycast = net::kNone;
  std::vector<net::AddressId> ipv4{}, ipv6{};  ///< by which it is reached
};

struct MachineSpec {
  std::string path;
  std::vector<net::SiteId> sites{};  ///< at least one
  AccessLine line{};
  bool anycast = false;                               ///< even with one site
  std::vector<net::AnycastInstance::Scope> scopes{};  ///< by site; empty: all global
};

/// Adds the hosts (and the anycast group, when there are several sites); no addresses yet.
Machine add_machine(net::Network& network, const MachineSpec& spec, const CoreLine& core,
                    float stray_share);

/// Gives the machine an address. Returns the path of the present owner when it is taken.
std::string claim(net::Network& network, Machine& machine, const net::Address& address);

/// Gives the machine an automatic address of each family that its line has, if it has none at all.
void claim_automatic(net::Network& network, Machine& machine);

/// Gives each host automatic addresses of its own to send from; the machine is known by others.
void claim_own_addresses(net::Network& network, const Machine& machine);

}  // namespace waypost::scenarios
