// SPDX-License-Identifier: Apache-2.0
// The fields of each record type's data, checked from the text: how many, which numbers, which
// ranges. The rest of the syntax is ldns's (ldns_record.hpp).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "models/dns/record.hpp"
#include "scenarios/import/master_text.hpp"

namespace waypost::scenarios {

/// Called for each fault of one record's data. `rule`: as ZoneFinding::rule.
using FieldReport = std::function<void(const MasterToken& at, bool error, std::string what,
                                       std::string mend, const char* rule)>;

/// Checks the data tokens of a record of `type`. `at`: where to point when a field is missing (the
/// type's token). `origin`: absolute, lower case, for guesses about a missing final dot.
void check_record_fields(dns::RecordType type, std::span<const MasterToken> data,
                         const MasterToken& at, const std::string& origin,
                         const FieldReport& report);

/// A TTL or SOA timer: seconds, or BIND's "1h30m", "2w". At most 2^31 - 1 (RFC 2181 section 8).
/// `reads_as_number`: the text looks like one, right or wrong.
bool parse_period(std::string_view text, std::uint32_t& seconds);
bool reads_as_number(std::string_view text);

/// True when the name's text ends in a dot that is not escaped.
bool is_absolute(std::string_view name);

}  // namespace waypost::scenarios
