// SPDX-License-Identifier: Apache-2.0
// Recorded lookups: a CSV file with the columns seconds,qname,qtype (a header line, then one lookup
// a line; seconds since the start, ascending).
#pragma once

#include "scenarios/build/arrivals.hpp"

namespace waypost::scenarios {

/// The rows of `file`, for the field at `path`; mistakes are reported with their line.
std::vector<RecordedQuery> read_query_recording(const std::string& file, const std::string& path,
                                                Problems& problems);

}  // namespace waypost::scenarios
