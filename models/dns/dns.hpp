// SPDX-License-Identifier: Apache-2.0
// The DNS world of one run, as plain copyable data, and who of it handles which event.
#pragma once

#include <vector>

#include "models/dns/authoritative_server.hpp"
#include "models/dns/forwarder.hpp"
#include "models/dns/message.hpp"
#include "models/dns/name.hpp"
#include "models/dns/record.hpp"
#include "models/dns/recursive_resolver.hpp"
#include "sim/slots.hpp"

namespace waypost::dns {

/// What an entity of the engine is in DNS; entities of other layers are `none`.
struct Role {
  enum class Kind : std::uint8_t { none, authoritative, resolver, forwarder, monitor };
  Kind kind = Kind::none;
  std::uint32_t index = 0;  ///< into the vector of that kind
};

struct Dns {
  NameTable names;
  RecordStore records;
  Authority authority;
  std::vector<RecursiveResolver> resolvers;
  std::vector<Forwarder> forwarders;
  std::vector<Role> roles;         ///< by EntityId
  sim::Slots<Datagram> datagrams;  ///< under way; a kDatagram event names one
};

/// Adds the server and makes its entity the one that handles its events. Its index.
std::uint32_t add_server(Dns& dns, AuthoritativeServer server);
std::uint32_t add_resolver(Dns& dns, RecursiveResolver resolver);
std::uint32_t add_forwarder(Dns& dns, Forwarder forwarder);
/// The monitor also gets its first probe, one interval from now.
std::uint32_t add_monitor(Dns& dns, sim::Engine& engine, HealthMonitor monitor);

/// Handles `event` if its target is a name server, resolver or forwarder. False: it is not.
bool handle(Context& context, const sim::Event& event);

/// Takes the datagram of a kDatagram event out of the network. Once per event.
Datagram take_datagram(Dns& dns, std::uint64_t argument);

}  // namespace waypost::dns
