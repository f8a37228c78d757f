// SPDX-License-Identifier: Apache-2.0
// RFC 1035 master files -> records, each with the line it stands on, and findings: every bad
// record, what is wrong with it and what to write. $ORIGIN, $TTL, $INCLUDE (bounded depth);
// $GENERATE is refused. Which records make a zone is zone_import.hpp's business. Class IN only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/dns/record.hpp"
#include "scenarios/import/finding.hpp"

namespace waypost::scenarios {

/// One record as written, relative names completed.
struct MasterRecord {
  std::string owner;       ///< absolute, as written otherwise
  std::string data;        ///< canonical text of the fields, names absolute
  std::uint32_t ttl = 0;   ///< seconds
  std::uint32_t file = 0;  ///< index into MasterRecords::files
  int line = 0;
  dns::RecordType type{};
  std::uint16_t wire_octets = 0;
};

struct MasterRecords {
  std::vector<MasterRecord> records;
  std::vector<std::string> files;  ///< names for messages; 0 is the one asked for
  ZoneFindings findings;           ///< all lines with an error are absent from records
};

struct MasterOptions {
  std::string origin = ".";                  ///< until $ORIGIN; absolute
  std::optional<std::uint32_t> default_ttl;  ///< for records without TTL, until $TTL; seconds
  int include_depth = 8;                     ///< 0: $INCLUDE is refused
};

inline constexpr std::size_t kMaxMasterOctets = std::size_t{256} << 20;

/// Reads `text`, which stands in `file` (for messages; includes are relative to its folder).
/// `lines`: the line in `file` of each line of the text, for text taken from elsewhere; empty: 1,
/// 2, ...
MasterRecords read_master_text(std::string_view text, const std::string& file,
                               const MasterOptions& options = {},
                               const std::vector<int>& lines = {});

/// The same for a file on disk. A file that cannot be read, or is over 256 MiB, is one finding.
MasterRecords read_master_file(const std::string& path, const MasterOptions& options = {});

}  // namespace waypost::scenarios
