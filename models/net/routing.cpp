// SPDX-License-Identifier: Apache-2.0
#include "models/net/routing.hpp"

#include <algorithm>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/property_map/function_property_map.hpp>
#include <cmath>  // sqrt only: exact

#include "models/net/geodesy.hpp"
#include "sim/expect.hpp"

namespace waypost::net {
namespace {

using EdgeId = boost::graph_traits<Graph>::edge_descriptor;

std::int64_t to_ns(double milliseconds) { return sim::from_seconds(milliseconds * 1e-3).ns; }

double combine_loss(double a, double b) { return 1 - (1 - a) * (1 - b); }

bool node_is_up(const Node& node, const std::vector<Site>& sites) {
  return node.up && (node.site == kNone || sites[node.site].up);
}

/// Delay of a line that ends at `node`, whose faults each of its lines carries by half.
sim::Duration slow_line(sim::Duration base, const Node& node) {
  if (node.fault_delay_factor == 1) return base + node.fault_extra / 2;
  return sim::from_seconds(base.seconds() * static_cast<double>(node.fault_delay_factor)) +
         node.fault_extra / 2;
}

double half_loss(const Node& node) {
  return 1 - std::sqrt(1 - static_cast<double>(node.fault_loss));
}

/// Nanoseconds one way over each link; kUnreachableNs where it, or an end of it, is down.
std::vector<std::int64_t> link_delays(const Topology& topology, const std::vector<Site>& sites,
                                      const LatencyModel& model) {
  const Graph& graph = topology.graph;
  std::vector<std::int64_t> delays(topology.link_count(), kUnreachableNs);
  for (auto [edge, end] = boost::edges(graph); edge != end; ++edge) {
    const Link& link = graph[*edge];
    const auto a = static_cast<NodeId>(boost::source(*edge, graph));
    const auto b = static_cast<NodeId>(boost::target(*edge, graph));
    if (!link.up || !node_is_up(graph[a], sites) || !node_is_up(graph[b], sites)) continue;
    const double factor =
        link.course == Course::straight ? model.straight_factor : model.winding_factor;
    const double km = great_circle_km(graph[a].position, graph[b].position);
    const std::int64_t base =
        link.latency ? link.latency->ns : to_ns(km * factor / model.km_per_ms);
    const sim::Duration slowed = slow_line(slow_line({base}, graph[a]), graph[b]);
    delays[link.id] =
        (sim::from_seconds(slowed.seconds() * static_cast<double>(link.fault_delay_factor)) +
         link.fault_extra)
            .ns;
  }
  return delays;
}

/// Fills row `from` of the node matrices.
void route_from(NodeId from, const Graph& graph, const std::vector<std::int64_t>& delays,
                Routes& routes) {
  const std::size_t n = boost::num_vertices(graph);
  std::vector<std::int64_t> distance(n);
  std::vector<NodeId> order;  // nodes as Dijkstra finishes them: each after its predecessor
  std::vector<EdgeId> last_link(n);
  struct Recorder : boost::default_dijkstra_visitor {
    std::vector<NodeId>* finished;
    std::vector<EdgeId>* last_link;
    void edge_relaxed(EdgeId edge, const Graph& g) { (*last_link)[boost::target(edge, g)] = edge; }
    void finish_vertex(std::size_t node, const Graph&) {
      finished->push_back(static_cast<NodeId>(node));
    }
  } recorder;
  recorder.finished = &order;
  recorder.last_link = &last_link;
  const auto weight = [&](EdgeId edge) { return delays[graph[edge].id]; };
  boost::dijkstra_shortest_paths(
      graph, from,
      boost::weight_map(boost::make_function_property_map<EdgeId>(weight))
          .distance_map(boost::make_iterator_property_map(distance.begin(),
                                                          boost::get(boost::vertex_index, graph)))
          .distance_inf(kUnreachableNs)
          .distance_combine(boost::closed_plus<std::int64_t>(kUnreachableNs))
          .visitor(recorder));
  for (const NodeId node : order) {
    if (distance[node] == kUnreachableNs) continue;
    routes.node_delay(from, node) = distance[node];
    if (node == from) continue;
    const Link& link = graph[last_link[node]];
    const auto before = boost::source(last_link[node], graph);
    const double loss = combine_loss(
        combine_loss(static_cast<double>(link.loss), static_cast<double>(link.fault_loss)),
        combine_loss(half_loss(graph[before]), half_loss(graph[node])));
    routes.node_loss(from, node) = static_cast<float>(combine_loss(
        static_cast<double>(routes.node_loss(from, static_cast<NodeId>(before))), loss));
  }
}

/// A site's way into the graph.
struct Attachment {
  NodeId node;
  std::int64_t leg_ns;
  double loss = 0;
};

struct SitePlace {
  Direction direction;
  std::string land;  ///< of its nearest hub; empty for a wired site or when there is no hub
  std::vector<Attachment> attachments;
  bool wired = false;
};

bool serves(const Node& node, const Site& site) {
  if (node.site != kNone) return false;  // another wired site, not an exchange
  if (node.countries.empty() || site.country.empty()) return true;
  return std::find(node.countries.begin(), node.countries.end(), site.country) !=
         node.countries.end();
}

SitePlace place_site(SiteId id, const Site& site, const Topology& topology,
                     const std::vector<Direction>& nodes, const LatencyModel& model) {
  SitePlace place{to_direction(site.position), {}, {}, false};
  struct Near {
    double km;
    NodeId node;
  };
  std::vector<Near> near;
  for (NodeId node = 0; node < nodes.size(); ++node) {
    if (topology.graph[node].site == id) {
      place.attachments = {{node, 0}};
      place.wired = true;
      return place;
    }
    if (serves(topology.graph[node], site))
      near.push_back({great_circle_km(place.direction, nodes[node]), node});
  }
  std::sort(near.begin(), near.end(), [](const Near& a, const Near& b) {
    return a.km != b.km ? a.km < b.km : a.node < b.node;
  });
  if (!near.empty()) place.land = topology.graph[near.front().node].land;
  for (const Near& hub : near) {
    if (place.attachments.size() == model.hubs_per_site) break;
    if (topology.graph[hub.node].land != place.land) continue;
    const double leg_ms = hub.km * model.winding_factor / model.km_per_ms;
    const Node& node = topology.graph[hub.node];
    place.attachments.push_back({hub.node, slow_line({to_ns(leg_ms)}, node).ns, half_loss(node)});
  }
  return place;
}

Leg to_leg(std::int64_t ns, float loss) {
  return {static_cast<std::uint32_t>(std::min<std::int64_t>(ns, UINT32_MAX - 1)), loss};
}

/// The better of the way through the graph and, within one land, the direct way.
Leg leg_between(const SitePlace& a, const SitePlace& b, const Routes& routes,
                const LatencyModel& model) {
  std::int64_t best = kUnreachableNs;
  float loss = 0;
  for (const Attachment& from : a.attachments)
    for (const Attachment& to : b.attachments) {
      const std::int64_t core = routes.node_delay(from.node, to.node);
      if (core == kUnreachableNs || from.leg_ns + core + to.leg_ns >= best) continue;
      best = from.leg_ns + core + to.leg_ns;
      loss = static_cast<float>(
          combine_loss(combine_loss(from.loss, to.loss),
                       static_cast<double>(routes.node_loss(from.node, to.node))));
    }
  const std::int64_t fixed = to_ns(model.fixed_ms) * (!a.wired + !b.wired);
  if (!a.wired && !b.wired && a.land == b.land) {
    const double km = great_circle_km(a.direction, b.direction);
    const std::int64_t direct = to_ns(km * model.winding_factor / model.km_per_ms);
    const bool near = km <= model.direct_km || a.attachments.empty();
    if (near && direct < best) return to_leg(direct + fixed, 0);
  }
  return best == kUnreachableNs ? Leg{} : to_leg(best + fixed, loss);
}

void fill_legs(Routes& routes, const Topology& topology, const std::vector<Site>& sites,
               const LatencyModel& model) {
  std::vector<Direction> nodes;
  for (NodeId node = 0; node < topology.node_count(); ++node)
    nodes.push_back(to_direction(topology.graph[node].position));
  std::vector<SitePlace> places;
  for (SiteId site = 0; site < sites.size(); ++site)
    places.push_back(place_site(site, sites[site], topology, nodes, model));
  const std::size_t n = sites.size();
  routes.site_count = n;
  routes.legs.assign(n * n, Leg{});
  for (SiteId a = 0; a < n; ++a) {
    if (!sites[a].up) continue;
    routes.legs[a * n + a] = to_leg(0, 0);
    for (SiteId b = a + 1; b < n; ++b)
      if (sites[b].up)
        routes.legs[a * n + b] = routes.legs[b * n + a] =
            leg_between(places[a], places[b], routes, model);
  }
}

}  // namespace

std::shared_ptr<const Routes> compute_routes(const Topology& topology,
                                             const std::vector<Site>& sites,
                                             const LatencyModel& model, std::uint32_t epoch) {
  WAYPOST_EXPECT(sites.size() <= 2000, "more than 2,000 sites: group them");
  auto routes = std::make_shared<Routes>();
  routes->epoch = epoch;
  const auto n = static_cast<Eigen::Index>(topology.node_count());
  routes->node_delay = DelayMatrix::Constant(n, n, kUnreachableNs);
  routes->node_loss = Eigen::MatrixXf::Zero(n, n);
  const std::vector<std::int64_t> delays = link_delays(topology, sites, model);
  for (NodeId node = 0; node < topology.node_count(); ++node)
    if (node_is_up(topology.graph[node], sites)) route_from(node, topology.graph, delays, *routes);
  fill_legs(*routes, topology, sites, model);
  return routes;
}

}  // namespace waypost::net
