// SPDX-License-Identifier: Apache-2.0
#include "viz/live/server_observer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/net/datagram.hpp"

namespace waypost::viz {
namespace {

constexpr float kNoFigure = std::numeric_limits<float>::quiet_NaN();

const net::Station& station_of(const world::World& world, const SceneServer& server) {
  switch (server.kind()) {
    case ServerKind::authoritative: return world.dns.authority.servers[server.index].station;
    case ServerKind::resolver: return world.dns.resolvers[server.index].station;
    case ServerKind::forwarder: return world.dns.forwarders[server.index].station;
    case ServerKind::mail_host: return world.mail.hosts[server.index].station;
  }
  sim::contract_broken(__FILE__, __LINE__, "a server of no kind");
}

float share(double part, double whole) {
  return whole > 0 ? static_cast<float>(std::clamp(part / whole, 0.0, 1.0)) : kNoFigure;
}

/// A mail host that only sends has no open port, and is none the worse for it.
bool only_sends(const world::World& world, const SceneServer& server) {
  return server.kind() == ServerKind::mail_host && world.mail.hosts[server.index].domains.empty();
}

bool answers(const world::World& world, const SceneServer& server) {
  const net::Host& host = world.network.hosts[server.host];
  if (only_sends(world, server)) return host.up && world.network.sites[host.site].up;
  const net::Service service =
      server.kind() == ServerKind::mail_host ? net::Service::smtp : net::Service::dns;
  return host.up && world.network.sites[host.site].up &&
         net::port_state(world.network, server.host, service) == net::PortState::open;
}

}  // namespace

ServerObserver::Totals ServerObserver::totals(const world::World& world,
                                              const SceneServer& server) {
  Totals t;
  const net::StationLoad& load = station_of(world, server).load;
  t.busy_seconds = load.busy.seconds() + load.attack_busy_seconds;
  const std::uint32_t index = server.index;
  const auto real = [](std::uint64_t n) { return static_cast<double>(n); };
  switch (server.kind()) {
    case ServerKind::authoritative: {
      const dns::ServerCounters& c = world.dns.authority.servers[index].counters;
      t.requests = real(c.queries + c.turned_away);
      t.errors = real(c.count(dns::Outcome::serv_fail) + c.count(dns::Outcome::refused) +
                      c.dropped + c.turned_away);
      break;
    }
    case ServerKind::resolver: {
      const dns::ResolverCounters& c = world.dns.resolvers[index].counters;
      t.requests = real(c.queries + c.turned_away);
      t.errors = real(c.by_rcode[static_cast<std::size_t>(dns::Rcode::serv_fail)] + c.dropped +
                      c.turned_away);
      t.hits = real(c.hits);
      break;
    }
    case ServerKind::forwarder: {
      const dns::ForwarderCounters& c = world.dns.forwarders[index].counters;
      t.requests = real(c.queries);
      t.errors = real(c.failures + c.dropped);
      t.hits = real(c.hits);
      break;
    }
    case ServerKind::mail_host: {
      const mail::HostCounters& c = world.mail.hosts[index].counters;
      t.requests = real(c.transactions + c.deliveries);
      t.errors = real(c.overloaded + c.sessions_refused + c.deferrals);
      break;
    }
  }
  return t;
}

ServerObserver::Rates ServerObserver::rates(const world::World& world, const SceneServer& server,
                                            const Totals& before, const Totals& now,
                                            double seconds) {
  const Totals base = now.requests >= before.requests ? before : Totals{};  // reset: warm-up over
  const double requests = now.requests - base.requests;
  const double workers = station_of(world, server).workers();
  Rates r;
  r.load = share(now.busy_seconds - base.busy_seconds, workers * seconds);
  r.per_second = static_cast<float>(requests / seconds);
  r.error_share = share(now.errors - base.errors, requests);
  const bool caches =
      server.kind() == ServerKind::resolver || server.kind() == ServerKind::forwarder;
  if (server.kind() == ServerKind::mail_host)
    world.mail.hosts[server.index].queue.for_each_message(
        [&](const mail::QueuedMessage& m) { r.oldest = std::min(r.oldest, m.arrived); });
  r.hit_share = caches ? share(now.hits - base.hits, requests) : kNoFigure;
  return r;
}

void ServerObserver::end_window(const world::World& world, const Scene& scene,
                                sim::Duration window) {
  before_.resize(scene.servers.size());
  rates_.resize(scene.servers.size());
  for (std::size_t i = 0; i < scene.servers.size(); ++i) {
    const Totals now = totals(world, scene.servers[i]);
    rates_[i] = rates(world, scene.servers[i], before_[i], now, window.seconds());
    before_[i] = now;
  }
}

ServerStates ServerObserver::observe(const world::World& world, const Scene& scene) const {
  ServerStates s;
  const std::size_t n = scene.servers.size();
  for (std::size_t i = 0; i < n; ++i) {
    const SceneServer& server = scene.servers[i];
    const Rates r = i < rates_.size() ? rates_[i] : Rates{};
    s.up.push_back(answers(world, server));
    s.load.push_back(r.load);
    s.per_second.push_back(r.per_second);
    s.error_share.push_back(r.error_share);
    s.hit_share.push_back(r.hit_share);
    const bool is_mail = server.kind() == ServerKind::mail_host;
    const mail::Queue* queue = is_mail ? &world.mail.hosts[server.index].queue : nullptr;
    s.queued.push_back(queue ? static_cast<std::uint32_t>(queue->recipients()) : 0);
    const bool waits = queue != nullptr && queue->messages() > 0 && r.oldest != sim::kNever;
    s.oldest_seconds.push_back(waits ? static_cast<float>((world.engine.now() - r.oldest).seconds())
                                     : 0.0f);
  }
  return s;
}

std::vector<std::uint8_t> observe_sites(const world::World& world) {
  std::vector<std::uint8_t> up;
  for (const net::Site& site : world.network.sites) up.push_back(site.up);
  return up;
}

std::vector<LinkState> observe_links(const world::World& world) {
  const net::Graph& graph = world.network.topology.graph;
  std::vector<LinkState> states(world.network.topology.link_count());
  for (auto [edge, end] = boost::edges(graph); edge != end; ++edge) {
    const net::Link& link = graph[*edge];
    states[link.id] = {link.up, link.fault_delay_factor, link.fault_loss};
  }
  return states;
}

}  // namespace waypost::viz
