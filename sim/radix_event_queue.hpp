// SPDX-License-Identifier: Apache-2.0
// The pending-event set: events far ahead lie unsorted in bags by the highest digit (base 16) in
// which their time differs from a reference time; the next few lie sorted in `near_`. An event
// moves at most once per digit, always by sequential reads and writes (radix heap: Ahuja, Mehlhorn,
// Orlin, Tarjan, JACM 1990). No bucket width to tune, no distribution of delays it dislikes.
// Ties are in the total order of sim/event.hpp. The look-ahead lets the engine prefetch.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/event.hpp"
#include "sim/event_chunks.hpp"

namespace waypost::sim {

class RadixEventQueue {
 public:
  static constexpr int kDigitBits = 4;
  /// ahead(places) is known for places < kLookAhead, if so many events are pending.
  static constexpr std::size_t kLookAhead = 8;

  RadixEventQueue() { near_.reserve(kNearCapacity); }
  RadixEventQueue(const RadixEventQueue& other);
  RadixEventQueue(RadixEventQueue&& other) noexcept : RadixEventQueue() { swap(other); }
  RadixEventQueue& operator=(RadixEventQueue other) noexcept {
    swap(other);
    return *this;
  }
  ~RadixEventQueue();
  void swap(RadixEventQueue& other) noexcept;

  /// 0 <= event.time < INT64_MAX. Constant time, except for moves that pops have to make up for.
  void push(const Event& event) {
    ++size_;
    if (event.time >= limit_) return push_far(event);
    if (near_.size() - head_ >= kNearMax) return push_crowded(event);
    insert_near(event);
  }
  /// The first event of the total order. Not empty.
  const Event& top() {
    if (near_.size() - head_ < kLookAhead && levels_ != 0) refill();
    if (!crowd_.empty() && top_is_crowded()) return crowd_.front();
    return near_[head_];
  }
  /// Removes and returns top().
  Event pop() {
    const Event event = top();
    --size_;
    if (!crowd_.empty() && top_is_crowded()) {
      pop_crowded();
    } else {
      ++head_;
    }
    return event;
  }
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  /// The event `places` after the top, or nullptr if that is not sorted out yet.
  const Event* ahead(std::size_t places) const {
    return head_ + places < near_.size() ? &near_[head_ + places] : nullptr;
  }
  /// Bytes held on the heap, for the bench.
  std::size_t memory() const;

 private:
  static constexpr std::size_t kDigits = 1u << kDigitBits;
  static constexpr std::size_t kLevels = 64 / kDigitBits;
  static constexpr std::uint32_t kNearWanted = 24;   // a refill stops once it has this many
  static constexpr std::uint32_t kBagSorted = 24;    // a bag up to this size is sorted, not spread
  static constexpr std::size_t kNearMax = 64;        // insertion by shifting stays short
  static constexpr std::size_t kNearCapacity = 256;  // consumed events are dropped when full

  void push_far(const Event& event);
  void push_crowded(const Event& event);
  void insert_near(const Event& event);
  void pop_crowded();
  void refill();
  void drop_consumed();
  void spread(std::size_t level, std::size_t digit);
  void take(std::size_t level, std::size_t digit);
  void shed_near();
  bool top_is_crowded() const;
  std::uint64_t start_of(std::size_t level, std::size_t digit) const;
  void mark_empty(std::size_t level, std::size_t digit);
  EventBag& bag(std::size_t level, std::size_t digit) { return bags_[level * kDigits + digit]; }

  std::vector<Event> near_;  ///< sorted; from head_ on pending, before it consumed
  std::size_t head_ = 0;
  std::int64_t limit_ = 0;      ///< events before this time are in near_ or crowd_, others in bags
  std::int64_t reference_ = 0;  ///< bags are relative to this time, which is <= limit_
  std::size_t size_ = 0;
  std::uint32_t levels_ = 0;                     ///< bit l: some bag of level l holds events
  std::array<std::uint16_t, kLevels> digits_{};  ///< bit d: bag (l, d) holds events
  std::array<EventBag, kLevels * kDigits> bags_{};
  EventChunkPool pool_;
  std::vector<Event> crowd_;  ///< heap of the events for which near_ had no room
};

}  // namespace waypost::sim
