// SPDX-License-Identifier: Apache-2.0
#include "models/net/topology.hpp"

#include "sim/expect.hpp"

namespace waypost::net {

NodeId Topology::add_node(Node node) {
  return static_cast<NodeId>(boost::add_vertex(std::move(node), graph));
}

LinkId Topology::add_link(NodeId a, NodeId b, Link link) {
  WAYPOST_EXPECT(a < node_count() && b < node_count(), "link to a node that does not exist");
  link.id = static_cast<LinkId>(link_count());
  boost::add_edge(a, b, link, graph);
  return link.id;
}

std::optional<NodeId> Topology::find_node(const std::string& name) const {
  for (NodeId node = 0; node < node_count(); ++node)
    if (graph[node].name == name) return node;
  return std::nullopt;
}

std::optional<LinkId> Topology::find_link(const std::string& name) const {
  for (auto [edge, end] = boost::edges(graph); edge != end; ++edge) {
    if (graph[*edge].name == name) return graph[*edge].id;
    // Those of the shipped map have the names of their ends: "New York - Ashburn".
    const std::string& a = graph[boost::source(*edge, graph)].name;
    const std::string& b = graph[boost::target(*edge, graph)].name;
    if (name == a + " - " + b || name == b + " - " + a) return graph[*edge].id;
  }
  return std::nullopt;
}

Link& Topology::link(LinkId id) {
  for (auto [edge, end] = boost::edges(graph); edge != end; ++edge)
    if (graph[*edge].id == id) return graph[*edge];
  WAYPOST_EXPECT(false, "no link has this id");
}

}  // namespace waypost::net
