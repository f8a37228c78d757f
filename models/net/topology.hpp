// SPDX-License-Identifier: Apache-2.0
// The core of the network: a graph of exchange hubs and of the links between them. A site that
// declares links of its own is a node too and is reached through those links only.
// Core links have no queue; congestion is a fault (slow, lossy) or happens on access lines.
#pragma once

#include <boost/graph/adjacency_list.hpp>
#include <optional>
#include <string>
#include <vector>

#include "models/net/ids.hpp"
#include "models/net/site.hpp"
#include "sim/time.hpp"

namespace waypost::net {

struct Node {
  std::string name{};  ///< unique among nodes
  Coordinates position{};
  /// Sites join the network by land: a site uses the hubs of the land of its nearest hub only.
  /// Israel and the Gulf are two lands, 2,000 km apart and 8 times that by cable.
  std::string land{};
  /// ISO 3166-1 alpha-2: only sites of these countries attach here; empty = any.
  std::vector<std::string> countries{};
  SiteId site = kNone;  ///< the site that this node is; kNone = an exchange hub
  bool up = true;

  /// Set by faults of a hub. A path that passes through meets `fault_extra` and `fault_loss` once:
  /// every line that ends here (link or land leg of a site) carries half of them. Delays of these
  /// lines are multiplied by the factor (>= 1).
  float fault_delay_factor = 1;
  float fault_loss = 0;
  sim::Duration fault_extra{};
};

/// How a link's length follows from the distance of its ends.
enum class Course : std::uint8_t {
  straight,  ///< sea or desert: near the great circle
  winding,   ///< a land network along roads and cities
};

struct Link {
  LinkId id = kNone;
  std::string name{};
  Course course = Course::straight;
  /// One way, both directions alike; empty: by distance and course (LatencyModel).
  std::optional<sim::Duration> latency{};
  float loss = 0;  ///< probability per packet
  bool up = true;

  /// Set by faults, on top of the above.
  float fault_delay_factor = 1;  ///< >= 1
  float fault_loss = 0;
  sim::Duration fault_extra{};  ///< one way, >= 0
};

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, Node, Link>;

struct Topology {
  Graph graph;

  NodeId add_node(Node node);
  /// Joins two nodes; `link.id` is set here. Parallel links are allowed.
  LinkId add_link(NodeId a, NodeId b, Link link);

  std::optional<NodeId> find_node(const std::string& name) const;
  std::optional<LinkId> find_link(const std::string& name) const;
  Link& link(LinkId id);  ///< O(links): for building and faults
  std::size_t node_count() const { return boost::num_vertices(graph); }
  std::size_t link_count() const { return boost::num_edges(graph); }
};

}  // namespace waypost::net
