// SPDX-License-Identifier: Apache-2.0
// ENTRY_BEGIN ... ENTRY_END of a .rpl file: words of MATCH, REPLY and ADJUST, sections, records.
#pragma once

#include "scenarios/replay/lines.hpp"

namespace waypost::replay {

/// $ORIGIN and $TTL in force.
struct RecordDefaults {
  std::string origin = ".";
  std::uint32_t ttl = 3600;
};

/// Takes "$ORIGIN name" or "$TTL seconds"; false when the line is neither.
bool take_directive(std::string_view line, int number, RecordDefaults& defaults);

/// owner [ttl] [class] type. Throws Fault.
Asked read_question(const std::vector<std::string>& words, int line,
                    const RecordDefaults& defaults);

/// Reads the lines after ENTRY_BEGIN up to ENTRY_END. Throws Fault.
Entry read_entry(Lines& lines, const RecordDefaults& defaults, const std::string& file);

}  // namespace waypost::replay
