// SPDX-License-Identifier: Apache-2.0
// From a name of the label tree to a position in somebody's vector: open addressing over node
// numbers, two words an entry, copied by memcpy. Looked up, never iterated: node numbers decide
// nothing.
#pragma once

#include <cstdint>
#include <vector>

#include "models/dns/name.hpp"
#include "sim/hash.hpp"

namespace waypost::dns {

class NameIndex {
 public:
  static constexpr std::uint32_t kAbsent = UINT32_MAX;

  /// The position put under `name`, or kAbsent. Made-up names are never in an index.
  std::uint32_t find(Name name) const {
    if (entries_.empty() || name.made_up()) return kAbsent;
    return entries_[slot_of(name.node)].position;
  }
  bool contains(Name name) const { return find(name) != kAbsent; }

  /// Adds or replaces; `name` is not made up, `position` is below kAbsent.
  void put(Name name, std::uint32_t position) {
    if (2 * (size_ + 1) > entries_.size()) grow();
    Entry& entry = entries_[slot_of(name.node)];
    if (entry.position == kAbsent) ++size_;
    entry = {name.node, position};
  }
  std::size_t size() const { return size_; }

 private:
  struct Entry {
    std::uint32_t node = 0;
    std::uint32_t position = kAbsent;
  };
  /// Where `node` is, or the empty entry where it belongs (linear probing).
  std::size_t slot_of(std::uint32_t node) const {
    std::size_t slot = sim::mix(node) & (entries_.size() - 1);
    while (entries_[slot].position != kAbsent && entries_[slot].node != node)
      slot = (slot + 1) & (entries_.size() - 1);
    return slot;
  }
  void grow() {
    std::vector<Entry> old(entries_.empty() ? 8 : 2 * entries_.size());
    old.swap(entries_);
    for (const Entry& entry : old)
      if (entry.position != kAbsent) entries_[slot_of(entry.node)] = entry;
  }
  std::vector<Entry> entries_;
  std::size_t size_ = 0;
};

}  // namespace waypost::dns
