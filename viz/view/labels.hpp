// SPDX-License-Identifier: Apache-2.0
// Where labels go so that none covers another: each is tried right, left, above and below its
// point, the important ones first; those without room are left out, unless they must be seen.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "viz/map/projection.hpp"

namespace waypost::viz {

struct LabelWish {
  ScreenPoint at;
  float radius = 4;  ///< of the mark; the label keeps clear of it
  float width = 0, height = 0;
  int importance = 0;    ///< higher first; ties in the order given
  std::uint32_t id = 0;  ///< the caller's
  bool must = false;     ///< placed even where it covers a mark
};

struct PlacedLabel {
  std::uint32_t id = 0;
  ScreenRect box;
};

/// Within `view`; at most `most` labels, and those that must be. `kept_clear`: rectangles that no
/// label may cover; `marks`: that only those may cover which must be seen.
std::vector<PlacedLabel> place_labels(std::span<const LabelWish> wishes, const ScreenRect& view,
                                      std::size_t most, std::span<const ScreenRect> kept_clear = {},
                                      std::span<const ScreenRect> marks = {});

bool overlap(const ScreenRect& a, const ScreenRect& b);

}  // namespace waypost::viz
