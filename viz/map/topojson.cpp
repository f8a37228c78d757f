// SPDX-License-Identifier: Apache-2.0
#include "viz/map/topojson.hpp"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <stdexcept>
#include <string>

namespace waypost::viz {
namespace {

using Json = google::protobuf::Value;

Json parse(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot be opened");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  Json root;
  if (!google::protobuf::util::JsonStringToMessage(text, &root).ok())
    throw std::runtime_error("is not JSON");
  return root;
}

const Json& member(const Json& object, const std::string& key) {
  const auto& fields = object.struct_value().fields();
  const auto found = fields.find(key);
  if (found == fields.end()) throw std::runtime_error("lacks \"" + key + "\"");
  return found->second;
}

const auto& items(const Json& array) { return array.list_value().values(); }

double number(const Json& array, int i) {
  if (i >= array.list_value().values_size()) throw std::runtime_error("has a position too short");
  return array.list_value().values(i).number_value();
}

std::vector<GeoPoint> read_arc(const Json& arc, const Json& scale, const Json& translate) {
  std::vector<GeoPoint> points;
  double x = 0, y = 0;
  for (const Json& step : items(arc)) {
    x += number(step, 0);
    y += number(step, 1);
    points.push_back(
        {x * number(scale, 0) + number(translate, 0), y * number(scale, 1) + number(translate, 1)});
  }
  return points;
}

void add_polygon(const Json& polygon, Topology& topology) {
  bool outer = true;
  for (const Json& ring : items(polygon)) {
    TopologyRing arcs;
    for (const Json& arc : items(ring)) {
      const int index = static_cast<int>(arc.number_value());
      if (static_cast<std::size_t>(index < 0 ? ~index : index) >= topology.arcs.size())
        throw std::runtime_error("names an arc that it does not have");
      arcs.push_back(index);
    }
    topology.all_rings.push_back(arcs);
    if (outer) topology.outer_rings.push_back(std::move(arcs));
    outer = false;
  }
}

Topology read(const Json& root) {
  Topology topology;
  const Json& transform = member(root, "transform");
  const Json &scale = member(transform, "scale"), &translate = member(transform, "translate");
  for (const Json& arc : items(member(root, "arcs")))
    topology.arcs.push_back(read_arc(arc, scale, translate));
  for (const Json& country :
       items(member(member(member(root, "objects"), "countries"), "geometries"))) {
    const std::string& type = member(country, "type").string_value();
    if (type == "Polygon") add_polygon(member(country, "arcs"), topology);
    if (type != "MultiPolygon") continue;
    for (const Json& polygon : items(member(country, "arcs"))) add_polygon(polygon, topology);
  }
  return topology;
}

}  // namespace

std::vector<GeoPoint> Topology::points(const TopologyRing& ring) const {
  std::vector<GeoPoint> line;
  for (const int index : ring) {
    std::vector<GeoPoint> arc = arcs[static_cast<std::size_t>(index < 0 ? ~index : index)];
    if (index < 0) arc = {arc.rbegin(), arc.rend()};
    if (!line.empty() && !arc.empty()) line.pop_back();  // arcs share their ends
    line.insert(line.end(), arc.begin(), arc.end());
  }
  if (!line.empty()) line.pop_back();  // the ring closes itself
  return line;
}

Topology read_topojson(const std::filesystem::path& file) {
  try {
    return read(parse(file));
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(file.string() + " " + error.what());
  }
}

}  // namespace waypost::viz
