// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/lookup.hpp"

#include <algorithm>

#include "models/dns/events.hpp"
#include "models/dns/trace_kinds.hpp"

namespace waypost::scenarios {
namespace {

constexpr std::uint32_t kNobody = UINT32_MAX;

/// glibc gives up long before; a lookup that is still open then is a mistake of the program.
constexpr sim::Duration kPatience = sim::minutes(10);

}  // namespace

Askers::Askers(world::World& world, std::span<const std::uint32_t> clients)
    : world_(world), clients_(clients), asker_of_(world.engine.entity_count(), kNobody) {
  for (std::uint32_t i = 0; i < clients.size(); ++i)
    asker_of_[world.workload.clients[clients[i]].entity] = i;
}

std::vector<dns::LookupResult> Askers::ask(const dns::Question& question, sim::TraceSink* trace) {
  results_.assign(clients_.size(), {});
  open_ = clients_.size();
  const std::uint64_t object = sim::mix(sim::hash_text("asked from outside"), asked_++);
  mail::Context context = world_.context(trace);
  for (std::uint32_t i = 0; i < clients_.size(); ++i) {
    workload::Clients& c = world_.workload.clients[clients_[i]];
    c.stub.lookup(context.dns, c.entity, question, i, object);
  }
  run(world_.engine.now() + kPatience, trace, [&] { return open_ == 0; });
  WAYPOST_EXPECT(open_ == 0, "a lookup without an end");
  return std::move(results_);
}

void Askers::run(sim::Time until, sim::TraceSink* trace, const std::function<bool()>& done) {
  mail::Context context = world_.context(trace);
  world_.engine.run(until, [&](const sim::Event& event) {
    if (!take(context, event)) world::handle(world_, context, event);
    return !done || !done();
  });
}

/// True when the event was one of our clients'.
bool Askers::take(mail::Context& context, const sim::Event& event) {
  const std::uint32_t i = event.target < asker_of_.size() ? asker_of_[event.target] : kNobody;
  if (i == kNobody) return false;
  workload::Clients& c = world_.workload.clients[clients_[i]];
  const auto end = [&](std::uint64_t token, dns::LookupResult result) {
    results_[token] = std::move(result);
    --open_;
  };
  if (event.kind == dns::kDatagram) {
    const dns::Datagram datagram = dns::take_datagram(world_.dns, event.argument);
    if (auto f = c.stub.on_datagram(context.dns, c.entity, datagram)) end(f->token, f->result);
  } else if (event.kind == dns::kStubTimer) {
    while (const auto e = c.stub.on_timer(context.dns, c.entity)) end(e->token, to_result(*e));
  }
  return true;
}

Lookup look_up(world::World& world, Askers& asker, const dns::Question& question,
               sim::Duration settle) {
  sim::MemoryTrace trace;
  Lookup lookup{.result = asker.ask(question, &trace).front(), .walk = {}};
  const std::size_t recorded = trace.records().size();
  asker.run(world.engine.now() + settle, &trace);
  std::size_t answer = recorded;
  while (answer-- > 0)
    if (trace.records()[answer].kind == dns::kTraceStubAnswer) break;
  lookup.walk = walk_lookup(trace.records(), answer);
  return lookup;
}

}  // namespace waypost::scenarios
