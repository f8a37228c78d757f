// SPDX-License-Identifier: Apache-2.0
// Replications -> one Result. Each replication is measured as a Result of single values; here every
// Estimate at the same place becomes mean ± 95 % half-width (Student). Rows of lists meet by their
// key ("what", "name", "key"); a row that a replication lacks counts as zero there.
#pragma once

#include <vector>

#include "scenarios/schema/result.pb.h"

namespace waypost::scenarios {

/// `replications` in order of their seeds, at least one. Plan events, findings and assumptions are
/// the first replication's; series are means. The result depends on the order alone, not on
/// threads.
schema::Result combine(const std::vector<schema::Result>& replications);

}  // namespace waypost::scenarios
