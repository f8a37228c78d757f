// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace waypost::viz {

struct PictureSize {
  int width = 0, height = 0;
};
inline constexpr int kLeastSide = 200, kMostSide = 8000;

/// "1600x900"; nothing when it is no size or one out of range.
std::optional<PictureSize> read_picture_size(const std::string& text);

}  // namespace waypost::viz
