// SPDX-License-Identifier: Apache-2.0
#include "viz/live/event_log.hpp"

#include <algorithm>
#include <limits>

#include "viz/live/event_words.hpp"

namespace waypost::viz {

void EventLog::take(const sim::TraceRecord& record) {
  const std::uint64_t place = seen_ % kKept;
  if (place == ring_.size())
    ring_.push_back(record);
  else
    ring_[place] = record;
  ++seen_;
  if (seen_ - first_ > kKept) ++first_;
}

void EventLog::cut(std::uint64_t seen) {
  seen_ = std::min(seen_, seen);
  first_ = std::min(first_, seen_);
  examined_ = std::min(examined_, seen_);
  while (!matching_.empty() && matching_.back() >= seen_) matching_.pop_back();
}

void EventLog::set_filter(const std::string& text, std::optional<TimeRange> range) {
  if (text == filter_text_ && range == range_) return;
  range_ = range;
  filter_text_ = text;
  filter_ = EventFilter::parse(text);
  matching_.clear();
  examined_ = 0;
}

EventPage EventLog::page(const scenarios::WorldWords& words) {
  EventPage page;
  page.kept = seen_ - first_;
  page.seen = seen_;
  page.filter = filter_text_;
  page.filter_fault = filter_.fault();
  page.range = range_;
  if (page.kept > 0) page.kept_from = sim::Time{record(first_).time};
  if (takes_all()) {
    page.matching = page.kept;
    for (std::uint64_t n = seen_ - std::min<std::uint64_t>(page.kept, kPage); n < seen_; ++n)
      page.rows.push_back(describe_event(n, record(n), words));
    return page;
  }
  while (!matching_.empty() && matching_.front() < first_) matching_.pop_front();
  for (examined_ = std::max(examined_, first_); examined_ < seen_; ++examined_)
    if (in_range(record(examined_)) &&
        (filter_.empty() || passes(filter_, record(examined_), words)))
      matching_.push_back(examined_);
  page.matching = matching_.size();
  const std::size_t skip = matching_.size() > kPage ? matching_.size() - kPage : 0;
  for (std::size_t i = skip; i < matching_.size(); ++i)
    page.rows.push_back(describe_event(matching_[i], record(matching_[i]), words));
  return page;
}

// The numbers kept wrap around the ring's end at most once.

std::span<const sim::TraceRecord> EventLog::older() const {
  const std::uint64_t begin = first_ % kKept;
  const bool wraps = begin + (seen_ - first_) > kKept;
  return wraps ? std::span(ring_).subspan(begin) : std::span<const sim::TraceRecord>();
}

std::span<const sim::TraceRecord> EventLog::newer() const {
  const std::uint64_t begin = first_ % kKept, kept = seen_ - first_;
  if (begin + kept > kKept) return std::span(ring_).first(begin + kept - kKept);
  return std::span(ring_).subspan(begin, kept);
}

}  // namespace waypost::viz
