// SPDX-License-Identifier: Apache-2.0
// Hash -> index into somebody's pool: open addressing with linear probing, 8 bytes a slot, removal
// by backward shift (Knuth, TAOCP 3, 6.4, algorithm R). It is only ever probed, never iterated, so
// nothing depends on where things lie in it.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/prefetch.hpp"

namespace waypost::dns {

class FlatIndex {
 public:
  static constexpr std::uint32_t kAbsent = UINT32_MAX;

  /// The value stored under `hash` for which `is_it(value)` holds; kAbsent when there is none.
  template <class IsIt>
  std::uint32_t find(std::uint64_t hash, IsIt&& is_it) const {
    if (slots_.empty()) return kAbsent;
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t i = tag & mask();; i = (i + 1) & mask()) {
      if (slots_[i].value == kAbsent) return kAbsent;
      if (slots_[i].tag == tag && is_it(slots_[i].value)) return slots_[i].value;
    }
  }

  /// Asks the processor for the place of `hash`, for those who will look many up at once.
  void prefetch(std::uint64_t hash) const {
    if (!slots_.empty()) sim::prefetch(&slots_[tag_of(hash) & mask()]);
  }
  /// The first value that may be the one stored under `hash`; kAbsent: there is none.
  std::uint32_t first_like(std::uint64_t hash) const {
    return find(hash, [](std::uint32_t) { return true; });
  }

  /// `value` != kAbsent, and not stored under `hash` yet.
  void insert(std::uint64_t hash, std::uint32_t value) {
    if ((size_ + 1) * 4 > slots_.size() * 3) grow();
    place({tag_of(hash), value});
    ++size_;
  }

  /// `value` is stored under `hash`.
  void erase(std::uint64_t hash, std::uint32_t value) {
    std::size_t hole = tag_of(hash) & mask();
    while (slots_[hole].value != value) hole = (hole + 1) & mask();
    for (std::size_t i = (hole + 1) & mask(); slots_[i].value != kAbsent; i = (i + 1) & mask()) {
      const std::size_t home = slots_[i].tag & mask();
      if (((i - home) & mask()) < ((i - hole) & mask()))
        continue;  // its probe does not pass the hole
      slots_[hole] = slots_[i];
      hole = i;
    }
    slots_[hole].value = kAbsent;
    --size_;
  }

  std::size_t size() const { return size_; }
  void clear() { slots_.clear(), size_ = 0; }

 private:
  struct Slot {
    std::uint32_t tag = 0;
    std::uint32_t value = kAbsent;
  };
  static std::uint32_t tag_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash); }
  std::size_t mask() const { return slots_.size() - 1; }
  void place(Slot slot) {
    std::size_t i = slot.tag & mask();
    while (slots_[i].value != kAbsent) i = (i + 1) & mask();
    slots_[i] = slot;
  }
  void grow() {
    std::vector<Slot> old(slots_.empty() ? 16 : slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old)
      if (slot.value != kAbsent) place(slot);
  }

  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

}  // namespace waypost::dns
