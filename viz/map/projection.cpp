// SPDX-License-Identifier: Apache-2.0
#include "viz/map/projection.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace waypost::viz {
namespace {

constexpr double kDegree = std::numbers::pi / 180;
constexpr double kMostNorthern = 84, kMostSouthern = -60;  // what a whole-world view shows
constexpr double kNearest = 400;                           // pixels per degree: a large city

using Vector = std::array<double, 3>;

Vector to_vector(GeoPoint g) {
  const double lat = g.latitude * kDegree, lon = g.longitude * kDegree;
  return {std::cos(lat) * std::cos(lon), std::cos(lat) * std::sin(lon), std::sin(lat)};
}

/// `longitude` shifted by whole turns to within 180 degrees of `near`.
double unwrapped(double longitude, double near) {
  return longitude - 360 * std::round((longitude - near) / 360);
}

double angle_between(const Vector& a, const Vector& b) {
  return std::acos(std::clamp(a[0] * b[0] + a[1] * b[1] + a[2] * b[2], -1.0, 1.0));
}

/// The longitude that splits `points` best: the far side of their largest gap.
double western_edge(const std::vector<GeoPoint>& points) {
  std::vector<double> lon;
  for (const GeoPoint& p : points) lon.push_back(unwrapped(p.longitude, 0));
  std::sort(lon.begin(), lon.end());
  double edge = lon.front(), widest = lon.front() + 360 - lon.back();
  for (std::size_t i = 1; i < lon.size(); ++i) {
    if (lon[i] - lon[i - 1] <= widest) continue;
    widest = lon[i] - lon[i - 1];
    edge = lon[i];
  }
  return edge;
}

}  // namespace

MapPoint project(GeoPoint geo) {
  const double lat = std::clamp(geo.latitude, -89.9, 89.9) * kDegree;
  return {geo.longitude, 1.25 * std::asinh(std::tan(0.8 * lat)) / kDegree};
}

GeoPoint unproject(MapPoint point) {
  return {point.x, 1.25 * std::atan(std::sinh(0.8 * point.y * kDegree)) / kDegree};
}

ScreenPoint Camera::to_screen(MapPoint p) const {
  return {static_cast<float>(view.x + view.width / 2 + (p.x - centre.x) * pixels_per_degree),
          static_cast<float>(view.y + view.height / 2 - (p.y - centre.y) * pixels_per_degree)};
}

MapPoint Camera::to_map(ScreenPoint p) const {
  return {centre.x + (p.x - view.x - view.width / 2) / pixels_per_degree,
          centre.y - (p.y - view.y - view.height / 2) / pixels_per_degree};
}

void Camera::zoom(double factor, ScreenPoint fixed) {
  const MapPoint under = to_map(fixed);
  const double least = std::max(0.2, view.width / 420.0);
  pixels_per_degree = std::clamp(pixels_per_degree * factor, least, kNearest);
  const MapPoint now = to_map(fixed);
  centre.x += under.x - now.x;
  centre.y += under.y - now.y;
  keep_on_the_world();
}

void Camera::pan(float dx, float dy) {
  centre.x -= dx / pixels_per_degree;
  centre.y += dy / pixels_per_degree;
  keep_on_the_world();
}

void Camera::keep_on_the_world() {
  const double north = project({0, kMostNorthern}).y, south = project({0, kMostSouthern}).y;
  const double half = view.height / 2 / pixels_per_degree;
  centre.y = half * 2 > north - south ? (north + south) / 2
                                      : std::clamp(centre.y, south + half, north - half);
  centre.x = unwrapped(centre.x, 0);
}

void Camera::fit(const std::vector<GeoPoint>& points, double max_pixels_per_degree) {
  const double edge = points.empty() ? -180 : western_edge(points);
  double west = 1e9, east = -1e9, south = 1e9, north = -1e9;
  for (const GeoPoint& p : points) {
    const MapPoint m = project({unwrapped(p.longitude - edge, 179.9) + edge, p.latitude});
    west = std::min(west, m.x);
    east = std::max(east, m.x);
    south = std::min(south, m.y);
    north = std::max(north, m.y);
  }
  if (points.empty() || east - west > 240) {
    west = -170, east = 190;
    south = std::min(south, project({0, -50}).y);
    north = std::max(north, project({0, 72}).y);
  }
  centre = {(west + east) / 2, (south + north) / 2};
  const double wide = view.width * 0.86 / std::max(east - west, 1e-3);
  const double high = view.height * 0.78 / std::max(north - south, 1e-3);
  pixels_per_degree = std::clamp(std::min(wide, high), view.width / 420.0, max_pixels_per_degree);
  if (east - west >= 359)
    pixels_per_degree = std::max(view.width / 360.0, std::min(high, view.width / 330.0));
  keep_on_the_world();
}

std::vector<double> Camera::repeats() const {
  const double half = view.width / 2 / pixels_per_degree;
  std::vector<double> shifts;
  for (const double shift : {0.0, -360.0, 360.0})
    if (centre.x + half > shift - 195 && centre.x - half < shift + 195) shifts.push_back(shift);
  return shifts;
}

GeoPoint along_great_circle(GeoPoint a, GeoPoint b, double share) {
  const Vector from = to_vector(a), to = to_vector(b);
  const double angle = angle_between(from, to);
  // The way to there, to keep longitudes unbroken; arcs are never longer than half a turn.
  if (angle < 1e-9 || angle > 3.14) return share < 0.5 ? a : b;
  const double u = std::sin((1 - share) * angle) / std::sin(angle);
  const double v = std::sin(share * angle) / std::sin(angle);
  const Vector p{u * from[0] + v * to[0], u * from[1] + v * to[1], u * from[2] + v * to[2]};
  const double longitude = std::atan2(p[1], p[0]) / kDegree;
  // Eastwards or westwards, as the short way goes.
  const double turn = unwrapped(b.longitude, a.longitude) - a.longitude;
  double along = unwrapped(longitude, a.longitude) - a.longitude;
  if (turn > 0 && along < -1e-6) along += 360;
  if (turn < 0 && along > 1e-6) along -= 360;
  if (std::abs(along) > 359) along = 0;
  return {a.longitude + along, std::asin(std::clamp(p[2], -1.0, 1.0)) / kDegree};
}

std::vector<GeoPoint> great_circle(GeoPoint a, GeoPoint b, double step_degrees) {
  const double degrees = angle_between(to_vector(a), to_vector(b)) / kDegree;
  const int steps = std::max(1, static_cast<int>(std::ceil(degrees / step_degrees)));
  std::vector<GeoPoint> points;
  for (int i = 0; i <= steps; ++i)
    points.push_back(along_great_circle(a, b, static_cast<double>(i) / steps));
  return points;
}

}  // namespace waypost::viz
