// SPDX-License-Identifier: Apache-2.0
// D09: zones that can be found only through each other. Edges of the dependency graph: a zone needs
// its parent, and the zones that hold the addresses of those of its name servers that its parent
// gives no glue for. A circle is a strong component (Boost.Graph, Tarjan); it is deadly when no
// zone in it has a way out (Pappas et al., "Impact of Configuration Errors on DNS Robustness",
// SIGCOMM 2004).
#include <fmt/format.h>

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>

#include "scenarios/lint/rule_check.hpp"

namespace waypost::scenarios {
namespace {

using Vertex = std::uint32_t;

struct ZoneNeeds {
  dns::Name apex{};
  Vertex parent = 0;
  std::vector<Vertex> servers_in{};  ///< zones that hold addresses of servers without glue
  bool has_glue = false;             ///< at least one server's address comes with the referral
  bool reachable = false;
};

/// The zones that the scenario's zones depend on; vertex 0 is the root.
class Needs {
 public:
  explicit Needs(const ServedView& view) : view_(view) {
    zones_.push_back({.has_glue = true, .reachable = true});
    vertices_.put(dns::kRoot, 0);
  }
  Vertex add(dns::Name apex);
  void find_reachable();
  /// Strong component of each zone.
  std::vector<Vertex> components() const;
  const std::vector<ZoneNeeds>& zones() const { return zones_; }

 private:
  void look(Vertex vertex);
  const ServedView& view_;
  std::vector<ZoneNeeds> zones_;
  dns::NameIndex vertices_;
};

Vertex Needs::add(dns::Name apex) {
  const std::uint32_t known = vertices_.find(apex);
  if (known != dns::NameIndex::kAbsent) return known;
  const auto vertex = static_cast<Vertex>(zones_.size());
  vertices_.put(apex, vertex);
  zones_.push_back({.apex = apex});
  look(vertex);
  return vertex;
}

void Needs::look(Vertex vertex) {
  const dns::Name apex = zones_[vertex].apex;
  const Delegation delegation = view_.delegation(apex);
  if (delegation.ns == dns::kNoRecordSet) {
    zones_[vertex].has_glue = true;  // not delegated at all: D01's business
    return;
  }
  const Vertex parent = add(delegation.parent->apex);
  zones_[vertex].parent = parent;
  for (const dns::Rdata& server : view_.records().data(delegation.ns)) {
    if (!view_.addresses_in(*delegation.parent, server.name).empty()) {
      zones_[vertex].has_glue = true;
      continue;
    }
    const Vertex holder = add(view_.walk(server.name, dns::RecordType::a).apex);
    zones_[vertex].servers_in.push_back(holder);
  }
}

/// The least fixed point: what can be found from the root on.
void Needs::find_reachable() {
  for (bool changed = true; changed;) {
    changed = false;
    for (ZoneNeeds& zone : zones_) {
      if (zone.reachable || !zones_[zone.parent].reachable) continue;
      zone.reachable =
          zone.has_glue || std::any_of(zone.servers_in.begin(), zone.servers_in.end(),
                                       [&](Vertex holder) { return zones_[holder].reachable; });
      changed = changed || zone.reachable;
    }
  }
}

std::vector<Vertex> Needs::components() const {
  using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;
  Graph graph(zones_.size());
  for (Vertex vertex = 1; vertex < zones_.size(); ++vertex) {
    boost::add_edge(vertex, zones_[vertex].parent, graph);
    for (const Vertex holder : zones_[vertex].servers_in) boost::add_edge(vertex, holder, graph);
  }
  std::vector<Vertex> component(zones_.size());
  boost::strong_components(graph, component.data());
  return component;
}

/// RFC 1034 section 4.2.1: without glue, zones may need each other's servers to find their own.
void d09_circle(LintRun& run) {
  Needs needs(run.view());
  for (const ZoneSource& source : run.sources()) needs.add(run.apex(source));
  needs.find_reachable();
  const std::vector<Vertex> component = needs.components();
  std::vector<bool> told(component.size(), false);
  for (const ZoneSource& source : run.sources()) {
    const Vertex vertex = needs.add(run.apex(source));
    const Vertex circle = component[vertex];
    if (needs.zones()[vertex].reachable || told[circle]) continue;
    std::vector<std::string> others;
    for (Vertex other = 0; other < component.size(); ++other)
      if (component[other] == circle && other != vertex)
        others.push_back(run.view().text(needs.zones()[other].apex));
    if (others.empty()) continue;  // only itself: D04's business
    told[circle] = true;
    const std::string zone = run.view().text(needs.zones()[vertex].apex);
    run.fire(fmt::format("zones[{}].name_servers", source.index()),
             {zone,
              fmt::format("the addresses of its name servers are found only through {}, and that "
                          "only through {}: nobody can find either",
                          fmt::join(others, " and "), zone),
              "Give one of them a name server with glue, or inside a third zone"});
  }
}

}  // namespace

std::vector<RuleCheck> circle_rules() { return {{"D09", d09_circle}}; }

}  // namespace waypost::scenarios
