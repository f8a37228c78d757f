// SPDX-License-Identifier: Apache-2.0
// Deadlines of timers of any length: a binary heap by (due, number). A cancelled timer stays until
// it is due and found stale.
#pragma once

#include <algorithm>
#include <vector>

#include "sim/slots.hpp"
#include "sim/time.hpp"

namespace waypost::dns {

class DueHeap {
 public:
  struct Entry {
    sim::Time due;
    std::uint64_t number;  ///< never used twice: the order among equals
    sim::SlotRef what;
  };
  bool empty() const { return heap_.empty(); }
  const Entry& front() const { return heap_.front(); }
  void push(const Entry& entry) {
    heap_.push_back(entry);
    std::push_heap(heap_.begin(), heap_.end(), later);
  }
  Entry pop() {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const Entry entry = heap_.back();
    heap_.pop_back();
    return entry;
  }

 private:
  static bool later(const Entry& a, const Entry& b) {
    return a.due != b.due ? a.due > b.due : a.number > b.number;
  }
  std::vector<Entry> heap_;
};

}  // namespace waypost::dns
