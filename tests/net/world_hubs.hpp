// SPDX-License-Identifier: Apache-2.0
// The shipped hubs and links (scenarios/data/network) for tests, and a CSV reader of one page.
#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "models/net/network.hpp"

namespace waypost::test {

/// Lines of a comma-separated file without quotes, its header left out; empty if there is no file.
inline std::vector<std::vector<std::string>> read_csv(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::vector<std::string>> rows;
  std::string line, cell;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line + ",");
    rows.emplace_back();
    while (std::getline(cells, cell, ',')) rows.back().push_back(cell);
  }
  return rows;
}

inline net::Topology world_topology() {
  const std::string folder = WAYPOST_SOURCE_DIR "/scenarios/data/network/";
  net::Topology topology;
  for (const auto& row : read_csv(folder + "hubs.csv")) {
    net::Node hub{
        .name = row[0], .position = {std::stod(row[1]), std::stod(row[2])}, .land = row[3]};
    std::istringstream countries(row[4]);
    for (std::string code; countries >> code;) hub.countries.push_back(code);
    topology.add_node(hub);
  }
  for (const auto& row : read_csv(folder + "links.csv"))
    topology.add_link(
        topology.find_node(row[0]).value(), topology.find_node(row[1]).value(),
        {.name = row[0] + "-" + row[1],
         .course = row[2] == "straight" ? net::Course::straight : net::Course::winding});
  return topology;
}

}  // namespace waypost::test
