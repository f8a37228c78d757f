// SPDX-License-Identifier: Apache-2.0
// A slab of objects addressed by slot and generation. Freeing a slot bumps its generation, so a
// timer or reply meant for the old occupant is recognised and ignored: cancellation without search.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "sim/expect.hpp"

namespace waypost::sim {

/// Names one occupancy of one slot; fits the 64-bit argument of an event.
struct SlotRef {
  std::uint32_t slot = UINT32_MAX;
  std::uint32_t generation = 0;
  bool operator==(const SlotRef&) const = default;
  bool valid() const { return slot != UINT32_MAX; }
  std::uint64_t pack() const { return std::uint64_t{generation} << 32 | slot; }
  static SlotRef unpack(std::uint64_t argument) {
    return {static_cast<std::uint32_t>(argument), static_cast<std::uint32_t>(argument >> 32)};
  }
};

template <class T>
using SlotVector = std::vector<T>;

/// `Sequence`: what holds the cells; contiguous unless its owner minds the copy when it grows.
template <class T, template <class> class Sequence = SlotVector>
class Slots {
 public:
  SlotRef insert(T value) {
    std::uint32_t slot;
    if (free_.empty()) {
      slot = static_cast<std::uint32_t>(cells_.size());
      cells_.push_back({std::move(value), 0, true});
    } else {
      slot = free_.back();
      free_.pop_back();
      cells_[slot].value = std::move(value);
      cells_[slot].used = true;
    }
    ++size_;
    return {slot, cells_[slot].generation};
  }
  /// The occupant, or nullptr when the slot was freed since (or reused by another).
  T* find(SlotRef ref) {
    if (ref.slot >= cells_.size()) return nullptr;
    Cell& cell = cells_[ref.slot];
    return cell.used && cell.generation == ref.generation ? &cell.value : nullptr;
  }
  const T* find(SlotRef ref) const { return const_cast<Slots*>(this)->find(ref); }
  /// Who is in `slot` now; not valid when it is free.
  SlotRef occupant(std::uint32_t slot) const {
    if (slot >= cells_.size() || !cells_[slot].used) return {};
    return {slot, cells_[slot].generation};
  }
  T& at(SlotRef ref) {
    T* value = find(ref);
    WAYPOST_EXPECT(value != nullptr, "slot used after it was freed");
    return *value;
  }
  void erase(SlotRef ref) {
    WAYPOST_EXPECT(find(ref) != nullptr, "slot freed twice");
    Cell& cell = cells_[ref.slot];
    cell.used = false;
    ++cell.generation;
    free_.push_back(ref.slot);
    --size_;
  }
  std::size_t size() const { return size_; }
  /// Calls f(SlotRef, T&) for every occupant, in slot order (reports only: slots are not stable).
  template <class F>
  void for_each(F&& f) {
    for (std::uint32_t i = 0; i < cells_.size(); ++i)
      if (cells_[i].used) f(SlotRef{i, cells_[i].generation}, cells_[i].value);
  }
  template <class F>
  void for_each(F&& f) const {
    for (std::uint32_t i = 0; i < cells_.size(); ++i)
      if (cells_[i].used) f(SlotRef{i, cells_[i].generation}, cells_[i].value);
  }

 private:
  struct Cell {
    T value;
    std::uint32_t generation;
    bool used;
  };
  Sequence<Cell> cells_;
  std::vector<std::uint32_t> free_;
  std::size_t size_ = 0;
};

}  // namespace waypost::sim
