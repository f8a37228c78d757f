// SPDX-License-Identifier: Apache-2.0
// Is this message what the entry says? For queries upstream by the MATCH words; for answers to
// clients at two levels: `core` looks at the code, the flags QR, RD and RA, question, answer and
// the SOA of a negative answer; `strict` at everything the MATCH words name. Sections are compared
// as multisets, but in an answer section a CNAME stands before what it leads to.
#pragma once

#include "scenarios/replay/stage.hpp"

namespace waypost::replay {

/// True when the query upstream is one that `entry` speaks of.
bool matches_query(const Stage& stage, const PreparedEntry& entry, const dns::Datagram& query);

enum class Level : std::uint8_t { core, strict };

/// True when `got` is the answer that `expected` wants.
bool matches_answer(const Stage& stage, Dialect dialect, Level level, const PreparedEntry& expected,
                    const dns::Datagram& got);

/// Expected and got, line beside line.
std::string side_by_side(const Stage& stage, const PreparedEntry& expected,
                         const dns::Message* got);

/// Header, question and records in lines.
std::vector<std::string> message_lines(const Stage& stage, const dns::Message& message);

}  // namespace waypost::replay
