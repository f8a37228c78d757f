// SPDX-License-Identifier: Apache-2.0
// The outer syntax of master files (RFC 1035 section 5.1): text -> entries of tokens. Comments,
// quotes, parentheses over lines, escapes kept as written. What a token means is master_file's
// business.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace waypost::scenarios {

struct MasterToken {
  std::string_view text;  ///< into the file's text; without its quotes, escapes as written
  int line = 0;           ///< from 1
  int column = 0;         ///< from 1, octets
  bool quoted = false;
};

/// One logical line: a record or a directive.
struct MasterEntry {
  std::vector<MasterToken> tokens;  ///< at least one
  bool starts_with_blank = false;   ///< the owner is the last one stated
  int line = 0;
};

/// What broke the syntax; the rest of its line is skipped.
struct SyntaxFault {
  int line = 0, column = 0;
  const char* what = nullptr;  ///< nullptr: no fault
  const char* mend = "";
};

class MasterText {
 public:
  /// `text` outlives this object and all tokens.
  explicit MasterText(std::string_view text);

  /// Reads the next entry, or a fault in its place. False at the end of the text.
  bool next(MasterEntry& entry, SyntaxFault& fault);

 private:
  bool read_entry(MasterEntry& entry, SyntaxFault& fault);
  bool read_token(MasterEntry& entry, SyntaxFault& fault);
  void skip_to_line_end();
  void end_line();

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  int line_ = 1;
};

}  // namespace waypost::scenarios
