// SPDX-License-Identifier: Apache-2.0
#include "viz/map/triangulate.hpp"

#include <algorithm>

namespace waypost::viz {
namespace {

double cross(MapPoint a, MapPoint b, MapPoint c) {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

bool inside(MapPoint p, MapPoint a, MapPoint b, MapPoint c) {
  return cross(a, b, p) >= 0 && cross(b, c, p) >= 0 && cross(c, a, p) >= 0;
}

/// The ring that is left, as a doubly linked list of its vertices.
class Ears {
 public:
  explicit Ears(std::span<const MapPoint> ring) : ring_(ring) {
    const auto n = static_cast<std::uint32_t>(ring.size());
    const bool clockwise = ring_area(ring) < 0;
    next_.resize(n);
    previous_.resize(n);
    for (std::uint32_t i = 0; i < n; ++i) {
      next_[i] = clockwise ? (i + n - 1) % n : (i + 1) % n;
      previous_[i] = clockwise ? (i + 1) % n : (i + n - 1) % n;
    }
    for (std::uint32_t i = 0; i < n; ++i)
      if (is_reflex(i)) reflex_.push_back(i);
  }

  std::vector<std::uint32_t> cut();

 private:
  bool is_reflex(std::uint32_t i) const {
    return cross(ring_[previous_[i]], ring_[i], ring_[next_[i]]) <= 0;
  }
  bool is_ear(std::uint32_t i) const {
    if (is_reflex(i)) return false;
    const std::uint32_t a = previous_[i], c = next_[i];
    return std::none_of(reflex_.begin(), reflex_.end(), [&](std::uint32_t r) {
      return r != a && r != i && r != c && inside(ring_[r], ring_[a], ring_[i], ring_[c]) &&
             !same(ring_[r], ring_[a]) && !same(ring_[r], ring_[i]) && !same(ring_[r], ring_[c]);
    });
  }
  static bool same(MapPoint a, MapPoint b) { return a.x == b.x && a.y == b.y; }
  void remove(std::uint32_t i) {
    next_[previous_[i]] = next_[i];
    previous_[next_[i]] = previous_[i];
    std::erase_if(reflex_, [&](std::uint32_t r) { return r == i || !is_reflex(r); });
  }

  std::span<const MapPoint> ring_;
  std::vector<std::uint32_t> next_, previous_, reflex_;
};

std::vector<std::uint32_t> Ears::cut() {
  std::vector<std::uint32_t> triangles;
  std::size_t left = ring_.size(), since_last_ear = 0;
  std::uint32_t at = 0;
  while (left >= 3) {
    // A whole round without an ear: the ring crosses itself; the vertex is dropped with its
    // triangle.
    if (is_ear(at) || since_last_ear > left) {
      const std::uint32_t before = previous_[at], after = next_[at];
      triangles.insert(triangles.end(), {before, at, after});
      remove(at);
      --left;
      since_last_ear = 0;
      at = after;
    } else {
      at = next_[at];
      ++since_last_ear;
    }
  }
  return triangles;
}

}  // namespace

double ring_area(std::span<const MapPoint> ring) {
  double twice = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const MapPoint a = ring[i], b = ring[(i + 1) % ring.size()];
    twice += a.x * b.y - b.x * a.y;
  }
  return twice / 2;
}

std::vector<std::uint32_t> triangulate(std::span<const MapPoint> ring) {
  if (ring.size() < 3) return {};
  return Ears(ring).cut();
}

}  // namespace waypost::viz
