// SPDX-License-Identifier: Apache-2.0
// A second, forgiving look at a text-format scenario: enough structure to find the field around a
// mistake and to blank it out, so that the parser can go on to the next one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace waypost::scenarios {

struct Token {
  std::size_t begin = 0;
  std::size_t end = 0;  ///< one past
  int line = 0;         ///< from 0
  int column = 0;  ///< from 0, octets; a tab goes to the next multiple of 8, as protobuf counts
};

/// Words (identifiers, numbers and what is stuck to them), strings, single signs; comments are left
/// out, a string without its end goes to the end of the line.
std::vector<Token> tokenize(std::string_view text);

/// Deepest nesting of { < [.
int depth(std::string_view text, const std::vector<Token>& tokens);

/// The token at (line, column), both from 0: the last that begins there or before; tokens.size()
/// when the place is behind the last token.
std::size_t token_at(const std::vector<Token>& tokens, int line, int column);

/// A field with its value, as a range of tokens [first, last).
struct Statement {
  std::size_t first = 0;
  std::size_t last = 0;
};

/// The innermost field that holds the token; a closing sign stands for itself.
Statement statement_at(std::string_view text, const std::vector<Token>& tokens, std::size_t token);

}  // namespace waypost::scenarios
