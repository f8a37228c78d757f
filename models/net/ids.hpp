// SPDX-License-Identifier: Apache-2.0
// Indices into the tables of net::Network. Plain numbers: they mean nothing outside one run.
#pragma once

#include <cstdint>

namespace waypost::net {

using SiteId = std::uint32_t;     ///< index into Network::sites
using HostId = std::uint32_t;     ///< index into Network::hosts
using GroupId = std::uint32_t;    ///< index into Network::groups (anycast)
using NodeId = std::uint32_t;     ///< index into the nodes of Topology (exchange hubs, wired sites)
using LinkId = std::uint32_t;     ///< index into the links of Topology
using AddressId = std::uint32_t;  ///< index into the table of all addresses of the scenario

inline constexpr std::uint32_t kNone = UINT32_MAX;  ///< "no such site, host or address"

}  // namespace waypost::net
