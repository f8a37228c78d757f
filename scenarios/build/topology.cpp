// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/topology.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "scenarios/build/draft.hpp"
#include "scenarios/import/network_map.hpp"
#include "scenarios/load/data_folder.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

std::optional<net::Coordinates> position_of(Draft& draft, const schema::Hub& hub,
                                            const std::string& path) {
  if (hub.has_coordinates())
    return net::Coordinates{hub.coordinates().latitude(), hub.coordinates().longitude()};
  const City* city = Cities::shipped().find(hub.city());
  if (city != nullptr) return net::Coordinates{city->latitude, city->longitude};
  draft.problems.add(path + ".city", fmt::format("unknown city \"{}\"", hub.city()),
                     Cities::shipped().hint(hub.city()));
  return std::nullopt;
}

void add_hub(Draft& draft, const schema::Hub& hub, const std::string& path) {
  const auto position = position_of(draft, hub, path);
  if (position) draft.network().topology.add_node({.name = hub.name(), .position = *position});
}

/// The node of an end of a link: a hub, or a site that becomes a node.
std::optional<net::NodeId> end_of(Draft& draft, const std::string& name, const std::string& path) {
  net::Network& network = draft.network();
  if (const auto node = network.topology.find_node(name)) return node;
  const net::SiteId site = draft.places.find(name, path);
  if (site == net::kNone) return std::nullopt;
  if (const auto node = network.topology.find_node(network.sites[site].path)) return node;
  return net::wire_site(network, site);
}

void add_link(Draft& draft, const schema::Link& declared, const std::string& path) {
  const auto from = end_of(draft, declared.from(), path + ".from");
  const auto to = end_of(draft, declared.to(), path + ".to");
  if (!from || !to) return;
  net::Link link{.name = declared.name().empty() ? declared.from() + " - " + declared.to()
                                                 : declared.name()};
  const auto latency = parse_duration(declared.latency());
  if (!declared.latency().empty() && latency) link.latency = *latency;
  const auto loss = parse_share(declared.loss());
  if (!declared.loss().empty() && loss) link.loss = static_cast<float>(*loss);
  draft.network().topology.add_link(*from, *to, link);
}

}  // namespace

void build_topology(Draft& draft) {
  const schema::Scenario& scenario = draft.scenario;
  if (scenario.hubs_size() == 0) read_network_map(data_folder().string(), draft.network().topology);
  for (int i = 0; i < scenario.hubs_size(); ++i)
    add_hub(draft, scenario.hubs(i), fmt::format("hubs[{}]", i));
  for (int i = 0; i < scenario.links_size(); ++i)
    add_link(draft, scenario.links(i), fmt::format("links[{}]", i));
}

}  // namespace waypost::scenarios
