// SPDX-License-Identifier: Apache-2.0
// The pending-event set as a plain binary heap: the reference that every faster set must equal.
#pragma once

#include <algorithm>
#include <vector>

#include "sim/event.hpp"

namespace waypost::sim {

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

 private:
  static bool later(const Event& a, const Event& b) { return comes_before(b, a); }
  std::vector<Event> heap_;
};

using EventQueue = HeapEventQueue;

}  // namespace waypost::sim
