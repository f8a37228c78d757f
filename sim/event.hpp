// SPDX-License-Identifier: Apache-2.0
// An event and the one total order of events: (time, source entity, that source's counter).
// The order never depends on when an event was inserted, so it is the same in any partition.
// Source 0 is the plan: its steps come before every other event of the same instant.
#pragma once

#include <cstdint>

#include "sim/time.hpp"

namespace waypost::sim {

/// Index of an entity in the engine's table; 24 bits. 0 is the plan (docs/architecture.md).
using EntityId = std::uint32_t;
inline constexpr EntityId kPlanEntity = 0;
inline constexpr EntityId kMaxEntities = 1u << 24;

/// What happens to `target` at `time`: 32 bytes, moved by value, held inline by the queue.
struct Event {
  std::int64_t time;       ///< nanoseconds since the run's start
  std::uint64_t order;     ///< source entity (24 bits), then its counter (40 bits)
  EntityId target;         ///< who handles it
  std::uint32_t kind;      ///< layer's event code (models/world/event_kinds.hpp)
  std::uint64_t argument;  ///< usually slot (low 32 bits) and generation (high 32 bits)

  Time at() const { return {time}; }
  EntityId source() const { return static_cast<EntityId>(order >> 40); }
};
static_assert(sizeof(Event) == 32);

constexpr bool comes_before(const Event& a, const Event& b) {
  return a.time != b.time ? a.time < b.time : a.order < b.order;
}

}  // namespace waypost::sim
