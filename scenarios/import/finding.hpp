// SPDX-License-Identifier: Apache-2.0
// What is wrong with a line of a master file, where, and what to write instead.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace waypost::scenarios {

struct ZoneFinding {
  enum class Severity : std::uint8_t {
    error,    ///< the record (or the zone) cannot be used: on_bad_record decides what happens
    warning,  ///< it is used, and probably not meant so
    note,     ///< it is left out on purpose, e.g. a type that is not modelled
  };
  Severity severity = Severity::error;
  std::string file;
  int line = 0;    ///< from 1; 0: the file as a whole
  int column = 0;  ///< from 1, octets; 0: the line as a whole
  std::string what;
  std::string mend;       ///< what to write instead; may be empty
  const char* rule = "";  ///< the lint rule of which this is a case, "M08"; empty: of none
};

/// "db.example:3:7: error: ... Write ...".
std::string to_text(const ZoneFinding& finding);

/// "db.example:3:7: ... Write ...", for rows that tell the severity themselves.
std::string without_severity(const ZoneFinding& finding);

/// Keeps the first kMost findings and counts the rest, so that a hostile file costs no memory.
struct ZoneFindings {
  static constexpr std::size_t kMost = 1000;
  std::vector<ZoneFinding> list;
  std::size_t errors = 0;  ///< also those not kept
  std::size_t left_out = 0;

  void add(ZoneFinding finding);
};

}  // namespace waypost::scenarios
