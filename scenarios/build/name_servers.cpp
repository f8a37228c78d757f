// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/name_servers.hpp"

namespace waypost::scenarios {

NameServerId NameServers::add(world::World& world, Machine machine, const NameServerSpec& spec) {
  NameServer added{.kind = spec.kind,
                   .name = spec.name,
                   .addresses_published = spec.addresses_published,
                   .generated = spec.generated,
                   .machine = std::move(machine)};
  for (const net::HostId id : added.machine.hosts) {
    net::Host& host = world.network.hosts[id];
    host.entity = world.engine.add_entity(host.path_hash);
    dns::AuthoritativeServer server;
    server.entity = host.entity;
    server.host = id;
    server.luck = sim::make_stream(world.engine.seed(), host.path_hash, "query");
    server.served = added.served;
    server.style = spec.style;
    server.limit = spec.limit;
    server.station = spec.station;
    server.encryption = spec.encryption;
    added.servers.push_back(dns::add_server(world.dns, std::move(server)));
  }
  all_.push_back(std::move(added));
  const auto id = static_cast<NameServerId>(all_.size() - 1);
  by_name_.put(spec.name, id);
  return id;
}

}  // namespace waypost::scenarios
