// SPDX-License-Identifier: Apache-2.0
// A trace file as text, one line per report, or as CSV: for reading, grep and tables.
#pragma once

#include <iosfwd>

#include "sim/trace_filter.hpp"
#include "sim/trace_reader.hpp"

namespace waypost::scenarios {

enum class RowForm {
  text,  ///< "12.000123456  dns.query_sent  resolvers/isp/0  name=www.example.org. type=A ..."
  csv,   ///< RFC 4180; the header names the columns
};

/// Writes the records that `filter` wants, block by block: memory does not grow with the file.
/// Returns how many. Throws sim::TraceError at a damaged block.
std::uint64_t write_rows(sim::TraceReader& trace, const sim::TraceFilter& filter, RowForm form,
                         std::ostream& out);

}  // namespace waypost::scenarios
