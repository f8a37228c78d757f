// SPDX-License-Identifier: Apache-2.0
// Unordered bags of events in chunks of 2 KiB, and the pool they share. A bag is written and read
// sequentially; a chunk read to the end goes back to the pool and is the next to be written, so it
// is still in the cache. Memory follows the number of events held, not its history.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "sim/event.hpp"

namespace waypost::sim {

struct EventChunk {
  static constexpr std::uint32_t kEvents = 63;
  EventChunk* next;
  std::uint64_t unused[3];  // so that no event lies across two cache lines
  Event events[kEvents];
};
static_assert(sizeof(EventChunk) == 2048);

/// Owns the spare chunks: at most as many as are in use, and a few.
class EventChunkPool {
 public:
  EventChunkPool() = default;
  EventChunkPool(const EventChunkPool&) = delete;
  EventChunkPool& operator=(const EventChunkPool&) = delete;
  ~EventChunkPool();

  EventChunk* take() {
    ++in_use_;
    if (spare_ == nullptr) return allocate();
    --spare_count_;
    return std::exchange(spare_, spare_->next);
  }
  void give(EventChunk* chunk) {
    --in_use_;
    if (spare_count_ > in_use_ + kFew) return release(chunk);
    ++spare_count_;
    chunk->next = std::exchange(spare_, chunk);
  }
  void swap(EventChunkPool& other) noexcept {
    std::swap(spare_, other.spare_);
    std::swap(spare_count_, other.spare_count_);
    std::swap(in_use_, other.in_use_);
  }
  std::size_t chunks() const { return spare_count_ + in_use_; }

 private:
  static constexpr std::size_t kFew = 16;
  static EventChunk* allocate();
  static void release(EventChunk* chunk);

  EventChunk* spare_ = nullptr;
  std::size_t spare_count_ = 0, in_use_ = 0;
};

/// A bag of events. It does not own its chunks' pool: whoever holds both passes it in.
class EventBag {
 public:
  void add(const Event& event, EventChunkPool& pool) {
    if (used_ == EventChunk::kEvents || newest_ == nullptr) open_chunk(pool);
    newest_->events[used_++] = event;
  }
  bool empty() const { return newest_ == nullptr; }
  /// True if the bag holds at most `n` <= 63 events.
  bool at_most(std::uint32_t n) const {
    return newest_ == nullptr || (newest_->next == nullptr && used_ <= n);
  }
  /// Empties the bag, calling f(event) for each, in no particular order.
  template <class F>
  void drain(EventChunkPool& pool, F&& f) {
    EventChunk* chunk = std::exchange(newest_, nullptr);
    std::uint32_t n = used_;
    while (chunk != nullptr) {
      EventChunk* const next = chunk->next;
      if (next != nullptr) __builtin_prefetch(next);
      for (std::uint32_t i = 0; i < n; ++i) f(chunk->events[i]);
      pool.give(chunk);
      chunk = next;
      n = EventChunk::kEvents;
    }
  }
  /// Fills this empty bag with the events of `other`.
  void copy_from(const EventBag& other, EventChunkPool& pool);

 private:
  void open_chunk(EventChunkPool& pool) {
    EventChunk* const chunk = pool.take();
    chunk->next = std::exchange(newest_, chunk);
    used_ = 0;
  }
  EventChunk* newest_ = nullptr;
  std::uint32_t used_ = 0;  ///< events in the newest chunk; older ones are full
};

}  // namespace waypost::sim
