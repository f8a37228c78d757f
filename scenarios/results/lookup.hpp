// SPDX-License-Identifier: Apache-2.0
// Questions put into a running world from outside, by clients that have no demand of their own: the
// command line's client and checkers (BuildOptions). Their stub resolvers do the asking; this
// stands in for the clients' entities, because people want the answer itself and not only its
// statistics.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "models/world/world.hpp"
#include "scenarios/results/lookup_walk.hpp"

namespace waypost::scenarios {

/// One lookup from its question to its end, step by step.
struct Lookup {
  dns::LookupResult result;
  LookupWalk walk;
};

/// Clients of a world, driven from outside.
class Askers {
 public:
  /// `clients`: indices into Workload::clients. They and the world must outlive this.
  Askers(world::World& world, std::span<const std::uint32_t> clients);

  /// All clients ask now; the world runs until each lookup has ended (a stub gives up by itself).
  /// Results in the clients' order.
  std::vector<dns::LookupResult> ask(const dns::Question& question, sim::TraceSink* trace);

  /// Runs the world to `until`, or until `done` says so after an event.
  void run(sim::Time until, sim::TraceSink* trace, const std::function<bool()>& done = {});

 private:
  bool take(mail::Context& context, const sim::Event& event);

  world::World& world_;
  std::span<const std::uint32_t> clients_;
  std::vector<std::uint32_t> asker_of_;  ///< by EntityId: index into clients_
  std::vector<dns::LookupResult> results_;
  std::size_t open_ = 0;
  std::uint64_t asked_ = 0;  ///< questions so far: keys their luck
};

/// One client asks one question; afterwards the world runs on for `settle`, so that what runs
/// beside the lookup ends within the trace.
Lookup look_up(world::World& world, Askers& asker, const dns::Question& question,
               sim::Duration settle = sim::seconds(5));

}  // namespace waypost::scenarios
