// SPDX-License-Identifier: Apache-2.0
#include "viz/map/world_map.hpp"

#include <cmath>
#include <stdexcept>
#include <string>

#include "scenarios/load/data_folder.hpp"
#include "viz/map/topojson.hpp"
#include "viz/map/triangulate.hpp"

namespace waypost::viz {
namespace {

/// Longitudes go on without jumps from the first point.
void unwrap(std::vector<GeoPoint>& line) {
  for (std::size_t i = 1; i < line.size(); ++i) {
    double& lon = line[i].longitude;
    lon -= 360 * std::round((lon - line[i - 1].longitude) / 360);
  }
}

MapLine project_line(const std::vector<GeoPoint>& line) {
  MapLine projected;
  for (const GeoPoint& p : line) projected.push_back(project(p));
  return projected;
}

void add_land(WorldMap& map, const std::vector<GeoPoint>& ring) {
  const MapLine outline = project_line(unwrap_ring(ring));
  const auto base = static_cast<std::uint32_t>(map.vertices.size());
  for (const std::uint32_t i : triangulate(outline)) map.triangles.push_back(base + i);
  map.vertices.insert(map.vertices.end(), outline.begin(), outline.end());
}

}  // namespace

std::vector<GeoPoint> unwrap_ring(std::vector<GeoPoint> ring) {
  if (ring.empty()) return ring;
  unwrap(ring);
  double first = ring.front().longitude;
  const double last = ring.back().longitude;
  const double turn = first - last - 360 * std::round((first - last) / 360);
  first = last + turn;  // where the closing step arrives
  if (std::abs(first - ring.front().longitude) > 180) {
    const double pole = ring.front().latitude < 0 ? -90 : 90;
    ring.push_back({first, ring.front().latitude});
    ring.push_back({first, pole});
    ring.push_back({ring.front().longitude, pole});
  }
  return ring;
}

WorldMap load_world_map(const std::filesystem::path& file) {
  const Topology topology = read_topojson(file);
  WorldMap map;
  std::vector<int> uses(topology.arcs.size(), 0);
  for (const TopologyRing& ring : topology.outer_rings) add_land(map, topology.points(ring));
  for (const TopologyRing& ring : topology.all_rings)
    for (const int arc : ring) ++uses[static_cast<std::size_t>(arc < 0 ? ~arc : arc)];
  for (std::size_t i = 0; i < uses.size(); ++i) {
    if (uses[i] == 0) continue;
    std::vector<GeoPoint> line = topology.arcs[i];
    unwrap(line);
    (uses[i] > 1 ? map.borders : map.coasts).push_back(project_line(line));
  }
  return map;
}

const ShippedMap& shipped_world_map() {
  static const ShippedMap shipped = [] {
    ShippedMap read;
    try {
      read.map = load_world_map(scenarios::data_folder() / "world-map" / "countries-110m.json");
    } catch (const std::exception& error) {
      read.fault = error.what();
    }
    return read;
  }();
  return shipped;
}

}  // namespace waypost::viz
