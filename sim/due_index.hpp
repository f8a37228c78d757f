// SPDX-License-Identifier: Apache-2.0
// Waiting is not an event: an owner of many timers (a mail queue, a resolver) keeps them in an
// index of its own and arms one event of the engine for the earliest. A cancelled timer stays
// until it comes up and is dropped then, because its payload (slot and generation, sim/slots.hpp)
// no longer names anybody. Ties come in the order of insertion.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/expect.hpp"
#include "sim/time.hpp"

namespace waypost::sim {

struct DueEntry {
  Time due;
  std::uint64_t order;    ///< counts insertions
  std::uint64_t payload;  ///< usually SlotRef::pack()
};

/// Timers of any duration: a binary heap, 24 bytes a timer.
class DueIndex {
 public:
  void add(Time due, std::uint64_t payload) {
    heap_.push_back({due, next_order_++, payload});
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }
  /// When the first timer is due; kNever if there is none.
  Time earliest() const { return empty() ? kNever : heap_.front().due; }
  const DueEntry& top() const { return heap_.front(); }
  /// Removes and returns the first timer; not empty.
  DueEntry pop() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const DueEntry entry = heap_.back();
    heap_.pop_back();
    if (heap_.capacity() > 1024 && heap_.size() < heap_.capacity() / 8) heap_.shrink_to_fit();
    return entry;
  }

 private:
  static bool later(const DueEntry& a, const DueEntry& b) {
    return a.due != b.due ? a.due > b.due : a.order > b.order;
  }
  std::vector<DueEntry> heap_;
  std::uint64_t next_order_ = 0;
};

/// Timers that all last equally long: a ring, since they fall due in the order they were set.
class DueRing {
 public:
  /// `due` is not before that of any timer added earlier.
  void add(Time due, std::uint64_t payload) {
    if (size_ == ring_.size()) resize(std::max<std::size_t>(8, 2 * ring_.size()));
    WAYPOST_EXPECT(size_ == 0 || due >= at(size_ - 1).due,
                   "a ring's timers must last equally long");
    at(size_++) = {due, next_order_++, payload};
  }
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  Time earliest() const { return empty() ? kNever : ring_[first_].due; }
  const DueEntry& top() const { return ring_[first_]; }
  DueEntry pop() {
    const DueEntry entry = ring_[first_];
    first_ = (first_ + 1) & (ring_.size() - 1);
    --size_;
    if (ring_.size() > 1024 && size_ < ring_.size() / 8) resize(ring_.size() / 4);
    return entry;
  }

 private:
  DueEntry& at(std::size_t i) { return ring_[(first_ + i) & (ring_.size() - 1)]; }
  void resize(std::size_t capacity) {
    std::vector<DueEntry> larger(capacity);
    for (std::size_t i = 0; i < size_; ++i) larger[i] = at(i);
    ring_.swap(larger);
    first_ = 0;
  }
  std::vector<DueEntry> ring_;  ///< its size is 0 or a power of two
  std::size_t first_ = 0, size_ = 0;
  std::uint64_t next_order_ = 0;
};

/// When the first living timer of `index` is due (kNever: none); drops the cancelled ones
/// before it. `alive(payload)` tells whether a timer is still wanted.
template <class Index, class Alive>
Time earliest_alive(Index& index, Alive&& alive) {
  while (!index.empty() && !alive(index.top().payload)) index.pop();
  return index.earliest();
}

/// The one event that an owner keeps in the engine. If an earlier timer comes, a second event is
/// scheduled and the first, when it arrives, is recognised as out of date.
class Alarm {
 public:
  /// Makes sure that an event `kind` reaches `owner` at or before `earliest`; kNever asks nothing.
  template <class Engine>
  void arm(Engine& engine, std::uint32_t owner, std::uint32_t kind, Time earliest) {
    if (earliest >= kNever || earliest >= armed_for_) return;
    armed_for_ = earliest;
    engine.schedule(owner, owner, earliest, kind, ++generation_);
  }
  /// True if the event with this `argument` is the armed one, which is thereby spent: handle what
  /// is due, then arm again. False: out of date, ignore it.
  bool rings(std::uint64_t argument) {
    if (argument != generation_ || armed_for_ == kNever) return false;
    armed_for_ = kNever;
    return true;
  }
  Time armed_for() const { return armed_for_; }

 private:
  Time armed_for_ = kNever;
  std::uint64_t generation_ = 0;
};

}  // namespace waypost::sim
