// SPDX-License-Identifier: Apache-2.0
#include "scenarios/import/master_text.hpp"

namespace waypost::scenarios {
namespace {

/// A parenthesis open for longer is taken for a forgotten one: keeps the work linear in the text.
constexpr int kMaxLinesInParentheses = 200;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }
bool ends_token(char c) {
  return is_blank(c) || is_control(c) || c == ';' || c == '(' || c == ')' || c == '"';
}

}  // namespace

MasterText::MasterText(std::string_view text) : text_(text) {
  if (text_.starts_with("\xEF\xBB\xBF")) at_ = line_start_ = 3;  // byte order mark
}

void MasterText::skip_to_line_end() {
  const std::size_t end = text_.find('\n', at_);
  at_ = end == std::string_view::npos ? text_.size() : end;
}

void MasterText::end_line() {
  line_start_ = ++at_;
  ++line_;
}

bool MasterText::next(MasterEntry& entry, SyntaxFault& fault) {
  while (at_ < text_.size()) {
    entry.tokens.clear();
    entry.line = line_;
    entry.starts_with_blank = is_blank(text_[at_]);
    fault = {};
    const MasterText start = *this;
    if (!read_entry(entry, fault)) {
      *this = start;  // the lines after the faulty one are read on their own
      skip_to_line_end();
      if (at_ < text_.size()) end_line();
      return true;
    }
    if (!entry.tokens.empty()) return true;
  }
  return false;
}

/// Reads up to the line end outside parentheses. False: `fault` says why not.
bool MasterText::read_entry(MasterEntry& entry, SyntaxFault& fault) {
  int open = 0;
  SyntaxFault unclosed{0, 0, "a parenthesis is opened and not closed", "Close it with \")\""};
  while (at_ < text_.size()) {
    const char c = text_[at_];
    const int column = static_cast<int>(at_ - line_start_) + 1;
    if (c == '\n') {
      end_line();
      if (open == 0) return true;
      if (line_ - unclosed.line > kMaxLinesInParentheses) break;
    } else if (is_blank(c)) {
      ++at_;
    } else if (c == ';') {
      skip_to_line_end();
    } else if (c == '(') {
      if (open++ == 0) unclosed.line = line_, unclosed.column = column;
      ++at_;
    } else if (c == ')') {
      ++at_;
      if (open-- > 0) continue;
      fault = {line_, column, "a parenthesis is closed that was never opened", "Take \")\" out"};
      return false;
    } else if (!read_token(entry, fault)) {
      return false;
    }
  }
  if (open > 0) fault = unclosed;
  return open == 0;
}

bool MasterText::read_token(MasterEntry& entry, SyntaxFault& fault) {
  const int column = static_cast<int>(at_ - line_start_) + 1;
  const bool quoted = text_[at_] == '"';
  std::size_t end = at_ + (quoted ? 1 : 0);
  const std::size_t begin = end;
  while (end < text_.size() &&
         (quoted ? text_[end] != '"' && text_[end] != '\n' : !ends_token(text_[end]))) {
    end += text_[end] == '\\' && end + 1 < text_.size() && text_[end + 1] != '\n' ? 2 : 1;
  }
  if (quoted && (end >= text_.size() || text_[end] != '"')) {
    fault = {line_, column, "a quotation mark is opened and not closed on its line",
             "Close it with '\"'"};
    return false;
  }
  if (end == begin && !quoted) {
    fault = {line_, column, "a control character stands here", "Take it out, or write it as \\DDD"};
    return false;
  }
  entry.tokens.push_back({text_.substr(begin, end - begin), line_, column, quoted});
  at_ = end + (quoted ? 1 : 0);
  return true;
}

}  // namespace waypost::scenarios
