// SPDX-License-Identifier: Apache-2.0
// The layer below the root. Each TLD zone = its delegation in the root, a SOA, the addresses that
// the root holds below it, and whatever domains a scenario delegates there; all else is NXDOMAIN.
// Its servers are placed by a written rule (place_group in tld_world.cpp): an assumption.
#pragma once

#include "scenarios/build/root_world.hpp"
#include "scenarios/import/root_sites.hpp"

namespace waypost::scenarios {

/// The record sets of one TLD zone; delegations are added before make_zone.
struct TldZone {
  dns::Name apex;
  std::vector<dns::RecordSetId> sets;
};

/// One for each delegation of `root` (a real or a mini one), in its order. The SOA is made: TTL and
/// negative TTL 900 s as of com, serial 1. "net." delegates "root-servers.net." when the root has
/// letters.
std::vector<TldZone> tld_zones(const dns::Zone& root, const ImportTarget& target);

struct TldPlacement {
  int sites = 12;  ///< of a server that serves the whole world
};

/// The servers of all TLDs of the real root, except the root letters themselves. Addresses of one
/// IPv4 /24 (the smallest prefix that is announced) are one group: they live and move together.
std::vector<ServerGroup> tld_servers(const RootWorld& root, const dns::RecordStore& records,
                                     const dns::NameTable& names,
                                     const std::function<net::Address(net::AddressId)>& address,
                                     const std::vector<RootSite>& sites,
                                     const TldPlacement& placement = {});

}  // namespace waypost::scenarios
