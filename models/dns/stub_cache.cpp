// SPDX-License-Identifier: Apache-2.0
#include "models/dns/stub_cache.hpp"

#include <algorithm>

#include "sim/hash.hpp"

namespace waypost::dns {
namespace {

constexpr sim::Time kFree{INT64_MIN};  ///< `expires` of a free place

std::uint64_t hash(const Question& q, std::uint32_t user) {
  const std::uint64_t where = std::uint64_t{q.qname.ordinal} << 32 | q.qname.node;
  return sim::mix(where, std::uint64_t{user} << 16 | static_cast<std::uint64_t>(q.qtype));
}

/// Seconds that the answer may be kept: the shortest TTL in it; 0: not at all.
std::uint32_t life_of(const Message& answer) {
  if (answer.header.rcode != Rcode::no_error && answer.header.rcode != Rcode::nx_domain) return 0;
  std::uint32_t shortest = answer.sets.empty() ? 0 : UINT32_MAX;
  for (const SetView& view : answer.sets)
    if (view.section != Section::additional) shortest = std::min(shortest, view.ttl);
  return shortest;
}

}  // namespace

std::uint32_t StubCache::lookup(const Question& question, std::uint32_t user) const {
  return index_.find(hash(question, user), [&](std::uint32_t at) {
    return entries_[at].user == user && entries_[at].answer.question == question;
  });
}

bool StubCache::find(const Question& question, std::uint32_t user, sim::Time now,
                     Message& answer) const {
  const std::uint32_t at = lookup(question, user);
  if (at == FlatIndex::kAbsent || entries_[at].expires <= now) return false;
  const Entry& entry = entries_[at];
  answer = entry.answer;
  const auto age = static_cast<std::uint32_t>((now - entry.stored).ns / 1'000'000'000);
  for (SetView& view : answer.sets) view.ttl -= std::min(view.ttl, age);
  return true;
}

void StubCache::store(const Message& answer, std::uint32_t user, sim::Time now) {
  const std::uint32_t life = life_of(answer);
  if (life == 0) return;
  std::uint32_t at = lookup(answer.question, user);
  if (at == FlatIndex::kAbsent) {
    sweep(now);
    if (free_.empty()) {
      at = static_cast<std::uint32_t>(entries_.size());
      entries_.emplace_back();
    } else {
      at = free_.back();
      free_.pop_back();
    }
    index_.insert(hash(answer.question, user), at);
  }
  entries_[at] = {answer, user, now, now + sim::seconds(life)};
}

/// Two places per insertion: memory follows the live entries.
void StubCache::sweep(sim::Time now) {
  for (int i = 0; i < 2 && !entries_.empty(); ++i) {
    hand_ = hand_ + 1 < entries_.size() ? hand_ + 1 : 0;
    Entry& entry = entries_[hand_];
    if (entry.expires == kFree || entry.expires > now) continue;
    index_.erase(hash(entry.answer.question, entry.user), hand_);
    entry = {};
    entry.expires = kFree;
    free_.push_back(hand_);
  }
}

}  // namespace waypost::dns
