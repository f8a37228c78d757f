// SPDX-License-Identifier: Apache-2.0
#include "viz/live/inspect.hpp"

#include <fmt/format.h>

#include "models/dns/zone_change.hpp"
#include "models/net/datagram.hpp"
#include "scenarios/results/figures.hpp"
#include "viz/live/configuration_values.hpp"
#include "viz/live/inspect_cache.hpp"
#include "viz/live/inspect_queue.hpp"

namespace waypost::viz {
namespace {

/// Everything that an inspector needs.
struct Desk {
  const world::World& world;
  const Scene& scene;
  const WatchState& watch;
  const scenarios::WorldWords& words;
  const std::string& search;
};

std::string count(std::uint64_t n) { return scenarios::number(static_cast<double>(n)); }

std::string percent(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  return fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

/// What keeps others from it, or nothing. A host that only sends has no port to be asked at.
std::string state_of_port(const world::World& world, const SceneServer& server) {
  const bool mail = server.kind() == ServerKind::mail_host;
  if (mail && world.mail.hosts[server.index].domains.empty()) return ", only sends";
  switch (
      net::port_state(world.network, server.host, mail ? net::Service::smtp : net::Service::dns)) {
    case net::PortState::open: break;
    case net::PortState::refused: return ", refuses connections";
    case net::PortState::black_holed: return ", its port is filtered";
  }
  return "";
}

const net::Station& station_of(const world::World& world, const SceneServer& server) {
  switch (server.kind()) {
    case ServerKind::authoritative: return world.dns.authority.servers[server.index].station;
    case ServerKind::resolver: return world.dns.resolvers[server.index].station;
    case ServerKind::forwarder: return world.dns.forwarders[server.index].station;
    case ServerKind::mail_host: break;
  }
  return world.mail.hosts[server.index].station;
}

/// A fault of time, by a factor or by so much each time; nothing when there is none.
std::string slowed(const char* what, double factor, sim::Duration extra) {
  if (factor > 1) return fmt::format(", {} x{:g}", what, factor);
  return extra.ns > 0 ? fmt::format(", {} by {}", what, duration_words(extra)) : "";
}

std::string state_of_host(const world::World& world, const SceneServer& server) {
  const net::Host& host = world.network.hosts[server.host];
  if (!world.network.sites[host.site].up) return "down: its site is down";
  if (!host.up) return "down";
  std::string state = "up" + state_of_port(world, server);
  if (host.fault_loss > 0) state += fmt::format(", loses {:.3g} %", 100 * host.fault_loss);
  state += slowed("its packets slowed", host.fault_delay_factor, host.fault_extra);
  const net::Station& station = station_of(world, server);
  return state + slowed("slowed", station.slowdown, station.slow_extra);
}

void inspect_authority(const Desk& d, const SceneServer& server, Inspection& page) {
  const dns::AuthoritativeServer& s = d.world.dns.authority.servers[server.index];
  page.facts.push_back({"queries", count(s.counters.queries)});
  page.facts.push_back({"referrals", count(s.counters.count(dns::Outcome::referral))});
  page.facts.push_back({"answers", count(s.counters.count(dns::Outcome::answer))});
  page.facts.push_back({"name errors", count(s.counters.count(dns::Outcome::nx_domain))});
  page.zone_count = s.served->all().size();
  const dns::RecordStore& records = d.world.dns.records;
  for (const dns::ServedZone& served : s.served->all()) {
    if (page.zones.size() >= kInspectionRows) break;
    ZoneRow row{d.words.name(served.apex), 0, 0, served.version < dns::kNotLoaded};
    if (!d.search.empty() && row.apex.find(d.search) == std::string::npos) continue;
    if (row.loaded) {
      const dns::Zone& zone = d.world.dns.authority.zones[served.version];
      row.serial = dns::serial(records, zone);
      row.sets = static_cast<std::uint32_t>(zone.sets.size());
      if (page.zones.empty()) page.records = zone_records(d.world, zone, d.words);
    }
    page.zones.push_back(std::move(row));
  }
}

void inspect_resolver(const Desk& d, const SceneServer& server, Inspection& page) {
  const dns::RecursiveResolver& r = d.world.dns.resolvers[server.index];
  page.facts.push_back({"client queries", count(r.counters.queries)});
  page.facts.push_back({"from the cache", percent(r.counters.hits, r.counters.queries)});
  page.facts.push_back({"sent upstream", count(r.counters.upstream[0] + r.counters.upstream[1] +
                                               r.counters.upstream[2])});
  page.facts.push_back({"timeouts", count(r.counters.timeouts)});
  page.facts.push_back({"in progress", count(r.open.size())});
  page.cache_size = r.cache.size();
  page.cache = cache_rows(d.world, r.cache, d.watch, d.words, d.search);
}

void inspect_mail_host(const Desk& d, const SceneServer& server, Inspection& page) {
  const mail::MailHost& host = d.world.mail.hosts[server.index];
  page.facts.push_back({"queued recipients", count(host.queue.recipients())});
  page.facts.push_back({"passed on", count(host.ledger.passed_on)});
  page.facts.push_back({"delivered here", count(host.ledger.delivered)});
  page.facts.push_back({"bounced", count(host.ledger.bounced)});
  page.facts.push_back({"deferrals", count(host.counters.deferrals)});
  page.facts.push_back({"open sessions", count(host.sessions.size() + host.serving.size())});
  page.queue = queue_rows(host.queue, d.world.engine.now(), d.words);
}

/// The sites whose packets to an anycast address of this host arrive here.
void inspect_catchment(const Desk& d, const SceneServer& server, Inspection& page) {
  const net::Network& network = d.world.network;
  for (net::GroupId group = 0; group < network.groups.size(); ++group)
    for (const net::AnycastInstance& instance : network.groups[group].instances)
      if (instance.host == server.host)
        for (net::SiteId site = 0; site < network.sites.size(); ++site)
          if (network.catchment(group, site) == server.host) page.catchment.push_back(site);
  if (!page.catchment.empty()) page.facts.push_back({"sites served", count(page.catchment.size())});
}

void inspect_server(const Desk& d, Inspection& page) {
  if (page.subject.index >= d.scene.servers.size()) return;
  const SceneServer& server = d.scene.servers[page.subject.index];
  page.title = server.name;
  page.subtitle = fmt::format("{} in {}",
                              server.kind() == ServerKind::mail_host  ? "mail host"
                              : server.kind() == ServerKind::resolver ? "recursive resolver"
                              : server.kind() == ServerKind::forwarder
                                  ? "forwarder"
                                  : std::string(to_text(server.role)) + " name server",
                              d.scene.sites[server.site].name);
  page.facts.push_back({"state", state_of_host(d.world, server)});
  inspect_catchment(d, server, page);
  switch (server.kind()) {
    case ServerKind::authoritative: return inspect_authority(d, server, page);
    case ServerKind::resolver: return inspect_resolver(d, server, page);
    case ServerKind::forwarder: {
      const dns::Forwarder& f = d.world.dns.forwarders[server.index];
      page.facts.push_back({"client queries", count(f.counters.queries)});
      page.facts.push_back({"from the cache", percent(f.counters.hits, f.counters.queries)});
      page.cache_size = f.cache.size();
      page.cache = cache_rows(d.world, f.cache, d.watch, d.words, d.search);
      return;
    }
    case ServerKind::mail_host: return inspect_mail_host(d, server, page);
  }
}

void inspect_site(const Desk& d, Inspection& page) {
  if (page.subject.index >= d.scene.sites.size()) return;
  const SceneSite& site = d.scene.sites[page.subject.index];
  page.title = site.name;
  page.subtitle = d.world.network.sites[page.subject.index].up ? "site" : "site, down";
  page.facts.push_back(
      {"position", fmt::format("{:.2f}, {:.2f}", site.position.latitude, site.position.longitude)});
  page.facts.push_back({"users", count(site.users)});
  for (std::uint32_t i = 0; i < d.scene.servers.size(); ++i)
    if (d.scene.servers[i].site == page.subject.index)
      page.here.push_back({d.scene.servers[i].name, i});
}

void inspect_link(const Desk& d, Inspection& page) {
  if (page.subject.index >= d.scene.links.size()) return;
  const net::Graph& graph = d.world.network.topology.graph;
  page.title = d.scene.links[page.subject.index].name;
  page.subtitle = "link";
  for (auto [edge, end] = boost::edges(graph); edge != end; ++edge) {
    const net::Link& link = graph[*edge];
    if (link.id != page.subject.index) continue;
    page.facts.push_back({"state", link.up ? "up" : "down"});
    page.facts.push_back({"loss", fmt::format("{:.3f} %", 100 * (link.loss + link.fault_loss))});
    page.facts.push_back({"delay", fmt::format("x{:g}", link.fault_delay_factor)});
  }
}

}  // namespace

Inspection inspect(const world::World& world, const Scene& scene, const WatchState& watch,
                   const scenarios::WorldWords& words, Subject subject, const std::string& search) {
  Inspection page;
  page.subject = subject;
  const Desk desk{world, scene, watch, words, search};
  switch (subject.kind) {
    case Subject::Kind::nothing: break;
    case Subject::Kind::server: inspect_server(desk, page); break;
    case Subject::Kind::site: inspect_site(desk, page); break;
    case Subject::Kind::link: inspect_link(desk, page); break;
  }
  return page;
}

}  // namespace waypost::viz
