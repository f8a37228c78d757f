// SPDX-License-Identifier: Apache-2.0
// Everything of one run with its engine. Plain data: copying a World copies the run, and the copy
// goes on exactly as the original would.
#pragma once

#include <cstdint>
#include <vector>

#include "models/dns/dns.hpp"
#include "models/mail/mail_host.hpp"
#include "models/net/network.hpp"
#include "models/plan/plan.hpp"
#include "models/workload/workload.hpp"
#include "sim/engine.hpp"

namespace waypost::world {

/// What an entity is, beside the servers that dns::Dns and mail::Mail know themselves.
struct EntityRole {
  enum class Kind : std::uint8_t { none, clients, senders };
  Kind kind = Kind::none;
  std::uint32_t index = 0;
};

struct World {
  explicit World(std::uint64_t seed = 1) : engine(seed) {}

  sim::Engine engine;
  net::Network network;
  dns::Dns dns;
  mail::Mail mail;
  workload::Workload workload;
  plan::Plan plan;
  std::vector<EntityRole> roles;  ///< by EntityId

  mail::Context context(sim::TraceSink* trace = nullptr) {
    return {{engine, network, dns, trace}, mail};
  }
};

/// Makes `entity` the one that handles the events of these clients or senders.
void set_role(World& world, sim::EntityId entity, EntityRole role);

/// Schedules the plan and the first arrival of every demand. Once, after build.
void start(World& world);

/// Hands one event to whom it is for. For those who run the engine themselves because they answer
/// for some entity in its place (the command line's client).
void handle(World& world, mail::Context& context, const sim::Event& event);

/// Moves the world to `until`. `trace` may be null; it does not change what happens.
void run(World& world, sim::Time until, sim::TraceSink* trace = nullptr);

}  // namespace waypost::world
