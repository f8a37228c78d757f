// SPDX-License-Identifier: Apache-2.0
// The mail that waits: how old by destination (Postfix's qshape), why, how deep over time; and how
// long delivered mail took.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/time.hpp"
#include "viz/live/time_range.hpp"

namespace waypost::viz {

/// Ages below 5, 10, 20, ... 1280 minutes, and above, as qshape(1) has them.
inline constexpr std::size_t kQueueAges = 10;
using QueueAges = std::array<std::uint64_t, kQueueAges>;
std::size_t queue_age_column(sim::Duration age);

struct QueueShapeRow {
  std::string domain;
  std::uint64_t total = 0;
  QueueAges by_age{};
};

/// Waiting recipients of one destination, at the end of each window.
struct DepthLine {
  std::string domain;  ///< "others" for what the rows before leave
  std::vector<float> values;
};

struct DelayPoint {
  float seconds = 0;
  float share = 0;  ///< of delivered mail that took at most so long
};

struct MailState {
  std::vector<QueueShapeRow> shape;  ///< fullest first, at most kQueueShapeRows
  QueueShapeRow total;
  std::uint64_t domains = 0;
  sim::Time shape_at{};            ///< when it was so: now, or at the marked range's end
  std::optional<TimeRange> range;  ///< that shape, reasons and delays are of
  std::vector<std::pair<std::string, std::uint64_t>> reasons;  ///< of the waiting, commonest first
  std::vector<DepthLine> depth;                                ///< to be stacked
  std::vector<DelayPoint> delays;                              ///< of the marked range, or the run
  std::uint64_t delivered = 0;                                 ///< that `delays` are of
  bool any() const { return total.total > 0 || delivered > 0 || !depth.empty(); }
};

inline constexpr std::size_t kQueueShapeRows = 40, kDepthLines = 5;

}  // namespace waypost::viz
