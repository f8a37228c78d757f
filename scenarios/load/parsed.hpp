// SPDX-License-Identifier: Apache-2.0
// The result of reading a text: a value, or what is wrong with the text and what to write.
#pragma once

#include <string>
#include <utility>
#include <variant>

namespace waypost::scenarios {

struct Wrong {
  std::string what;
  std::string hint;
};

template <class T>
class Parsed {
 public:
  Parsed(T value) : result_(std::move(value)) {}
  Parsed(Wrong wrong) : result_(std::move(wrong)) {}
  explicit operator bool() const { return result_.index() == 0; }
  const T& operator*() const { return std::get<0>(result_); }
  const T* operator->() const { return &std::get<0>(result_); }
  const Wrong& wrong() const { return std::get<1>(result_); }

 private:
  std::variant<T, Wrong> result_;
};

}  // namespace waypost::scenarios
