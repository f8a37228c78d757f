// SPDX-License-Identifier: Apache-2.0
// Master-file text inside a scenario (or beside it) -> record sets, with what is wrong told at the
// scenario's own file and line.
#pragma once

#include <string>
#include <vector>

#include "scenarios/import/zone_import.hpp"
#include "scenarios/schema/dns.pb.h"

namespace waypost::scenarios {

struct Draft;

/// Where names and addresses of imported text go.
ImportTarget import_target(Draft& draft);

/// A name as a zone's text writes it: "@", "www", or absolute with its final dot. The apex after a
/// mistake of the field at `path`.
dns::Name name_in_zone(Draft& draft, const std::string& text, dns::Name apex,
                       const std::string& path);

/// A record set, and the field of the scenario that holds its first record.
struct WrittenSet {
  dns::RecordSetId set;
  std::string path;
};

/// The record sets of lines of master-file text in the repeated field at `path`
/// ("zones[0].records"). Relative names belong to `origin`. Bad records are mistakes of the
/// scenario.
std::vector<WrittenSet> read_record_lines(
    Draft& draft, const google::protobuf::RepeatedPtrField<std::string>& lines, dns::Name origin,
    std::uint32_t ttl, const std::string& path);

/// The same of one line, told at `path` itself.
std::vector<WrittenSet> read_record_line(Draft& draft, const std::string& line, dns::Name origin,
                                         std::uint32_t ttl, const std::string& path);

/// The records of a `zones` entry, from `records` or `file`; SOA and NS are added when there are
/// none.
struct ZoneText {
  std::vector<dns::RecordSetId> sets;
  bool usable = true;  ///< false: bad records, and on_bad_record rejects the zone
};
ZoneText read_zone_text(Draft& draft, const schema::Zone& zone, dns::Name apex, std::uint32_t ttl,
                        const std::string& path);

}  // namespace waypost::scenarios
