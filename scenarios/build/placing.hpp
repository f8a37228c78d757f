// SPDX-License-Identifier: Apache-2.0
// From a plain specification of a server (root letters, TLD servers) to hosts, anycast group and
// name servers.
#pragma once

#include "scenarios/build/name_servers.hpp"
#include "scenarios/build/server_group.hpp"

namespace waypost::scenarios {

struct Draft;

/// The site of a place: the city of this name, else a site of its own at the place's position.
net::SiteId site_of(Draft& draft, const ServerPlace& place);

/// Makes the server, announced at all its places, with its addresses and host names. `spec.name` is
/// set here. Several machines of one place are one host.
NameServerId place_server_group(Draft& draft, const ServerGroup& group, NameServerSpec spec);

}  // namespace waypost::scenarios
