// SPDX-License-Identifier: Apache-2.0
// Delays between places: the sphere, the graph, and the shipped hubs against measured round trips
// (Azure, monthly medians of April 2024; shared data "rtt").
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "models/net/fault.hpp"
#include "models/net/geodesy.hpp"
#include "tests/net/world_hubs.hpp"

using namespace waypost;
using namespace waypost::net;
using test::read_csv;

namespace {

const std::string kRtt = WAYPOST_SOURCE_DIR "/../shared/data/rtt/";

struct Azure {
  std::vector<Site> sites;
  std::vector<std::vector<double>> rtt_ms;  ///< NaN where not published
};

Azure read_azure() {
  Azure azure;
  for (const auto& row : read_csv(kRtt + "azure-regions.csv")) {
    const std::string country = row[2] == "Israel" ? "IL" : row[2].substr(0, row[2].find(" ("));
    azure.sites.push_back({.path = row[0],
                           .position = {std::stod(row[3]), std::stod(row[4])},
                           .country = country.substr(country.size() - 2)});
  }
  for (const auto& row : read_csv(kRtt + "azure-p50-2024-04.csv")) {
    azure.rtt_ms.emplace_back();
    for (std::size_t i = 1; i <= azure.sites.size(); ++i)
      azure.rtt_ms.back().push_back(row[i].empty() ? NAN : std::stod(row[i]));
  }
  return azure;
}

/// Errors |model - measured| / measured of the pairs with both ends in half `half` (0 or 1: every
/// other region of the file), sorted.
std::vector<double> errors(const Azure& azure, const Routes& routes, double extra_ms,
                           std::size_t half) {
  std::vector<double> found;
  for (SiteId a = 0; a < azure.sites.size(); ++a)
    for (SiteId b = a + 1; b < azure.sites.size(); ++b) {
      const double measured = azure.rtt_ms[a][b];
      if (a % 2 != half || b % 2 != half || std::isnan(measured)) continue;
      const double model = 2e-6 * static_cast<double>(routes.between(a, b).delay_ns) + extra_ms;
      found.push_back(std::abs(model - measured) / measured);
    }
  std::sort(found.begin(), found.end());
  return found;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

double percentile(const std::vector<double>& sorted, double p) {
  return sorted[static_cast<std::size_t>(p * static_cast<double>(sorted.size()))];
}

/// The three parameters with the least mean error on one half, by a grid.
LatencyModel fit(const Azure& azure, const Topology& topology, std::size_t half) {
  LatencyModel best;
  double least = 1e9;
  for (const double straight : {1.15, 1.2, 1.25, 1.3, 1.35})
    for (const double winding : {1.4, 1.5, 1.6, 1.7, 1.8}) {
      LatencyModel model{.straight_factor = straight, .winding_factor = winding, .fixed_ms = 0};
      const auto routes = compute_routes(topology, azure.sites, model, 1);
      for (const double fixed : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        const double error = mean(errors(azure, *routes, 4 * fixed, half));
        if (error >= least) continue;
        least = error;
        best = model;
        best.fixed_ms = fixed;
      }
    }
  return best;
}

}  // namespace

TEST_CASE("great circles have the lengths of the globe", "[net][latency]") {
  const double quarter = 6371.0 * 3.14159265358979 / 2;
  CHECK(great_circle_km(Coordinates{0, 0}, Coordinates{0, 90}) == Approx(quarter));
  CHECK(great_circle_km(Coordinates{90, 0}, Coordinates{-90, 0}) == Approx(2 * quarter));
  CHECK(great_circle_km(Coordinates{10, 179}, Coordinates{10, -179}) ==
        Approx(218.99).epsilon(1e-3));
  // Paris - New York, 5,837 km on the sphere of 6,371 km.
  CHECK(great_circle_km(Coordinates{48.8566, 2.3522}, Coordinates{40.7128, -74.0060}) ==
        Approx(5837).epsilon(1e-3));
  CHECK(great_circle_km(Coordinates{1, 1}, Coordinates{1, 1}) == 0);
}

TEST_CASE("the hub graph, fitted on half of Azure's regions, predicts the other half",
          "[net][latency][validation]") {
  const Azure azure = read_azure();
  if (azure.sites.empty()) {
    WARN("SKIPPED: ../shared is absent");
    return;
  }
  const Topology topology = test::world_topology();
  for (const std::size_t half : {0u, 1u}) {
    const LatencyModel model = fit(azure, topology, half);
    const auto routes = compute_routes(topology, azure.sites, model, 1);
    const auto judged = errors(azure, *routes, 0, 1 - half);
    const double median = percentile(judged, 0.5), p90 = percentile(judged, 0.9);
    WARN("fit on half " << half << ": straight x" << model.straight_factor << ", winding x"
                        << model.winding_factor << ", " << model.fixed_ms
                        << " ms per end; error on the other half's " << judged.size()
                        << " pairs: median " << 100 * median << " %, p90 " << 100 * p90 << " %");
    CHECK(median <= 0.12);
    CHECK(p90 <= 0.30);
    if (half == 0) {  // the defaults come from this fit
      CHECK(model.straight_factor == LatencyModel{}.straight_factor);
      CHECK(model.winding_factor == LatencyModel{}.winding_factor);
      CHECK(model.fixed_ms == LatencyModel{}.fixed_ms);
    }
  }
}

TEST_CASE("great detours of real cables come out", "[net][latency][validation]") {
  Network network;
  network.topology = test::world_topology();
  const auto place = [&](const char* name, double lat, double lon, const char* country) {
    return add_site(network, {.path = name, .position = {lat, lon}, .country = country});
  };
  const SiteId israel = place("tel aviv", 31.95, 34.8, "IL");
  const SiteId qatar = place("doha", 25.29, 51.53, "QA");
  const SiteId brazil = place("sao paulo", -23.55, -46.63, "BR");
  const SiteId africa = place("johannesburg", -26.2, 28.05, "ZA");
  publish(network);
  const auto rtt_ms = [&](SiteId a, SiteId b) {
    return 2e-6 * static_cast<double>(network.routes->between(a, b).delay_ns);
  };
  CHECK(rtt_ms(israel, qatar) == Approx(151).epsilon(0.3));
  CHECK(rtt_ms(brazil, africa) == Approx(334).epsilon(0.3));
}

TEST_CASE("every hub of the shipped network reaches every other", "[net][latency]") {
  Network network;
  network.topology = test::world_topology();
  REQUIRE(network.topology.node_count() >= 30);
  publish(network);
  CHECK(network.routes->node_delay.maxCoeff() < sim::milliseconds(250).ns);
}

TEST_CASE("traffic reroutes round a cut and comes back", "[net][latency]") {
  Network network;
  network.topology = test::world_topology();
  const SiteId sydney =
      add_site(network, {.path = "sydney", .position = {-33.87, 151.21}, .country = "AU"});
  const SiteId singapore =
      add_site(network, {.path = "singapore", .position = {1.35, 103.82}, .country = "SG"});
  publish(network);
  const auto before = network.routes->between(sydney, singapore).delay_ns;
  for (const char* name : {"Singapore-Perth", "Jakarta-Perth"})
    set_link_up(network, network.topology.find_link(name).value(), false);
  publish(network);
  const auto during = network.routes->between(sydney, singapore).delay_ns;
  CHECK(during > before + before / 4);
  CHECK(during < 3 * before);
  for (const char* name : {"Singapore-Perth", "Jakarta-Perth"})
    set_link_up(network, network.topology.find_link(name).value(), true);
  publish(network);
  CHECK(network.routes->between(sydney, singapore).delay_ns == before);
  set_node_up(network, network.topology.find_node("Sydney").value(), false);
  publish(network);
  CHECK(network.routes->between(sydney, singapore).delay_ns > before);
}

TEST_CASE("a path loses what its links lose", "[net][latency]") {
  Network network;
  Topology& graph = network.topology;
  const NodeId a = graph.add_node({.name = "a"}), b = graph.add_node({.name = "b"}),
               c = graph.add_node({.name = "c"});
  graph.add_link(a, b, {.name = "ab", .latency = sim::milliseconds(5), .loss = 0.1f});
  graph.add_link(b, c, {.name = "bc", .latency = sim::milliseconds(5), .loss = 0.2f});
  graph.add_link(a, c, {.name = "ac", .latency = sim::milliseconds(11), .loss = 0.5f});
  publish(network);
  CHECK(network.routes->node_delay(a, c) == sim::milliseconds(10).ns);
  CHECK(network.routes->node_loss(a, c) == Approx(1 - 0.9 * 0.8));
  graph.link(graph.find_link("bc").value()).up = false;
  network.routes_stale = true;
  publish(network);
  CHECK(network.routes->node_delay(a, c) == sim::milliseconds(11).ns);
  CHECK(network.routes->node_loss(a, c) == Approx(0.5));
}
