// SPDX-License-Identifier: Apache-2.0
// Where every walk begins: the real root zone with its letters, or a small invented one.
#pragma once

namespace waypost::scenarios {

struct Draft;

/// Adds the root zone (and what else its servers hold) and tells which TLDs there are.
void build_root(Draft& draft);

/// Adds the root's servers. The sites of all resolvers are known: a letter's site of local scope
/// exists only where somebody of its country could use it.
void build_root_servers(Draft& draft);

}  // namespace waypost::scenarios
