// SPDX-License-Identifier: Apache-2.0
// What the command line puts into a world beside the scenario: a client for dig and probe.
#pragma once

namespace waypost::scenarios {

struct Draft;

/// Adds the site of BuildOptions::client. Before routes are published.
void add_extra_client_site(Draft& draft);

/// Makes the client and the checkers, without demand. After the populations' clients.
void add_extra_clients(Draft& draft);

}  // namespace waypost::scenarios
