// SPDX-License-Identifier: Apache-2.0
#include "viz/view/labels.hpp"

#include <algorithm>

namespace waypost::viz {
namespace {

constexpr float kGap = 3;

/// Right, left, above, below; `further` away, in heights of the label, also between these.
std::vector<ScreenRect> places(const LabelWish& w, int further) {
  const float off = w.radius + kGap + static_cast<float>(further) * w.height;
  const float right = w.at.x + off, left = w.at.x - off - w.width, middle = w.at.x - w.width / 2;
  const float above = w.at.y - off - w.height, below = w.at.y + off, level = w.at.y - w.height / 2;
  std::vector<ScreenRect> all{{right, level, w.width, w.height},
                              {left, level, w.width, w.height},
                              {middle, above, w.width, w.height},
                              {middle, below, w.width, w.height}};
  if (further > 0)
    for (const float x : {w.at.x, w.at.x - w.width})
      for (const float y : {above, below}) all.push_back({x, y, w.width, w.height});
  return all;
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

namespace {

using Rects = std::span<const ScreenRect>;

/// Where a label may stand clear of all, if anywhere.
class Room {
 public:
  Room(const ScreenRect& view, Rects kept_clear, Rects marks)
      : view_(view), kept_clear_(kept_clear), marks_(marks) {}

  /// The first free place, nearest to the mark first.
  const ScreenRect* find(const LabelWish& wish, int furthest, bool over_marks) {
    for (int further = 0; further <= furthest; ++further)
      for (const ScreenRect& box : places(wish, further)) {
        if (!within(box, view_) || !clear(box, kept_clear_) || !clear(box, taken_)) continue;
        if (!over_marks && !clear(box, marks_)) continue;
        taken_.push_back(box);
        return &taken_.back();
      }
    return nullptr;
  }

 private:
  static bool clear(const ScreenRect& box, Rects others) {
    return std::none_of(others.begin(), others.end(),
                        [&](const ScreenRect& other) { return overlap(box, other); });
  }
  ScreenRect view_;
  Rects kept_clear_, marks_;
  std::vector<ScreenRect> taken_;
};

}  // namespace

std::vector<PlacedLabel> place_labels(std::span<const LabelWish> wishes, const ScreenRect& view,
                                      std::size_t most, Rects kept_clear, Rects marks) {
  std::vector<const LabelWish*> order;
  for (const LabelWish& wish : wishes) order.push_back(&wish);
  std::stable_sort(order.begin(), order.end(), [](const LabelWish* a, const LabelWish* b) {
    return a->must != b->must ? a->must : a->importance > b->importance;
  });
  Room room(view, kept_clear, marks);
  std::vector<PlacedLabel> placed;
  for (const LabelWish* wish : order) {
    if (placed.size() >= most && !wish->must) break;
    if (!view.contains(wish->at)) continue;
    constexpr int kFurthest = 4;
    const ScreenRect* box = room.find(*wish, wish->must ? kFurthest : 0, false);
    if (box == nullptr && wish->must) box = room.find(*wish, kFurthest, true);
    if (box != nullptr) placed.push_back({wish->id, *box});
  }
  return placed;
}

}  // namespace waypost::viz
