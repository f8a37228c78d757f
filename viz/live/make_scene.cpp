// SPDX-License-Identifier: Apache-2.0
#include "viz/live/make_scene.hpp"

#include <filesystem>

namespace waypost::viz {
namespace {

ServerRole role_of(const std::string& kind) {
  if (kind == "root") return ServerRole::root;
  if (kind == "tld") return ServerRole::tld;
  if (kind == "resolver") return ServerRole::resolver;
  if (kind == "forwarder") return ServerRole::forwarder;
  if (kind == "mail_host") return ServerRole::mail_host;
  return ServerRole::authoritative;
}

GeoPoint geo(const net::Coordinates& c) { return {c.longitude, c.latitude}; }

void add_sites(Scene& scene, const scenarios::Built& built) {
  const net::Network& network = built.world.network;
  for (const net::Site& site : network.sites)
    scene.sites.push_back({site.path, geo(site.position), 0});
  for (const workload::Clients& clients : built.world.workload.clients)
    scene.sites[network.hosts[clients.host].site].users += clients.users;
}

void add_servers(Scene& scene, const scenarios::Built& built) {
  const auto& hosts = built.world.network.hosts;
  scene.site_of_entity.assign(built.world.engine.entity_count(), net::kNone);
  scene.server_of_entity.assign(built.world.engine.entity_count(), net::kNone);
  for (const net::Host& host : hosts)
    if (host.entity != sim::kPlanEntity) scene.site_of_entity[host.entity] = host.site;
  for (const scenarios::DirectoryServer& server : built.directory.servers) {
    const net::Host& host = hosts[server.host];
    scene.server_of_entity[host.entity] = static_cast<std::uint32_t>(scene.servers.size());
    scene.servers.push_back({server.name, role_of(server.kind), host.site, server.server.index,
                             server.host, host.entity});
  }
}

void add_links(Scene& scene, const scenarios::Built& built) {
  const net::Graph& graph = built.world.network.topology.graph;
  scene.links.resize(built.world.network.topology.link_count());
  for (auto [edge, end] = boost::edges(graph); edge != end; ++edge) {
    const net::Node &a = graph[boost::source(*edge, graph)],
                    &b = graph[boost::target(*edge, graph)];
    const net::Link& link = graph[*edge];
    const std::string name = link.name.empty() ? a.name + " - " + b.name : link.name;
    scene.links[link.id] = {name, geo(a.position), geo(b.position)};
  }
}

}  // namespace

Scene make_scene(const scenarios::Built& built, const std::string& file) {
  Scene scene;
  scene.title = std::filesystem::path(file).stem().string();
  scene.question = file.empty() ? "" : scenarios::opening_question(file);
  scene.seed = built.world.engine.seed();
  scene.horizon = built.world.workload.horizon;
  scene.start_unix_seconds = built.start_unix_seconds;
  add_sites(scene, built);
  add_servers(scene, built);
  add_links(scene, built);
  for (const plan::Step& step : built.world.plan.steps)
    if (!step.what.empty()) scene.plan.push_back({step.at, step.what, false});
  return scene;
}

}  // namespace waypost::viz
