// SPDX-License-Identifier: Apache-2.0
// Reads a TopoJSON file (https://github.com/topojson/topojson-specification): arcs shared by
// neighbours, delta-encoded and quantised; rings that name arcs, ~i for arc i backwards.
#pragma once

#include <filesystem>
#include <vector>

#include "viz/map/projection.hpp"

namespace waypost::viz {

using TopologyRing = std::vector<int>;

struct Topology {
  std::vector<std::vector<GeoPoint>> arcs;
  std::vector<TopologyRing> outer_rings;  ///< of the polygons of object `countries`
  std::vector<TopologyRing> all_rings;    ///< holes too

  /// The ring's points, without the closing one.
  std::vector<GeoPoint> points(const TopologyRing& ring) const;
};

/// Throws std::runtime_error naming the file and what is wrong with it.
Topology read_topojson(const std::filesystem::path& file);

}  // namespace waypost::viz
