// SPDX-License-Identifier: Apache-2.0
#include "models/plan/perform.hpp"

#include "models/dns/dns.hpp"
#include "models/net/fault.hpp"

namespace waypost::plan {
namespace {

/// Adds or takes away a cause of being down; true when the thing is up afterwards.
bool count_cause(std::vector<std::uint16_t>& causes, std::uint32_t index, int change) {
  if (index >= causes.size()) causes.resize(index + 1, 0);
  std::uint16_t& holding = causes[index];
  if (change == 0)
    holding = 0;
  else if (change > 0)
    ++holding;
  else if (holding > 0)
    --holding;
  return holding == 0;
}

/// One overload per action: the catalogue of what a plan can do, in the order of action.hpp.
struct Performer {
  Plan& plan;
  Reach reach;

  net::Network& network() const { return reach.context.network(); }
  dns::Dns& dns() const { return reach.context.dns.dns; }
  mail::Mail& mail() const { return reach.context.mail; }
  sim::Time now() const { return reach.context.engine().now(); }

  void operator()(const HostCause& a) const {
    net::set_host_up(network(), a.host, count_cause(plan.host_causes, a.host, a.change));
  }
  void operator()(const SiteCause& a) const {
    net::set_site_up(network(), a.site, count_cause(plan.site_causes, a.site, a.change));
  }
  void operator()(const HubCause& a) const {
    net::set_node_up(network(), a.hub, count_cause(plan.hub_causes, a.hub, a.change));
  }
  void operator()(const LinkCause& a) const {
    net::set_link_up(network(), a.link, count_cause(plan.link_causes, a.link, a.change));
  }
  void operator()(const SetPort& a) const { net::set_port(network(), a.host, a.service, a.state); }
  void operator()(const Announce& a) const {
    net::set_announced(network(), a.group, a.host, a.announced);
  }
  void operator()(const HostFault& a) const {
    net::set_host_fault(network(), a.host, a.fault.delay_factor, a.fault.loss, a.fault.extra);
  }
  void operator()(const LinkFault& a) const {
    net::set_link_fault(network(), a.link, a.fault.delay_factor, a.fault.loss, a.fault.extra);
  }
  void operator()(const HubFault& a) const {
    net::set_node_fault(network(), a.hub, a.fault.delay_factor, a.fault.loss, a.fault.extra);
  }
  void operator()(const SlowService& a) const {
    station(a.server).slowdown = a.factor;
    station(a.server).slow_extra = a.extra;
  }
  void operator()(const Attack& a) const {
    set_junk(reach, a.server, a.host, a.rate_per_second, a.octets);
  }
  void operator()(const SetFlood& a) const {
    plan.floods[a.flood].rate_per_second = a.rate_per_second;
  }
  void operator()(const PublishZone& a) const {
    dns::publish_change(reach.context.dns, name_server(a.server), a.apex, a.zone);
  }
  void operator()(const FollowPrimary& a) const;
  void operator()(const SetAudience& a) const {
    dns::set_audience(name_server(a.server), {a.apex, a.secondaries, a.delay});
  }
  void operator()(const RefuseTransfers& a) const {
    dns::refuse_transfers(name_server(a.server), a.apex, a.refused);
  }
  void operator()(const SetStsPolicy& a) const {
    mail().sts_sites[a.domain.node].policy = a.policy;
  }
  void operator()(const SetMailDomain& a) const {
    mail().hosts[a.mail_host].domains.set(a.domain, a.served);
  }
  void operator()(const FlushQueue& a) const {
    mail::flush(reach.context, mail().hosts[a.mail_host], a.destination);
  }
  void operator()(const FlushCache& a) const;
  void operator()(const SetResolvers& a) const {
    reach.workload.clients[a.clients].stub.use_parts(a.parts);
  }
  void operator()(const ResetMetrics&) const;

  net::Station& station(ServerRef server) const { return station_of(reach, server); }
  dns::AuthoritativeServer& name_server(std::uint32_t index) const {
    return dns().authority.servers[index];
  }
};

void Performer::operator()(const FollowPrimary& a) const {
  if (a.primary == net::kNone) return dns::stop_following(name_server(a.server), a.apex);
  dns::follow(reach.context.engine(), dns().names, dns().records, dns().authority.zones,
              name_server(a.server), a.apex, a.primary, a.self);
}

/// All of it, or one name.
template <class Cache>
void flush_cache(Cache& cache, dns::Name below) {
  if (below == dns::kRoot)
    cache.clear();
  else
    cache.flush(below);
}

void Performer::operator()(const FlushCache& a) const {
  if (a.server.kind != ServerRef::Kind::resolver)
    return flush_cache(dns().forwarders[a.server.index].cache, a.below);
  flush_cache(dns().resolvers[a.server.index].cache, a.below);
  flush_cache(dns().resolvers[a.server.index].messages, a.below);
  dns().resolvers[a.server.index].scoped.flush(a.below);
}

void Performer::operator()(const ResetMetrics&) const {
  for (dns::AuthoritativeServer& server : dns().authority.servers) {
    server.counters = {};
    server.station.load = {};
    server.upkeep.transfers = server.upkeep.expiries = 0;
  }
  for (dns::RecursiveResolver& resolver : dns().resolvers) {
    resolver.counters = {};
    resolver.station.load = {};
    resolver.upstream.connections.reset_totals(now());
  }
  for (dns::Forwarder& forwarder : dns().forwarders) {
    forwarder.counters = {};
    forwarder.station.load = {};
  }
  for (workload::Clients& clients : reach.workload.clients) {
    clients.metrics = {};
    clients.stub.encrypted().reset_totals(now());
  }
  mail::reset_metrics(mail());
  for (workload::MailSenders& senders : reach.workload.senders)
    for (workload::MailDemand& demand : senders.demands) demand.messages = 0;
  plan.measured_from = now();
}

void perform(Plan& plan, Reach reach, const std::vector<Action>& actions) {
  for (const Action& action : actions) std::visit(Performer{plan, reach}, action);
  net::publish(reach.context.network());
  spread_floods(plan, reach);
}

void schedule_turn(const FailureProcess& process, std::uint32_t index, sim::Engine& engine) {
  const sim::Stream luck = sim::make_stream(engine.seed(), process.path_hash, "failure");
  sim::Draw draw(luck, process.turns);
  const bool failed = process.turns % 2 == 1;
  const sim::Law& law = failed ? process.time_to_repair : process.time_to_failure;
  const sim::Time base = process.turns == 0 ? process.from : engine.now();
  const sim::Time at = base + law.sample_duration(draw);
  if (failed || at < process.until)
    engine.schedule(sim::kPlanEntity, sim::kPlanEntity, at, kFailure, index);
}

}  // namespace

net::Station& station_of(Reach reach, ServerRef server) {
  dns::Dns& dns = reach.context.dns.dns;
  switch (server.kind) {
    case ServerRef::Kind::authoritative: return dns.authority.servers[server.index].station;
    case ServerRef::Kind::resolver: return dns.resolvers[server.index].station;
    case ServerRef::Kind::forwarder: return dns.forwarders[server.index].station;
    case ServerRef::Kind::mail_host: return reach.context.mail.hosts[server.index].station;
  }
  sim::contract_broken(__FILE__, __LINE__, "a plan reaches a station that does not exist");
}

void start(Plan& plan, sim::Engine& engine) {
  for (std::uint32_t i = 0; i < plan.steps.size(); ++i)
    engine.schedule(sim::kPlanEntity, sim::kPlanEntity, plan.steps[i].at, kStep, i);
  for (std::uint32_t i = 0; i < plan.failures.size(); ++i)
    schedule_turn(plan.failures[i], i, engine);
  for (std::uint32_t i = 0; i < plan.watches.size(); ++i)
    engine.schedule(sim::kPlanEntity, sim::kPlanEntity, sim::Time{} + plan.watches[i].look_every,
                    kLook, i);
}

void on_step(Plan& plan, Reach reach, std::uint32_t index) {
  const Step& step = plan.steps[index];
  perform(plan, reach, step.actions);
  if (!step.what.empty())
    plan.happened.push_back({reach.context.engine().now(), step.what, step.name});
}

void on_failure(Plan& plan, Reach reach, std::uint32_t index) {
  FailureProcess& process = plan.failures[index];
  const bool fails = process.turns % 2 == 0;
  perform(plan, reach, fails ? process.fail : process.repair);
  plan.happened.push_back(
      {reach.context.engine().now(), process.what + (fails ? " fails" : " is repaired"), ""});
  ++process.turns;
  schedule_turn(process, index, reach.context.engine());
}

}  // namespace waypost::plan
