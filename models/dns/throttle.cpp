// SPDX-License-Identifier: Apache-2.0
#include "models/dns/throttle.hpp"

#include "sim/hash.hpp"

namespace waypost::dns {
namespace {

std::uint64_t hash(net::AddressId server, Name name, RecordType type) {
  const std::uint64_t where = std::uint64_t{name.ordinal} << 32 | name.node;
  return sim::mix(where, std::uint64_t{server} << 16 | static_cast<std::uint64_t>(type));
}

}  // namespace

void Throttle::hold(net::AddressId server, Name name, RecordType type, const ThrottleRule& rule,
                    sim::Time now) {
  if (rule.time == sim::Duration{}) return;
  std::uint32_t at = lookup(server, name, type);
  if (at == FlatIndex::kAbsent) {
    sweep(now);
    if (free_.empty()) {
      at = static_cast<std::uint32_t>(held_.size());
      held_.emplace_back();
    } else {
      at = free_.back();
      free_.pop_back();
    }
    index_.insert(hash(server, name, type), at);
  }
  held_[at] = {server, name, type, rule.queries, now + rule.time};
}

bool Throttle::passes_over(net::AddressId server, Name name, RecordType type, sim::Time now) {
  const std::uint32_t at = lookup(server, name, type);
  if (at == FlatIndex::kAbsent) return false;
  if (held_[at].until <= now || held_[at].queries == 0) {
    remove(at);
    return false;
  }
  --held_[at].queries;
  return true;
}

void Throttle::release(net::AddressId server, Name name, RecordType type) {
  if (const std::uint32_t at = lookup(server, name, type); at != FlatIndex::kAbsent) remove(at);
}

std::uint32_t Throttle::lookup(net::AddressId server, Name name, RecordType type) const {
  return index_.find(hash(server, name, type), [&](std::uint32_t at) {
    return held_[at].server == server && held_[at].name == name && held_[at].type == type;
  });
}

void Throttle::remove(std::uint32_t at) {
  index_.erase(hash(held_[at].server, held_[at].name, held_[at].type), at);
  held_[at] = {};
  free_.push_back(at);
}

/// As the cache's: two places per insertion, so that memory follows what is held.
void Throttle::sweep(sim::Time now) {
  for (int i = 0; i < 2 && !held_.empty(); ++i) {
    hand_ = hand_ + 1 < held_.size() ? hand_ + 1 : 0;
    if (held_[hand_].server != net::kNone && held_[hand_].until <= now) remove(hand_);
  }
}

}  // namespace waypost::dns
