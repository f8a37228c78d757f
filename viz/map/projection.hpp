// SPDX-License-Identifier: Apache-2.0
// From the sphere to the screen: Miller's cylindrical projection (1942), which keeps the meridians
// upright, so that the world repeats every 360 degrees, and stretches the north less than
// Mercator's. Plane coordinates are degrees of longitude at the equator, y growing northwards.
#pragma once

#include <vector>

namespace waypost::viz {

struct GeoPoint {
  double longitude = 0, latitude = 0;  ///< degrees; longitude may lie outside -180..180
};

struct MapPoint {
  double x = 0, y = 0;
};

MapPoint project(GeoPoint geo);
GeoPoint unproject(MapPoint point);

struct ScreenPoint {
  float x = 0, y = 0;
};

/// A rectangle of pixels.
struct ScreenRect {
  float x = 0, y = 0, width = 0, height = 0;
  bool contains(ScreenPoint p) const {
    return p.x >= x && p.y >= y && p.x < x + width && p.y < y + height;
  }
};

/// What part of the plane is seen where.
struct Camera {
  MapPoint centre{10, 20};
  double pixels_per_degree = 4;
  ScreenRect view{};

  ScreenPoint to_screen(MapPoint p) const;
  MapPoint to_map(ScreenPoint p) const;
  /// Zooms so that the point under `fixed` stays where it is. Between the whole world and a city.
  void zoom(double factor, ScreenPoint fixed);
  void pan(float dx, float dy);
  /// Shows all of `points` with a margin, no nearer than `max_pixels_per_degree`; the whole world
  /// when there are none. Points on both sides of 180 degrees are shown the short way round.
  void fit(const std::vector<GeoPoint>& points, double max_pixels_per_degree = 24);
  /// Shifts of 360 degrees at which the world is visible: 0 and perhaps -360, 360.
  std::vector<double> repeats() const;

 private:
  void keep_on_the_world();
};

/// Points along the great circle from `a` to `b`, both included, at most `step_degrees` apart.
/// Longitudes go on without a jump at 180 degrees; the first is that of `a`.
std::vector<GeoPoint> great_circle(GeoPoint a, GeoPoint b, double step_degrees = 3);

/// The point at `share` (0..1) of the great circle, on the same unwrapped longitudes.
GeoPoint along_great_circle(GeoPoint a, GeoPoint b, double share);

}  // namespace waypost::viz
