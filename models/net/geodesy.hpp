// SPDX-License-Identifier: Apache-2.0
// Great-circle distance on a sphere, in portable arithmetic: it moves the trajectory.
#pragma once

#include "models/net/site.hpp"

namespace waypost::net {

inline constexpr double kEarthRadiusKm = 6371.0;

/// A point of the unit sphere; distances between many points are cheap from these.
struct Direction {
  double x, y, z;
};
Direction to_direction(Coordinates position);

/// Kilometres along the surface, 0 to 20015; error of the sphere against WGS 84 <= 0.6 %.
double great_circle_km(Direction a, Direction b);
double great_circle_km(Coordinates a, Coordinates b);

}  // namespace waypost::net
