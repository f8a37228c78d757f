// SPDX-License-Identifier: Apache-2.0
#include "scenarios/load/text_tokens.hpp"

#include <algorithm>

namespace waypost::scenarios {
namespace {

bool in_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || static_cast<unsigned char>(c) >= 0x80;
}
bool opens(char c) { return c == '{' || c == '<' || c == '['; }
bool closes(char c) { return c == '}' || c == '>' || c == ']'; }
bool is_string(char c) { return c == '"' || c == '\''; }
bool begins_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

/// One past the end of the token that begins at `i`.
std::size_t token_end(std::string_view text, std::size_t i) {
  if (is_string(text[i])) {
    std::size_t k = i + 1;
    while (k < text.size() && text[k] != text[i] && text[k] != '\n')
      k += text[k] == '\\' && k + 1 < text.size() && text[k + 1] != '\n' ? 2 : 1;
    return k < text.size() && text[k] == text[i] ? k + 1 : std::min(k, text.size());
  }
  std::size_t k = i;
  while (k < text.size() && in_word(text[k])) ++k;
  return std::max(k, i + 1);
}

/// Skips one value: a bracketed group, a run of strings, or one word with its sign.
std::size_t skip_value(std::string_view text, const std::vector<Token>& tokens, std::size_t i) {
  const auto sign = [&](std::size_t k) { return text[tokens[k].begin]; };
  if (i >= tokens.size() || closes(sign(i))) return i;
  if (opens(sign(i))) {
    int level = 0;
    for (; i < tokens.size(); ++i) {
      if (opens(sign(i))) ++level;
      if (closes(sign(i)) && --level == 0) return i + 1;
    }
    return i;
  }
  if (is_string(sign(i))) {
    while (i < tokens.size() && is_string(sign(i))) ++i;
    return i;
  }
  if (sign(i) == '-' && i + 1 < tokens.size()) ++i;
  return i + 1;
}

}  // namespace

std::vector<Token> tokenize(std::string_view text) {
  std::vector<Token> tokens;
  int line = 0, column = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '\n') {
      ++line, column = 0, ++i;
    } else if (text[i] == '\t') {
      column += 8 - column % 8, ++i;
    } else if (text[i] == '#') {
      while (i < text.size() && text[i] != '\n') ++i;
    } else if (static_cast<unsigned char>(text[i]) <= ' ') {
      ++column, ++i;
    } else {
      const std::size_t end = token_end(text, i);
      tokens.push_back({i, end, line, column});
      column += static_cast<int>(end - i);
      i = end;
    }
  }
  return tokens;
}

int depth(std::string_view text, const std::vector<Token>& tokens) {
  int level = 0, deepest = 0;
  for (const Token& token : tokens) {
    if (opens(text[token.begin])) deepest = std::max(deepest, ++level);
    if (closes(text[token.begin])) --level;
  }
  return deepest;
}

std::size_t token_at(const std::vector<Token>& tokens, int line, int column) {
  const auto begins_after = [&](const Token& token) {
    return token.line > line || (token.line == line && token.column > column);
  };
  const auto next = std::find_if(tokens.begin(), tokens.end(), begins_after);
  if (next != tokens.end() || tokens.empty())
    return static_cast<std::size_t>(std::max<std::ptrdiff_t>(next - tokens.begin() - 1, 0));
  const Token& last = tokens.back();
  const bool within =
      line == last.line && column < last.column + static_cast<int>(last.end - last.begin);
  return tokens.size() - (within ? 1 : 0);
}

Statement statement_at(std::string_view text, const std::vector<Token>& tokens, std::size_t at) {
  if (at >= tokens.size()) return {tokens.size(), tokens.size()};
  const auto sign = [&](std::size_t k) { return text[tokens[k].begin]; };
  if (closes(sign(at))) return {at, at + 1};
  std::size_t first = at;
  int level = 0;
  while (first > 0) {  // back to a name that is not itself a value
    if (closes(sign(first))) ++level;
    if (opens(sign(first))) --level;
    const char previous = sign(first - 1);
    const bool is_value = previous == ':' || previous == '-' || previous == '[' || previous == ',';
    if (level <= 0 && begins_name(sign(first)) && !is_value) break;
    --first;
  }
  std::size_t last = first + 1;
  if (last < tokens.size() && sign(last) == ':') ++last;
  const bool has_value =
      last > first + 1 || (last < tokens.size() && (opens(sign(last)) || is_string(sign(last))));
  if (has_value) last = skip_value(text, tokens, last);
  return {first, std::max(last, first + 1)};
}

}  // namespace waypost::scenarios
