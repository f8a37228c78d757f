// SPDX-License-Identifier: Apache-2.0
#include "viz/view/labels.hpp"

#include <algorithm>
#include <array>

namespace waypost::viz {
namespace {

constexpr float kGap = 3;

std::array<ScreenRect, 4> places(const LabelWish& w) {
  const float off = w.radius + kGap;
  return {{{w.at.x + off, w.at.y - w.height / 2, w.width, w.height},
           {w.at.x - off - w.width, w.at.y - w.height / 2, w.width, w.height},
           {w.at.x - w.width / 2, w.at.y - off - w.height, w.width, w.height},
           {w.at.x - w.width / 2, w.at.y + off, w.width, w.height}}};
}

bool within(const ScreenRect& inner, const ScreenRect& outer) {
  return inner.x >= outer.x && inner.y >= outer.y &&
         inner.x + inner.width <= outer.x + outer.width &&
         inner.y + inner.height <= outer.y + outer.height;
}

}  // namespace

bool overlap(const ScreenRect& a, const ScreenRect& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

std::vector<PlacedLabel> place_labels(std::span<const LabelWish> wishes, const ScreenRect& view,
                                      std::size_t most, std::span<const ScreenRect> kept_clear) {
  std::vector<const LabelWish*> order;
  for (const LabelWish& wish : wishes) order.push_back(&wish);
  std::stable_sort(order.begin(), order.end(), [](const LabelWish* a, const LabelWish* b) {
    return a->importance > b->importance;
  });
  std::vector<PlacedLabel> placed;
  for (const LabelWish* wish : order) {
    if (placed.size() >= most) break;
    if (!view.contains(wish->at)) continue;
    for (const ScreenRect& box : places(*wish)) {
      const auto clear = [&](const ScreenRect& other) { return !overlap(box, other); };
      if (!within(box, view) || !std::all_of(kept_clear.begin(), kept_clear.end(), clear) ||
          !std::all_of(placed.begin(), placed.end(),
                       [&](const PlacedLabel& p) { return clear(p.box); }))
        continue;
      placed.push_back({wish->id, box});
      break;
    }
  }
  return placed;
}

}  // namespace waypost::viz
