// SPDX-License-Identifier: Apache-2.0
// Resolver and forwarder groups: members over sites in turn, profiles by share, settings, hints.
#pragma once

namespace waypost::scenarios {

struct Draft;

/// Adds the hosts of all groups, with declared addresses. First of two steps, because automatic
/// addresses and the root's hints come in between.
void add_resolver_machines(Draft& draft);

/// Makes the resolvers and forwarders themselves. The root's servers have their addresses.
void build_resolvers(Draft& draft);

}  // namespace waypost::scenarios
