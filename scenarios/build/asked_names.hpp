// SPDX-License-Identifier: Apache-2.0
// The names that somebody will ask for: they must be known before the run, and their TLDs exist.
#pragma once

namespace waypost::scenarios {

struct Draft;

/// Interns the names of lookups, recordings, mail destinations and of the command line.
void collect_asked_names(Draft& draft);

/// Interns what aliases (DNAME, RFC 6672) make of the names below them. After the zones.
void close_over_aliases(Draft& draft);

}  // namespace waypost::scenarios
