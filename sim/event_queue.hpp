// SPDX-License-Identifier: Apache-2.0
// The pending-event set of the engine, and the plain binary heap that it must equal event by event.
#pragma once

#include <algorithm>
#include <vector>

#include "sim/event.hpp"
#include "sim/radix_event_queue.hpp"

namespace waypost::sim {

/// The reference: obviously right, and slow beyond 10^4 pending events.
class HeapEventQueue {
 public:
  void push(const Event& event) {
    heap_.push_back(event);
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
  const Event& top() const { return heap_.front(); }
  Event pop() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const Event event = heap_.back();
    heap_.pop_back();
    return event;
  }
  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }
  /// A heap knows no more than its top.
  const Event* ahead(std::size_t) const { return nullptr; }

 private:
  static bool later(const Event& a, const Event& b) { return comes_before(b, a); }
  std::vector<Event> heap_;
};

using EventQueue = RadixEventQueue;

}  // namespace waypost::sim
