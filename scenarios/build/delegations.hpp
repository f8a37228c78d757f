// SPDX-License-Identifier: Apache-2.0
// What zones hold about each other and about hosts: host addresses in the zone that encloses the
// host's name, NS and glue at the parent of every zone.
#pragma once

#include "scenarios/build/name_servers.hpp"
#include "scenarios/build/zone_drafts.hpp"

namespace waypost::scenarios {

/// Puts A and AAAA of a host into the deepest zone that encloses its name, unless that zone has
/// records of this name. Returns that zone; kNone when there is none.
ZoneDrafts::Index publish_addresses(ZoneDrafts& zones, dns::Name host, const Machine& machine);

/// SOA and NS at the apex, where the zone's text has none.
void add_apex_sets(ZoneDrafts& zones, const NameServers& servers, ZoneDrafts::Index zone);

/// The addresses of the zone's own servers, as the root zone holds those of the root servers: glue,
/// even where another zone holds the names ("net"). Below the zone's apex only.
void add_server_addresses(ZoneDrafts& zones, const NameServers& servers, ZoneDrafts::Index zone);

/// NS at `parent` for the child, and glue: the addresses of those servers that lie below the
/// parent's apex but in another zone. Nothing when the parent already delegates the child.
void delegate(ZoneDrafts& zones, const NameServers& servers, ZoneDrafts::Index child,
              ZoneDrafts::Index parent, std::uint32_t ttl);

/// The sets that delegate() adds; for plans that change a delegation.
std::vector<dns::RecordSetId> delegation_sets(ZoneDrafts& zones, const NameServers& servers,
                                              dns::Name child, std::span<const NameServerId> to,
                                              ZoneDrafts::Index parent, std::uint32_t ttl);

}  // namespace waypost::scenarios
