// SPDX-License-Identifier: Apache-2.0
// A simple polygon as triangles, by cutting ears (Meisters 1975; only reflex vertices are tested).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "viz/map/projection.hpp"

namespace waypost::viz {

/// Indices into `ring` (not closed: the last point is not the first), three a triangle,
/// counter-clockwise. Fewer than three points give none. A ring that crosses itself gives some
/// triangulation, never a hang. O(n x reflex vertices).
std::vector<std::uint32_t> triangulate(std::span<const MapPoint> ring);

/// Signed area, positive when counter-clockwise; square degrees of the plane.
double ring_area(std::span<const MapPoint> ring);

}  // namespace waypost::viz
