// SPDX-License-Identifier: Apache-2.0
#include "models/world/world.hpp"

#include "models/dns/events.hpp"
#include "models/plan/perform.hpp"
#include "models/workload/events.hpp"
#include "models/workload/mail_arrivals.hpp"
#include "models/workload/query_arrivals.hpp"

namespace waypost::world {
namespace {

workload::Demand demand_of(const World& world) {
  return {world.workload.catalogues, world.workload.pools, world.workload.horizon};
}

void handle_clients(World& world, dns::Context& context, const sim::Event& event) {
  workload::Clients& clients = world.workload.clients[world.roles[event.target].index];
  switch (event.kind) {
    case workload::kQueryArrival:
      return workload::on_arrival(context, demand_of(world), clients,
                                  static_cast<std::uint32_t>(event.argument));
    case workload::kSessionContinues:
      return workload::on_session(context, demand_of(world), clients,
                                  sim::SlotRef::unpack(event.argument));
    case workload::kUserReturns:
      return workload::on_return(context, clients, sim::SlotRef::unpack(event.argument));
    case dns::kDatagram:
      return workload::on_datagram(context, clients, dns::take_datagram(world.dns, event.argument));
    case dns::kStubTimer: return workload::on_stub_timer(context, clients);
    default: sim::contract_broken(__FILE__, __LINE__, "clients got an event that is not theirs");
  }
}

void handle_senders(World& world, mail::Context& context, const sim::Event& event) {
  WAYPOST_EXPECT(event.kind == workload::kMailArrival, "senders got an event that is not theirs");
  workload::on_mail_arrival(context, demand_of(world),
                            world.workload.senders[world.roles[event.target].index],
                            static_cast<std::uint32_t>(event.argument));
}

void handle_plan(World& world, mail::Context& context, const sim::Event& event) {
  const plan::Reach reach{context, world.workload};
  const auto index = static_cast<std::uint32_t>(event.argument);
  switch (event.kind) {
    case plan::kStep: return plan::on_step(world.plan, reach, index);
    case plan::kFailure: return plan::on_failure(world.plan, reach, index);
    case plan::kLook: return plan::on_look(world.plan, reach, index);
    default: sim::contract_broken(__FILE__, __LINE__, "the plan got an event that is not its own");
  }
}

}  // namespace

/// The plan, a DNS server, a mail host, or the entity's role.
void handle(World& world, mail::Context& context, const sim::Event& event) {
  if (event.target == sim::kPlanEntity) return handle_plan(world, context, event);
  if (dns::handle(context.dns, event) || mail::handle(context, event)) return;
  switch (world.roles[event.target].kind) {
    case EntityRole::Kind::clients: return handle_clients(world, context.dns, event);
    case EntityRole::Kind::senders: return handle_senders(world, context, event);
    case EntityRole::Kind::none: break;
  }
  sim::contract_broken(__FILE__, __LINE__, "an event for an entity that nobody is");
}

void set_role(World& world, sim::EntityId entity, EntityRole role) {
  if (entity >= world.roles.size()) world.roles.resize(entity + 1);
  world.roles[entity] = role;
}

void start(World& world) {
  mail::Context context = world.context();
  plan::start(world.plan, world.engine);
  for (workload::Clients& clients : world.workload.clients)
    workload::start(context.dns, demand_of(world), clients);
  for (workload::MailSenders& senders : world.workload.senders)
    workload::start(world.engine, demand_of(world), senders);
}

void run(World& world, sim::Time until, sim::TraceSink* trace) {
  mail::Context context = world.context(trace);
  world.engine.run(until, [&](const sim::Event& event) {
    handle(world, context, event);
    return true;
  });
}

}  // namespace waypost::world
