// SPDX-License-Identifier: Apache-2.0
// The name servers and zones that a scenario declares, and the last step of all zones: host
// addresses, delegations, answer policies, first versions.
#pragma once

namespace waypost::scenarios {

struct Draft;

/// Adds the machines of `name_servers`.
void build_name_servers(Draft& draft);

/// Reads the text of every `zones` entry into a draft zone. After the name servers.
void read_zones(Draft& draft);

/// Puts host addresses and delegations where they belong. All machines have their addresses; the
/// root and the TLDs are there.
void connect_zones(Draft& draft);

/// Makes the first version of every zone and gives it to its servers.
void publish_zones(Draft& draft);

}  // namespace waypost::scenarios
