// SPDX-License-Identifier: Apache-2.0
// The core of the network: the shipped exchange hubs and links, or those of the scenario.
#pragma once

namespace waypost::scenarios {

struct Draft;

/// Adds hubs and links, and wires the sites that have links of their own. After Places::declare.
void build_topology(Draft& draft);

}  // namespace waypost::scenarios
