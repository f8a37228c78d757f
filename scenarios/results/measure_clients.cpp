// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/measure_clients.hpp"

#include <algorithm>
#include <array>

#include "scenarios/results/single_run.hpp"

namespace waypost::scenarios {
namespace {

/// What a server holds for all who connect to it.
struct Held {
  std::string name;
  net::ConnectionTotals totals;
  double octets = 0;
};

/// The server, or the first site, that owns the address.
const DirectoryServer* owner_of(const Built& built, net::AddressId address) {
  const net::Network& network = built.world.network;
  const net::Binding binding = network.addresses.binding(address);
  const net::HostId host = binding.kind == net::Binding::Kind::anycast
                               ? network.groups[binding.index].instances.front().host
                               : binding.index;
  const auto& servers = built.directory.servers;
  const auto found = std::find_if(servers.begin(), servers.end(),
                                  [&](const DirectoryServer& s) { return s.host == host; });
  return found == servers.end() ? nullptr : &*found;
}

void add(const Built& built, const dns::EncryptedConnections& connections, std::vector<Held>& all) {
  for (const auto& to : connections.by_server()) {
    const DirectoryServer* server = owner_of(built, to.server);
    if (server == nullptr) continue;
    net::KeptConnections kept = to.kept;  // a copy: asking for totals closes what is over
    const net::ConnectionTotals totals = kept.totals(built.world.engine.now());
    auto row =
        std::find_if(all.begin(), all.end(), [&](const Held& h) { return h.name == server->name; });
    if (row == all.end()) row = all.insert(row, {server->name, {}, server->connection_octets});
    row->totals.requests += totals.requests;
    row->totals.opened += totals.opened;
    row->totals.most_held += totals.most_held;
    row->totals.held_seconds += totals.held_seconds;
  }
}

}  // namespace

void measure_populations(const Built& built, schema::DnsReport& report) {
  for (const std::string& name : built.directory.populations) {
    workload::QueryMetrics total;
    std::uint64_t ended = 0, answered = 0;
    for (std::size_t i = 0; i < built.directory.clients.size(); ++i) {
      if (built.directory.clients[i].population != name) continue;
      const workload::QueryMetrics& metrics = built.world.workload.clients[i].metrics;
      total.first_asks += metrics.first_asks;
      for (std::size_t s = 0; s < metrics.ended.size(); ++s) {
        ended += metrics.ended[s];
        if (s <= static_cast<std::size_t>(dns::LookupStatus::nx_domain))
          answered += metrics.ended[s];
      }
      total.latency.merge(metrics.latency);
    }
    if (total.first_asks == 0) continue;
    schema::PopulationReport& row = *report.add_populations();
    row.set_name(name);
    *row.mutable_lookups() = single(total.first_asks);
    *row.mutable_answered() =
        single(ended == 0 ? 0 : static_cast<double>(answered) / static_cast<double>(ended));
    distribution(total.latency, 1e6, *row.mutable_latency_ms());
  }
}

void measure_encrypted(const Built& built, schema::DnsReport& report) {
  std::vector<Held> all;
  for (const workload::Clients& clients : built.world.workload.clients)
    add(built, clients.stub.encrypted(), all);
  for (const dns::RecursiveResolver& resolver : built.world.dns.resolvers)
    add(built, resolver.upstream.connections, all);
  const double seconds = (built.world.engine.now() - built.world.plan.measured_from).seconds();
  for (const Held& held : all) {
    schema::ConnectionReport& row = *report.add_encrypted();
    row.set_name(held.name);
    *row.mutable_queries() = single(held.totals.requests);
    *row.mutable_opened() = single(held.totals.opened);
    *row.mutable_held() = single(seconds > 0 ? held.totals.held_seconds / seconds : 0);
    *row.mutable_most_held() = single(held.totals.most_held);
    *row.mutable_memory_bytes() = single(static_cast<double>(held.totals.most_held) * held.octets);
  }
}

}  // namespace waypost::scenarios
