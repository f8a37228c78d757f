// SPDX-License-Identifier: Apache-2.0
#include "sim/radix_event_queue.hpp"

#include <algorithm>
#include <bit>

namespace waypost::sim {
namespace {

constexpr int kDigitBits = RadixEventQueue::kDigitBits;

std::ptrdiff_t signed_index(std::size_t i) { return static_cast<std::ptrdiff_t>(i); }

/// The highest digit in which two times differ; 0 if they are equal.
std::size_t level_of(std::int64_t a, std::int64_t b) {
  const std::uint64_t difference = static_cast<std::uint64_t>(a ^ b) | 1;
  return static_cast<std::size_t>(63 - std::countl_zero(difference)) / kDigitBits;
}

bool later(const Event& a, const Event& b) { return comes_before(b, a); }

/// Gives memory back once a burst is over.
void shrink(std::vector<Event>& events, std::size_t usual) {
  if (events.capacity() <= 16 * usual || events.size() > usual) return;
  std::vector<Event> fresh;
  fresh.reserve(usual);
  fresh.assign(events.begin(), events.end());
  events.swap(fresh);
}

}  // namespace

RadixEventQueue::RadixEventQueue(const RadixEventQueue& other)
    : near_(other.near_.begin() + signed_index(other.head_), other.near_.end()),
      limit_(other.limit_),
      reference_(other.reference_),
      size_(other.size_),
      levels_(other.levels_),
      digits_(other.digits_),
      crowd_(other.crowd_) {
  near_.reserve(kNearCapacity);
  for (std::size_t i = 0; i < bags_.size(); ++i) bags_[i].copy_from(other.bags_[i], pool_);
}

RadixEventQueue::~RadixEventQueue() {
  for (EventBag& b : bags_) b.drain(pool_, [](const Event&) {});
}

void RadixEventQueue::swap(RadixEventQueue& other) noexcept {
  near_.swap(other.near_);
  std::swap(head_, other.head_);
  std::swap(limit_, other.limit_);
  std::swap(reference_, other.reference_);
  std::swap(size_, other.size_);
  std::swap(levels_, other.levels_);
  digits_.swap(other.digits_);
  bags_.swap(other.bags_);
  pool_.swap(other.pool_);
  crowd_.swap(other.crowd_);
}

void RadixEventQueue::push_far(const Event& event) {
  const std::size_t level = level_of(event.time, reference_);
  const std::size_t digit =
      static_cast<std::uint64_t>(event.time) >> (level * kDigitBits) & (kDigits - 1);
  bag(level, digit).add(event, pool_);
  levels_ |= 1u << level;
  digits_[level] = static_cast<std::uint16_t>(digits_[level] | 1u << digit);
}

void RadixEventQueue::insert_near(const Event& event) {
  if (near_.size() >= kNearCapacity && head_ > 0) drop_consumed();
  near_.push_back(event);
  std::size_t i = near_.size() - 1;
  for (; i > head_ && comes_before(event, near_[i - 1]); --i) near_[i] = near_[i - 1];
  near_[i] = event;
}

// near_ is full: move its later part to bags, or, if that is impossible because they all belong
// to one instant (or lie before the reference), keep the newcomer in a heap beside it.
void RadixEventQueue::push_crowded(const Event& event) {
  shed_near();
  if (event.time >= limit_) return push_far(event);
  if (near_.size() - head_ < kNearMax) return insert_near(event);
  crowd_.push_back(event);
  std::push_heap(crowd_.begin(), crowd_.end(), later);
}

// Afterwards near_ holds about its first half; limit_ is the start of the first bag filled.
void RadixEventQueue::shed_near() {
  reference_ = std::max(reference_, near_[head_].time);
  if (near_.back().time <= reference_) return;
  const auto first =
      std::upper_bound(near_.begin() + signed_index(head_ + kNearMax / 2), near_.end(), reference_,
                       [](std::int64_t t, const Event& e) { return t < e.time; });
  const std::size_t level = level_of(first->time, reference_);
  limit_ = first->time & -(std::int64_t{1} << (level * kDigitBits));
  const auto kept = std::partition_point(near_.begin() + signed_index(head_), near_.end(),
                                         [this](const Event& e) { return e.time < limit_; });
  for (auto it = kept; it != near_.end(); ++it) push_far(*it);
  near_.erase(kept, near_.end());
}

bool RadixEventQueue::top_is_crowded() const {
  return head_ == near_.size() || comes_before(crowd_.front(), near_[head_]);
}

void RadixEventQueue::pop_crowded() {
  std::pop_heap(crowd_.begin(), crowd_.end(), later);
  crowd_.pop_back();
  shrink(crowd_, kNearCapacity);
}

void RadixEventQueue::drop_consumed() {
  near_.erase(near_.begin(), near_.begin() + signed_index(head_));
  head_ = 0;
  shrink(near_, kNearCapacity);
}

// Events of the crowd may lie beyond limit_, hence beyond events in bags; they never come first
// wrongly, because near_ is refilled before it runs empty.
void RadixEventQueue::refill() {
  drop_consumed();
  while (levels_ != 0 && near_.size() < kNearWanted) {
    const auto level = static_cast<std::size_t>(std::countr_zero(levels_));
    const auto digit = static_cast<std::size_t>(std::countr_zero(digits_[level]));
    // All events of a bag of level 0 are of one instant: there is nothing to spread them by.
    if (level == 0 || bag(level, digit).at_most(kBagSorted)) {
      take(level, digit);
    } else {
      spread(level, digit);
    }
  }
  if (levels_ == 0) limit_ = INT64_MAX;
}

/// Where bag (level, digit) begins.
std::uint64_t RadixEventQueue::start_of(std::size_t level, std::size_t digit) const {
  const std::size_t shift = level * kDigitBits;
  const auto reference = static_cast<std::uint64_t>(reference_);
  const std::uint64_t higher = shift + kDigitBits < 64 ? reference >> (shift + kDigitBits) : 0;
  return (higher << kDigitBits | digit) << shift;
}

void RadixEventQueue::mark_empty(std::size_t level, std::size_t digit) {
  digits_[level] = static_cast<std::uint16_t>(digits_[level] & ~(1u << digit));
  if (digits_[level] == 0) levels_ &= ~(1u << level);
}

void RadixEventQueue::take(std::size_t level, std::size_t digit) {
  const std::uint64_t end = start_of(level, digit) + (std::uint64_t{1} << (level * kDigitBits));
  limit_ = static_cast<std::int64_t>(std::min<std::uint64_t>(end, INT64_MAX));
  const std::size_t begin = near_.size();
  bag(level, digit).drain(pool_, [this](const Event& e) { near_.push_back(e); });
  mark_empty(level, digit);
  std::sort(near_.begin() + signed_index(begin), near_.end(), comes_before);
}

void RadixEventQueue::spread(std::size_t level, std::size_t digit) {
  reference_ = static_cast<std::int64_t>(start_of(level, digit));
  mark_empty(level, digit);
  bag(level, digit).drain(pool_, [this](const Event& e) { push_far(e); });
}

std::size_t RadixEventQueue::memory() const {
  return (near_.capacity() + crowd_.capacity()) * sizeof(Event) +
         pool_.chunks() * sizeof(EventChunk);
}

}  // namespace waypost::sim
