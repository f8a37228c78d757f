// SPDX-License-Identifier: Apache-2.0
#include "models/dns/authoritative_server.hpp"

#include <algorithm>

#include "models/dns/client_subnet.hpp"
#include "models/dns/dns.hpp"
#include "models/dns/events.hpp"
#include "models/net/datagram.hpp"

namespace waypost::dns {
namespace {

/// Names this query among all that the server gets, in any run of the scenario: who asked what,
/// when.
std::uint64_t query_object(const Context& context, const Datagram& query, std::uint64_t content) {
  const std::uint64_t sender = context.network.hosts[query.sender].path_hash;
  const auto now = static_cast<std::uint64_t>(context.engine.now().ns);
  return sim::mix(sim::mix(sender, now) ^ content);
}

std::uint64_t network_of(net::Address address, unsigned bits) {
  for (unsigned i = 0; i < address.bytes.size(); ++i) {
    const unsigned kept = bits > 8 * i ? std::min(8u, bits - 8 * i) : 0;
    address.bytes[i] &= static_cast<std::uint8_t>(0xFF00u >> kept);
  }
  return net::hash_address(address);
}

/// Names a class of equal responses to one network: answers by the name asked, denials and
/// referrals by zone, errors together (BIND 9, lib/dns/rrl.c).
std::uint64_t account_of(const Context& context, const AuthoritativeServer& server,
                         const Datagram& query, const Response& response) {
  const net::Address& address = context.network.addresses.address(query.source);
  const unsigned bits =
      address.family == net::Family::v4 ? server.limit.ipv4_prefix : server.limit.ipv6_prefix;
  const std::uint64_t network = network_of(address, bits);
  Name about = response.message.question.qname;
  if (response.outcome != Outcome::answer)
    about = response.message.sets.empty() ? kRoot : response.message.sets.front().owner;
  return sim::mix(sim::mix(network, context.dns.names.hash(about)),
                  static_cast<std::uint64_t>(response.outcome));
}

/// False: the response is withheld. One that slips through is empty and truncated.
bool pass_limit(Context& context, AuthoritativeServer& server, const Datagram& query,
                Response& response) {
  if (server.limit.rate.per_second == 0 || is_connected(query.transport)) return true;
  const std::uint64_t account = account_of(context, server, query, response);
  switch (server.accounts.charge(server.limit.rate, account, context.engine.now())) {
    case Allowance::within: return true;
    case Allowance::exceeded: ++server.counters.withheld; return false;
    case Allowance::exempt: break;
  }
  ++server.counters.slipped;
  response.message.sets.clear();
  response.message.header.tc = true;
  return true;
}

/// Another network could have got another answer (RFC 7871 section 7.2.1).
bool depends_on_place(const Dns& dns, const Message& response) {
  return std::any_of(response.sets.begin(), response.sets.end(), [&](const SetView& view) {
    const auto& policies = dns.authority.policies.policies;
    return view.section == Section::answer &&
           policies[dns.records.set(view.set).policy].order == AnswerOrder::by_site;
  });
}

void answer(Context& context, AuthoritativeServer& server, const Datagram& query, sim::Time at,
            sim::Draw& draw) {
  const Dns& dns = context.dns;
  const Authority& authority = dns.authority;
  const Subnet subnet = query.message.edns.subnet;
  const net::HostId stands_for = subnet != 0 ? host_of(subnet) : query.sender;
  const Asker asker{context.network.hosts[stands_for].site, server.counters.queries};
  Response response =
      respond({dns.names, dns.records, authority.zones, authority.policies}, *server.served,
              server.style, query.message, query.transport, asker, draw);
  ++server.counters.by_outcome[static_cast<std::size_t>(response.outcome)];
  if (response.message.header.tc) ++server.counters.truncated;
  if (response.outcome == Outcome::silence) return;
  response.message.edns.subnet = subnet;
  response.message.edns.for_subnet_only = subnet != 0 && depends_on_place(dns, response.message);
  if (!pass_limit(context, server, query, response)) return;
  if (query.transport == Transport::udp && server.style.udp_lost_above != 0 &&
      wire_size(dns.names, dns.records, response.message) > server.style.udp_lost_above) {
    ++server.counters.lost_large;
    return;
  }
  reply(context, server.entity, server.host, query, std::move(response.message), at, draw);
}

}  // namespace

void on_datagram(Context& context, AuthoritativeServer& server, const Datagram& query) {
  const std::uint64_t content = content_hash(context.dns.names, context.dns.records, query.message);
  context.engine.absorb(server.entity, content);
  if (query.message.header.qr || query.port_unreachable)
    return on_upkeep_response(context, server, query);
  sim::Draw draw(server.luck, query_object(context, query, content));

  const net::PortState port = net::port_state(context.network, server.host, net::Service::dns);
  if (port != net::PortState::open) {
    ++server.counters.turned_away;
    if (port == net::PortState::refused)
      turn_away(context, server.entity, server.host, query, draw);
    return;
  }
  if (query.message.edns.present && query.transport == Transport::udp &&
      server.style.edns == EdnsHandling::dropped) {
    ++server.counters.filtered;
    return;
  }
  ++server.counters.queries;
  if (is_connected(query.transport)) ++server.counters.over_tcp;
  const net::Admission admission = net::admit(server.station, context.engine.now(), draw, 1,
                                              encryption_work(server.encryption, query));
  if (!admission.admitted) {
    ++server.counters.dropped;
    return;
  }
  if (!answer_upkeep(context, server, query, admission.finishes_at, draw))
    answer(context, server, query, admission.finishes_at, draw);
}

void publish_zone(AuthoritativeServer& server, Name apex, ZoneId zone) {
  auto changed = std::make_shared<ServedZones>(*server.served);
  changed->set(apex, zone);
  server.served = std::move(changed);
}

void start_monitor(sim::Engine& engine, const HealthMonitor& monitor) {
  engine.schedule(monitor.entity, monitor.entity, engine.now() + monitor.interval, kHealthCheck, 0);
}

void on_health_check(Context& context, HealthMonitor& monitor) {
  probe(context.network, monitor);
  context.engine.absorb(monitor.entity, monitor.healthy);
  start_monitor(context.engine, monitor);
}

}  // namespace waypost::dns
