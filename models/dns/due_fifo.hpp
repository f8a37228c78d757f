// SPDX-License-Identifier: Apache-2.0
// Deadlines of timers that all have the same length: set in the order in which they fall due, so a
// queue is the whole index. A cancelled timer stays until it comes to the front and is found stale.
#pragma once

#include <vector>

#include "sim/slots.hpp"
#include "sim/time.hpp"

namespace waypost::dns {

class DueFifo {
 public:
  struct Entry {
    sim::Time due;
    sim::SlotRef what;
  };
  bool empty() const { return head_ == entries_.size(); }
  const Entry& front() const { return entries_[head_]; }
  /// `due` is not before that of the entry pushed last.
  void push(sim::Time due, sim::SlotRef what) { entries_.push_back({due, what}); }
  void pop() {
    if (++head_ * 2 > entries_.size()) compact();
  }

 private:
  /// Amortised O(1): drops at least half of the entries each time.
  void compact() {
    entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }
  std::vector<Entry> entries_;
  std::size_t head_ = 0;
};

}  // namespace waypost::dns
