// SPDX-License-Identifier: Apache-2.0
// Reads from the queues what waits, at each window's end; and, while there is not too much of it,
// whenever somebody looks.
#pragma once

#include <map>

#include "scenarios/results/world_words.hpp"
#include "sim/histogram.hpp"
#include "sim/trace.hpp"
#include "viz/live/mail_state.hpp"

namespace waypost::viz {

class MailObserver {
 public:
  void take(const sim::TraceRecord& record);
  void end_window(const world::World& world);
  /// `range`: delays are those of its windows, what waits is that of the last of them; nothing:
  /// of the whole run, and of now. `window`: their length.
  MailState observe(const world::World& world, const scenarios::WorldWords& words,
                    const std::optional<TimeRange>& range, sim::Duration window) const;

 private:
  struct Waiting {
    std::map<std::uint32_t, QueueShapeRow> by_domain;  ///< by node of the name table
    std::map<std::uint32_t, std::uint64_t> reasons;    ///< by code << 16 | packed status
    sim::Time at{};
  };
  using Kept = std::vector<std::shared_ptr<const Waiting>>;
  static Waiting look(const world::World& world);
  static Waiting thinned(const Waiting& all);
  Waiting waiting(const world::World& world, const std::optional<TimeRange>& range,
                  sim::Duration window) const;
  sim::Histogram delays(const world::World& world, const std::optional<TimeRange>& range,
                        sim::Duration window) const;
  static std::uint64_t messages(const world::World& world);
  std::vector<DepthLine> depth(const scenarios::WorldWords& words) const;

  Waiting last_;        ///< at the last window's end
  Kept windows_;        ///< at each window's end, the fullest destinations; null: nothing waited
  sim::Histogram now_;  ///< delays in this window
  std::vector<std::shared_ptr<const sim::Histogram>> delays_;  ///< by window; null: none
};

}  // namespace waypost::viz
