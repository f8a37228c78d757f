// SPDX-License-Identifier: Apache-2.0
// Recorded demand: CSV files whose first column is seconds since the start, ascending; a header
// line, then one lookup or message a line. docs/models.md, "Recorded demand", lists the columns.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/dns/message.hpp"
#include "models/workload/mail_arrivals.hpp"
#include "scenarios/build/problems.hpp"
#include "scenarios/load/parsed.hpp"
#include "sim/time.hpp"

namespace waypost::scenarios {

struct RecordedRow {
  sim::Time at;
  std::string columns;  ///< after the first
};

/// Rows in the order of time, each of the form that was asked for.
using Recording = std::vector<RecordedRow>;

/// What is wrong with a row's columns after the first.
using ColumnCheck = std::optional<Wrong> (*)(std::string_view columns);
std::optional<Wrong> check_query_columns(std::string_view columns);    ///< qname,qtype
std::optional<Wrong> check_message_columns(std::string_view columns);  ///< to,octets

/// The good rows of `file`, for the field at `path`; the first twenty bad ones are reported, by
/// line.
Recording read_recording(const std::string& file, ColumnCheck check, const std::string& path,
                         Problems& problems);

/// The domain names in the second column, in order, without complaint about others.
std::vector<std::string> recorded_names(const std::string& file);

/// Of rows that check_query_columns let pass.
std::vector<dns::Question> recorded_questions(const Recording& recording, dns::NameTable& names);

/// Of rows that check_message_columns let pass; `to`: the recipients' domains (or addresses),
/// separated by blanks.
std::vector<workload::RecordedMessage> recorded_messages(const Recording& recording,
                                                         dns::NameTable& names);

}  // namespace waypost::scenarios
