// SPDX-License-Identifier: Apache-2.0
#include "viz/live/server_observer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

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

/// Nothing is known of those that come to it.
void resize(ServerStates& s, std::size_t servers) {
  s.up.resize(servers);
  s.load.resize(servers);
  s.per_second.resize(servers);
  s.error_share.resize(servers, kNoFigure);
  s.hit_share.resize(servers, kNoFigure);
  s.queued.resize(servers);
  s.oldest_seconds.resize(servers);
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

void ServerObserver::end_window_of(const world::World& world, const Scene& scene,
                                   std::uint32_t server, double seconds) {
  const Totals now = totals(world, scene.servers[server]);
  const Rates r = rates(world, scene.servers[server], before_[server], now, seconds);
  rates_[server] = r;
  before_[server] = now;
  states_.load[server] = r.load;
  states_.per_second[server] = r.per_second;
  states_.error_share[server] = r.error_share;
  states_.hit_share[server] = r.hit_share;
}

void ServerObserver::end_window(const world::World& world, const Scene& scene,
                                const Activity& activity, sim::Duration window) {
  const std::size_t n = scene.servers.size();
  before_.resize(n);
  rates_.resize(n);
  resize(states_, n);
  const std::span<const std::uint32_t> busy = activity.busy();
  std::vector<std::uint32_t> due(busy.begin(), busy.end());
  if (window_shakes_ != activity.shakes()) {
    due.resize(n);
    std::iota(due.begin(), due.end(), 0u);
  } else {  // who was busy in the window before has no rates any more
    due.insert(due.end(), had_rates_.begin(), had_rates_.end());
    std::sort(due.begin(), due.end());
    due.erase(std::unique(due.begin(), due.end()), due.end());
  }
  window_shakes_ = activity.shakes();
  had_rates_.clear();
  for (const std::uint32_t i : due) {
    end_window_of(world, scene, i, window.seconds());
    if (rates_[i].per_second != 0 || rates_[i].load != 0) had_rates_.push_back(i);
  }
  for (const std::uint32_t i : busy) look_at(world, scene, i);  // from now on nobody lists them
}

void ServerObserver::look_at(const world::World& world, const Scene& scene, std::uint32_t i) {
  const SceneServer& server = scene.servers[i];
  states_.up[i] = answers(world, server);
  if (server.kind() == ServerKind::mail_host)
    states_.queued[i] =
        static_cast<std::uint32_t>(world.mail.hosts[server.index].queue.recipients());
}

const ServerStates& ServerObserver::observe(const world::World& world, const Scene& scene,
                                            const Activity& activity) {
  const std::size_t n = scene.servers.size();
  if (look_shakes_ != activity.shakes()) {
    resize(states_, n);
    mail_hosts_.clear();
    for (std::uint32_t i = 0; i < n; ++i) {
      look_at(world, scene, i);
      if (scene.servers[i].kind() == ServerKind::mail_host) mail_hosts_.push_back(i);
    }
    look_shakes_ = activity.shakes();
  } else {
    for (const std::uint32_t i : activity.busy()) look_at(world, scene, i);
  }
  for (const std::uint32_t i : mail_hosts_) {
    const bool waits = i < rates_.size() && rates_[i].oldest != sim::kNever &&
                       world.mail.hosts[scene.servers[i].index].queue.messages() > 0;
    states_.oldest_seconds[i] =
        waits ? static_cast<float>((world.engine.now() - rates_[i].oldest).seconds()) : 0.0f;
  }
  return states_;
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
