// SPDX-License-Identifier: Apache-2.0
#include "viz/app/picture_size.hpp"

#include <regex>

namespace waypost::viz {

std::optional<PictureSize> read_picture_size(const std::string& text) {
  static const std::regex kSize(R"((\d{1,5})x(\d{1,5}))");
  std::smatch m;
  if (!std::regex_match(text, m, kSize)) return std::nullopt;
  const PictureSize size{std::stoi(m[1]), std::stoi(m[2])};
  const auto fits = [](int side) { return side >= kLeastSide && side <= kMostSide; };
  return fits(size.width) && fits(size.height) ? std::optional(size) : std::nullopt;
}

}  // namespace waypost::viz
