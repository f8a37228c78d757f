// SPDX-License-Identifier: Apache-2.0
#include "scenarios/replay/lines.hpp"

#include <charconv>
#include <cmath>

namespace waypost::replay {
namespace {

constexpr std::string_view kBlank = " \t\r\f\v";

std::string_view trimmed(std::string_view s) {
  const std::size_t from = s.find_first_not_of(kBlank);
  if (from == std::string_view::npos) return {};
  return s.substr(from, s.find_last_not_of(kBlank) - from + 1);
}

}  // namespace

void malformed(int line, std::string what) { throw Fault({line, false, std::move(what)}); }
void unsupported(int line, std::string what) { throw Fault({line, true, std::move(what)}); }

Lines::Lines(std::string_view text) : rest_(text), ended_(text.empty()) {}

bool Lines::next() {
  if (again_) {
    again_ = false;
    return true;
  }
  while (!ended_) {
    const std::size_t end = rest_.find('\n');
    line_ = trimmed(rest_.substr(0, end));
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    ended_ = rest_.empty();
    ++number_;
    if (!line_.empty() && line_[0] != ';' && line_[0] != '#') return true;
  }
  line_ = {};
  return false;
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  for (;;) {
    const std::size_t from = line.find_first_not_of(kBlank);
    if (from == std::string_view::npos || line[from] == ';') return words;
    line.remove_prefix(from);
    const std::size_t end = line.find_first_of(kBlank);
    std::string word(line.substr(0, end));
    const std::size_t comment = word.find(';');
    if (comment != std::string::npos) word.resize(comment);
    words.push_back(std::move(word));
    if (comment != std::string::npos || end == std::string_view::npos) return words;
    line.remove_prefix(end);
  }
}

bool starts_with_word(std::string_view line, std::string_view word) {
  return line.starts_with(word) &&
         (line.size() == word.size() || kBlank.find(line[word.size()]) != std::string_view::npos);
}

int to_int(const std::string& word, int line, const char* what) {
  int value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size())
    malformed(line, std::string(what) + " \"" + word + "\" is no whole number");
  return value;
}

double to_double(const std::string& word, int line, const char* what) {
  double value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size() || !std::isfinite(value) ||
      value < 0 || value > 1e9)
    malformed(line, std::string(what) + " \"" + word + "\" is no number from 0 to 1e9");
  return value;
}

net::Address to_address(const std::string& word, int line) {
  const auto address = net::parse_address(word.substr(0, word.find('@')));
  if (!address) malformed(line, "\"" + word + "\" is no IP address");
  return *address;
}

}  // namespace waypost::replay
