// SPDX-License-Identifier: Apache-2.0
// Recorded demand: CSV files whose first column is seconds since the start, ascending; a header
// line, then one lookup or message a line. docs/models.md, "Recorded demand", lists the columns.
#pragma once

#include <string>
#include <vector>

#include "models/dns/message.hpp"
#include "models/workload/mail_arrivals.hpp"
#include "scenarios/build/problems.hpp"
#include "sim/time.hpp"

namespace waypost::scenarios {

struct RecordedRow {
  sim::Time at;
  std::string columns;  ///< after the first
  int line = 0;         ///< in the file, from 1
};

/// A recording's file and the field that names it, for messages about its rows.
struct Recording {
  std::string file, path;
  std::vector<RecordedRow> rows;
};

/// The rows of `file`, for the field at `path`; mistakes are reported with their line.
Recording read_recording(const std::string& file, const std::string& path, Problems& problems);

/// The domain names in the second column, in order, without complaint about others.
std::vector<std::string> recorded_names(const std::string& file);

/// Columns qname,qtype.
std::vector<dns::Question> recorded_questions(const Recording& recording, dns::NameTable& names,
                                              Problems& problems);

/// Columns to,octets; `to`: the recipients' domains (or addresses), separated by blanks.
std::vector<workload::RecordedMessage> recorded_messages(const Recording& recording,
                                                         dns::NameTable& names, Problems& problems);

}  // namespace waypost::scenarios
