// SPDX-License-Identifier: Apache-2.0
#include "sim/event_chunks.hpp"

#include <new>

namespace waypost::sim {

EventChunk* EventChunkPool::allocate() {
  return static_cast<EventChunk*>(::operator new (sizeof(EventChunk), std::align_val_t{64}));
}

void EventChunkPool::release(EventChunk* chunk) { ::operator delete (chunk, std::align_val_t{64}); }

EventChunkPool::~EventChunkPool() {
  while (spare_ != nullptr) release(std::exchange(spare_, spare_->next));
}

void EventBag::copy_from(const EventBag& other, EventChunkPool& pool) {
  std::uint32_t n = other.used_;
  for (const EventChunk* chunk = other.newest_; chunk != nullptr; chunk = chunk->next) {
    for (std::uint32_t i = 0; i < n; ++i) add(chunk->events[i], pool);
    n = EventChunk::kEvents;
  }
}

}  // namespace waypost::sim
