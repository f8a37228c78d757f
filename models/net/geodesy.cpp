// SPDX-License-Identifier: Apache-2.0
#include "models/net/geodesy.hpp"

#include <algorithm>
#include <cmath>

#include "sim/portable_math.hpp"

namespace waypost::net {

Direction to_direction(Coordinates position) {
  constexpr double kRadians = sim::portable::kPi / 180;
  const double latitude = position.latitude * kRadians;
  const double longitude = position.longitude * kRadians;
  const double level = sim::portable::cos(latitude);
  return {level * sim::portable::cos(longitude), level * sim::portable::sin(longitude),
          sim::portable::sin(latitude)};
}

double great_circle_km(Direction a, Direction b) {
  // Through the chord: exact for near points, where the arc cosine of the dot product is not.
  const double dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
  const double half_chord =
      std::sqrt(dx * dx + dy * dy + dz * dz) / 2;  // sqrt is exact in IEEE 754
  return 2 * kEarthRadiusKm * sim::portable::asin(std::min(1.0, half_chord));
}

double great_circle_km(Coordinates a, Coordinates b) {
  return great_circle_km(to_direction(a), to_direction(b));
}

}  // namespace waypost::net
