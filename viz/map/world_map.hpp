// SPDX-License-Identifier: Apache-2.0
// The world's countries as triangles and lines on the plane, read from TopoJSON (Natural Earth,
// scenarios/data/world-map). Rings are unwrapped at 180 degrees, and the one around the pole is
// closed along the map's edge: drawn as they stand they would put bars across the map.
// Inner rings are left out: a hole in a country is another country.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "viz/map/projection.hpp"

namespace waypost::viz {

using MapLine = std::vector<MapPoint>;

struct WorldMap {
  std::vector<MapPoint> vertices;
  std::vector<std::uint32_t> triangles;  ///< into vertices, three each: land
  std::vector<MapLine> coasts;
  std::vector<MapLine> borders;  ///< between two countries
};

/// Throws std::runtime_error naming the file and what is wrong with it.
WorldMap load_world_map(const std::filesystem::path& file);

/// The map that ships, read once; empty, with a reason in `fault`, when it cannot be read.
struct ShippedMap {
  WorldMap map;
  std::string fault;
};
const ShippedMap& shipped_world_map();

/// The ring without jumps over 180 degrees; one that goes around a pole is closed along it.
std::vector<GeoPoint> unwrap_ring(std::vector<GeoPoint> ring);

}  // namespace waypost::viz
