// SPDX-License-Identifier: Apache-2.0
// The engine: a pending-event set, a clock, one record per entity. It knows nothing of networks,
// names or mail; whoever runs it passes a handler that switches on the event's kind.
// Plain data: copying an engine copies the run.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/event.hpp"
#include "sim/event_queue.hpp"
#include "sim/expect.hpp"
#include "sim/hash.hpp"
#include "sim/prefetch.hpp"

namespace waypost::sim {

/// `Queue` is a pending-event set; every one gives the same run.
template <class Queue>
class BasicEngine {
 public:
  explicit BasicEngine(std::uint64_t seed = 1) : seed_(seed) { add_entity(hash_text("plan")); }

  /// Registers an entity; `path_hash` names it in the scenario (luck and fingerprint key on it).
  EntityId add_entity(std::uint64_t path_hash) {
    WAYPOST_EXPECT(entities_.size() < kMaxEntities, "more than 2^24 entities");
    entities_.push_back({path_hash, 0, 0});
    return static_cast<EntityId>(entities_.size() - 1);
  }

  Time now() const { return {now_}; }
  std::uint64_t seed() const { return seed_; }
  std::uint64_t events_handled() const { return handled_; }
  std::size_t pending() const { return queue_.size(); }
  std::size_t entity_count() const { return entities_.size(); }
  std::uint64_t path_hash(EntityId entity) const { return entities_[entity].path_hash; }

  /// Adds an event from `source` to `target`; `at` is not before now.
  void schedule(EntityId source, EntityId target, Time at, std::uint32_t kind,
                std::uint64_t argument) {
    WAYPOST_EXPECT(at.ns >= now_, "event scheduled in the past");
    const std::uint64_t order = std::uint64_t{source} << 40 | entities_[source].counter++;
    queue_.push({at.ns, order, target, kind, argument});
  }

  /// Adds `content` (names, codes; never slots, ids or addresses) of the event in hand to the
  /// fingerprint of `entity`.
  void absorb(EntityId entity, std::uint64_t content) {
    std::uint64_t& h = entities_[entity].history;
    h = mix(h ^ content);
  }

  /// Handles every event before or at `until`, or until `handler` returns false.
  /// Afterwards now() is `until`, or the time of the last event if stopped.
  /// A handler may have a member prefetch(const Event&), called some events before its turn.
  template <class Handler>
  void run(Time until, Handler&& handler);

  /// Sum over entities of mix(path, history): the same for any partition of the entities.
  std::uint64_t fingerprint() const {
    std::uint64_t sum = 0;
    for (const EntityRecord& e : entities_) sum += mix(e.path_hash, e.history);
    return sum;
  }
  /// The hash of the events delivered to one entity: finds where two runs part.
  std::uint64_t history(EntityId entity) const { return entities_[entity].history; }

 private:
  struct alignas(32) EntityRecord {  // never across two cache lines
    std::uint64_t path_hash;
    std::uint64_t history;  ///< hash of the events delivered so far
    std::uint64_t counter;  ///< events scheduled by this entity so far
  };
  /// Brings what a coming event will touch towards the cache: engine's records here, the models'
  /// own in handler.prefetch(event), if there is one.
  template <class Handler>
  void prefetch_ahead(Handler& handler) const {
    constexpr std::size_t kPlaces = 6;  // measured: 4 to 8 are alike
    const Event* coming = queue_.ahead(kPlaces);
    if (coming == nullptr) return;
    sim::prefetch(&entities_[coming->target]);
    sim::prefetch(&entities_[coming->source()]);
    if constexpr (requires { handler.prefetch(*coming); }) handler.prefetch(*coming);
  }

  std::uint64_t seed_;
  std::int64_t now_ = 0;
  std::uint64_t handled_ = 0;
  std::vector<EntityRecord> entities_;
  Queue queue_;
};

using Engine = BasicEngine<EventQueue>;

template <class Queue>
template <class Handler>
void BasicEngine<Queue>::run(Time until, Handler&& handler) {
  while (!queue_.empty() && queue_.top().time <= until.ns) {
    const Event event = queue_.pop();
    prefetch_ahead(handler);
    now_ = event.time;
    ++handled_;
    EntityRecord& entity = entities_[event.target];
    const std::uint64_t when = mix(static_cast<std::uint64_t>(event.time) ^ event.kind);
    entity.history = mix(entity.history ^ when ^ entities_[event.source()].path_hash);
    if (!handler(event)) return;
  }
  if (until > now()) now_ = until.ns;
}

}  // namespace waypost::sim
