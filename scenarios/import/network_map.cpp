// SPDX-License-Identifier: Apache-2.0
#include "scenarios/import/network_map.hpp"

#include <charconv>
#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace waypost::scenarios {
namespace {

using Row = std::vector<std::string>;

/// Calls take(fields) for each line after the header; false from it is a fault of that line.
void read_rows(const std::string& path, std::size_t columns,
               const std::function<bool(const Row&)>& take) {
  std::ifstream in(path);
  std::string line;
  if (!std::getline(in, line)) throw std::runtime_error(path + ": cannot be read");
  for (int number = 2; std::getline(in, line); ++number) {
    Row row;
    std::istringstream cells(line + ",");
    for (std::string cell; std::getline(cells, cell, ',');) row.push_back(cell);
    if (row.size() != columns || !take(row))
      throw std::runtime_error(path + ":" + std::to_string(number) + ": not a good row");
  }
}

bool read_number(const std::string& text, double& number) {
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && stop == text.data() + text.size();
}

}  // namespace

void read_network_map(const std::string& data_folder, net::Topology& topology) {
  read_rows(data_folder + "/network/hubs.csv", 5, [&](const Row& row) {
    net::Node hub{.name = row[0], .land = row[3]};
    std::istringstream countries(row[4]);
    for (std::string code; countries >> code;) hub.countries.push_back(code);
    const bool good =
        read_number(row[1], hub.position.latitude) && read_number(row[2], hub.position.longitude);
    if (good) topology.add_node(std::move(hub));
    return good;
  });
  read_rows(data_folder + "/network/links.csv", 4, [&](const Row& row) {
    const auto a = topology.find_node(row[0]), b = topology.find_node(row[1]);
    if (!a || !b) return false;
    topology.add_link(
        *a, *b,
        {.name = row[0] + " - " + row[1],
         .course = row[2] == "straight" ? net::Course::straight : net::Course::winding});
    return true;
  });
}

}  // namespace waypost::scenarios
