// SPDX-License-Identifier: Apache-2.0
// The `queries` of a scenario: catalogues of names, and a demand at each group of clients.
#pragma once

namespace waypost::scenarios {

struct Draft;

/// Adds the catalogue of every `queries` entry and its part at each of the population's Clients.
void build_queries(Draft& draft);

}  // namespace waypost::scenarios
