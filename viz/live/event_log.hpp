// SPDX-License-Identifier: Apache-2.0
// The last events of a run, as the models report them to the trace, and the page of them that
// passes the filter. Memory is bounded: the oldest are forgotten.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "scenarios/results/world_words.hpp"
#include "sim/trace.hpp"
#include "viz/live/command.hpp"
#include "viz/live/event_filter.hpp"
#include "viz/live/event_page.hpp"

namespace waypost::viz {

class EventLog {
 public:
  static constexpr std::size_t kKept = 1u << 18, kPage = 400;

  void take(const sim::TraceRecord& record);
  /// Numbers of events seen since the start.
  std::uint64_t seen() const { return seen_; }
  /// Forgets all but the first `seen` events of the run.
  void cut(std::uint64_t seen);
  void set_filter(const std::string& text, std::optional<TimeRange> range = {});
  /// The number of the oldest event kept.
  std::uint64_t first() const { return first_; }
  /// `words` must know the world that the records came from.
  EventPage page(const scenarios::WorldWords& words);

  /// Everything kept, in order of time: the older part, then the newer.
  std::span<const sim::TraceRecord> older() const;
  std::span<const sim::TraceRecord> newer() const;

 private:
  /// Without a filter and a range every event matches, and none is remembered.
  bool takes_all() const { return filter_.empty() && !range_; }
  bool in_range(const sim::TraceRecord& r) const {
    return !range_ || (r.time >= range_->from.ns && r.time <= range_->to.ns);
  }
  const sim::TraceRecord& record(std::uint64_t number) const { return ring_[number % kKept]; }

  std::vector<sim::TraceRecord> ring_;  ///< event number n at n % kKept
  std::uint64_t first_ = 0, seen_ = 0;  ///< kept are the numbers from first_ to before seen_
  std::string filter_text_;
  std::optional<TimeRange> range_;
  EventFilter filter_;
  std::deque<std::uint64_t> matching_;  ///< numbers, ascending
  std::uint64_t examined_ = 0;          ///< up to this number
};

/// "dns.cache_hit", "mail.reply", ...: the stable words of all trace files.
std::string event_kind_text(std::uint16_t kind);

}  // namespace waypost::viz
