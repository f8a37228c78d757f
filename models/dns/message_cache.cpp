// SPDX-License-Identifier: Apache-2.0
#include "models/dns/message_cache.hpp"

#include <algorithm>
#include <utility>

#include "sim/hash.hpp"

namespace waypost::dns {
namespace {

std::uint64_t hash(const Question& q) {
  const std::uint64_t where = std::uint64_t{q.qname.ordinal} << 32 | q.qname.node;
  return sim::mix(where ^ (static_cast<std::uint64_t>(q.qtype) * 0x9E3779B97F4A7C15u));
}

constexpr std::uint32_t kNobodyAsks = UINT32_MAX;  ///< node of a free place

}  // namespace

std::uint32_t MessageCache::lookup(const Question& question) const {
  return index_.find(hash(question),
                     [&](std::uint32_t at) { return messages_[at].question == question; });
}

KeptMessage* MessageCache::find(const Question& question) {
  const std::uint32_t at = lookup(question);
  if (at == FlatIndex::kAbsent) return nullptr;
  messages_[at].used = true;
  return &messages_[at];
}

void MessageCache::store(const Question& question, Rcode rcode, std::uint32_t ttl,
                         std::span<const KeptSet> sets, sim::Time now) {
  if (ttl == 0) {
    if (find(question) != nullptr) remove(lookup(question));
    return;
  }
  KeptMessage& kept = slot_for(question, now);
  kept.rcode = rcode;
  kept.ttl = ttl;
  const sim::Time second{now.ns - now.ns % 1'000'000'000};
  kept.expires = second + sim::seconds(ttl);
  kept.stale_until = stale_.max_age.ns > 0 ? kept.expires + stale_.max_age : sim::kNever;
  kept.no_retry_until = {};
  kept.sets.assign(sets.begin(), sets.end());
}

void MessageCache::store_failure(const Question& question, sim::Time now) {
  if (policy_.failure_ttl == sim::Duration{}) return;
  if (KeptMessage* old = find(question); old != nullptr && stale_.enabled && !old->is_failure()) {
    if (stale_.failure_restarts_age) old->stale_until = now + stale_.max_age;
    old->no_retry_until = now + stale_.recheck;
    return;
  }
  KeptMessage& kept = slot_for(question, now);
  kept.rcode = Rcode::serv_fail;
  kept.ttl = static_cast<std::uint32_t>(policy_.failure_ttl.ns / 1'000'000'000);
  kept.expires = kept.stale_until = now + policy_.failure_ttl;
  kept.no_retry_until = {};
  kept.sets.clear();
}

bool MessageCache::assemble(const RecordStore& records, const Cache& cache,
                            const KeptMessage& message, sim::Time now, bool stale,
                            SetViews& out) const {
  const std::size_t before = out.size();
  for (const KeptSet& set : message.sets) {
    const CacheEntry* entry = cache.at(set.place, set.birth);
    if (entry == nullptr || (entry->expires <= now && !stale)) {
      out.resize(before);
      return false;
    }
    out.push_back(cache.view(records, *entry, static_cast<Section>(set.section), now));
    if (entry->expires <= now && !policy_.original_ttl)
      out.back().ttl = std::min(stale_.reply_ttl, entry->ttl);
  }
  return true;
}

/// The message of this question: the present one, or a new one; two others are swept for it.
KeptMessage& MessageCache::slot_for(const Question& question, sim::Time now) {
  if (const std::uint32_t at = lookup(question); at != FlatIndex::kAbsent) return messages_[at];
  for (int i = 0; i < 2 && !messages_.empty(); ++i) {
    hand_ = hand_ + 1 < messages_.size() ? hand_ + 1 : 0;
    const KeptMessage& old = messages_[hand_];
    if (old.question.qname.node != kNobodyAsks && old.expires + policy_.keep_expired <= now)
      remove(hand_);
  }
  if (policy_.max_entries != 0 && index_.size() >= policy_.max_entries) make_room();
  std::uint32_t at = static_cast<std::uint32_t>(messages_.size());
  if (free_.empty()) {
    messages_.emplace_back();
  } else {
    at = free_.back();
    free_.pop_back();
  }
  messages_[at].question = question;
  index_.insert(hash(question), at);
  return messages_[at];
}

/// The first message that nobody asked for since the hand last came by goes (CLOCK, which stands
/// for Unbound's LRU).
void MessageCache::make_room() {
  for (;;) {
    hand_ = hand_ + 1 < messages_.size() ? hand_ + 1 : 0;
    KeptMessage& old = messages_[hand_];
    if (old.question.qname.node == kNobodyAsks) continue;
    if (!std::exchange(old.used, false)) return remove(hand_);
  }
}

void MessageCache::remove(std::uint32_t at) {
  index_.erase(hash(messages_[at].question), at);
  messages_[at] = {};
  messages_[at].question.qname.node = kNobodyAsks;
  free_.push_back(at);
}

void MessageCache::expire(const Question& question, sim::Time now) {
  if (KeptMessage* kept = find(question)) kept->expires = std::min(kept->expires, now);
}

void MessageCache::forget(const Question& question) {
  if (const std::uint32_t at = lookup(question); at != FlatIndex::kAbsent) remove(at);
}

void MessageCache::clear() { *this = MessageCache(CachePolicy(policy_), StalePolicy(stale_)); }

void MessageCache::flush(Name name) {
  for (std::uint32_t at = 0; at < messages_.size(); ++at)
    if (messages_[at].question.qname == name) remove(at);
}

}  // namespace waypost::dns
