// SPDX-License-Identifier: Apache-2.0
// The lines of a .rpl file: trimmed, numbered, without blank ones and comments; and their words.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/replay/script.hpp"

namespace waypost::replay {

/// The one way out of the reader: the fault found.
struct Fault : std::runtime_error {
  explicit Fault(Refusal r) : std::runtime_error(r.what), refusal(std::move(r)) {}
  Refusal refusal;
};
[[noreturn]] void malformed(int line, std::string what);
[[noreturn]] void unsupported(int line, std::string what);

/// Walks over the lines; comment lines and blank ones are passed over.
class Lines {
 public:
  explicit Lines(std::string_view text);
  /// False at the end. The present line is trimmed at both ends.
  bool next();
  std::string_view text() const { return line_; }
  int number() const { return number_; }
  /// The present line is returned once more by the next call of next().
  void put_back() { again_ = true; }

 private:
  std::string_view rest_, line_;
  int number_ = 0;
  bool again_ = false, ended_ = false;
};

/// Blank-separated words up to a word that begins with ';'.
std::vector<std::string> words_of(std::string_view line);

bool starts_with_word(std::string_view line, std::string_view word);

int to_int(const std::string& word, int line, const char* what);
double to_double(const std::string& word, int line, const char* what);
net::Address to_address(const std::string& word, int line);

}  // namespace waypost::replay
