// SPDX-License-Identifier: Apache-2.0
#include "models/dns/dns.hpp"

#include "models/dns/events.hpp"

namespace waypost::dns {
namespace {

void set_role(Dns& dns, sim::EntityId entity, Role role) {
  if (entity >= dns.roles.size()) dns.roles.resize(entity + 1);
  dns.roles[entity] = role;
}

void handle_at(Context& context, AuthoritativeServer& server, const sim::Event& event) {
  if (event.kind == kDatagram)
    on_datagram(context, server, take_datagram(context.dns, event.argument));
  if (event.kind == kZoneTimer) on_zone_timer(context, server);
}

void handle_at(Context& context, RecursiveResolver& resolver, const sim::Event& event) {
  if (event.kind == kDatagram)
    on_datagram(context, resolver, take_datagram(context.dns, event.argument));
  if (event.kind == kResolverTimer) on_timer(context, resolver);
  if (event.kind == kResolverWork) on_work_done(context, resolver, event.argument);
}

void handle_at(Context& context, Forwarder& forwarder, const sim::Event& event) {
  if (event.kind == kDatagram)
    on_datagram(context, forwarder, take_datagram(context.dns, event.argument));
  if (event.kind == kStubTimer) on_timer(context, forwarder);
}

void handle_at(Context& context, HealthMonitor& monitor, const sim::Event& event) {
  if (event.kind == kHealthCheck) on_health_check(context, monitor);
}

}  // namespace

std::uint32_t add_server(Dns& dns, AuthoritativeServer server) {
  const auto index = static_cast<std::uint32_t>(dns.authority.servers.size());
  set_role(dns, server.entity, {Role::Kind::authoritative, index});
  dns.authority.servers.push_back(std::move(server));
  return index;
}

std::uint32_t add_resolver(Dns& dns, RecursiveResolver resolver) {
  const auto index = static_cast<std::uint32_t>(dns.resolvers.size());
  set_role(dns, resolver.entity, {Role::Kind::resolver, index});
  dns.resolvers.push_back(std::move(resolver));
  return index;
}

std::uint32_t add_forwarder(Dns& dns, Forwarder forwarder) {
  const auto index = static_cast<std::uint32_t>(dns.forwarders.size());
  set_role(dns, forwarder.entity, {Role::Kind::forwarder, index});
  dns.forwarders.push_back(std::move(forwarder));
  return index;
}

std::uint32_t add_monitor(Dns& dns, sim::Engine& engine, HealthMonitor monitor) {
  std::vector<HealthMonitor>& monitors = dns.authority.policies.monitors;
  const auto index = static_cast<std::uint32_t>(monitors.size());
  set_role(dns, monitor.entity, {Role::Kind::monitor, index});
  start_monitor(engine, monitor);
  monitors.push_back(std::move(monitor));
  return index;
}

bool handle(Context& context, const sim::Event& event) {
  Dns& dns = context.dns;
  if (event.target >= dns.roles.size()) return false;
  const Role role = dns.roles[event.target];
  switch (role.kind) {
    case Role::Kind::none: return false;
    case Role::Kind::authoritative:
      handle_at(context, dns.authority.servers[role.index], event);
      return true;
    case Role::Kind::resolver: handle_at(context, dns.resolvers[role.index], event); return true;
    case Role::Kind::monitor:
      handle_at(context, dns.authority.policies.monitors[role.index], event);
      return true;
    case Role::Kind::forwarder: handle_at(context, dns.forwarders[role.index], event); return true;
  }
  return false;
}

}  // namespace waypost::dns
