// SPDX-License-Identifier: Apache-2.0
// Finds the first report in which two runs differ. Reports are compared by content (time, kind,
// paths, names, codes), never by ids, which mean nothing outside of their world. Once found,
// nothing more is looked at.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

#include "scenarios/results/world_words.hpp"
#include "sim/trace.hpp"
#include "viz/live/comparison.hpp"

namespace waypost::viz {

class Divergence {
 public:
  enum Side : std::uint8_t { kA, kB };

  /// Report `number` of the run of that side. Those already seen (after going back) are ignored.
  void take(Side side, std::uint64_t number, const sim::TraceRecord& record,
            const scenarios::WorldWords& words);
  /// Both runs stand at the same instant: what only one of them has reported is a difference.
  void settle();
  const Comparison& result() const { return result_; }

 private:
  struct Waiting {
    std::uint64_t content = 0, number = 0;
    sim::TraceRecord record;
  };
  std::uint64_t content(Side side, const sim::TraceRecord& record,
                        const scenarios::WorldWords& words);
  std::uint64_t path(Side side, std::uint32_t entity, const scenarios::WorldWords& words);
  void compare();
  EventRow front(Side side) const;

  std::array<std::deque<Waiting>, 2> waiting_;
  std::array<std::uint64_t, 2> next_{};
  std::array<const scenarios::WorldWords*, 2> words_{};
  std::array<std::vector<std::uint64_t>, 2> paths_;  ///< by entity; 0: not worked out yet
  Comparison result_;
};

}  // namespace waypost::viz
