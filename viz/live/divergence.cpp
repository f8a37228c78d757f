// SPDX-License-Identifier: Apache-2.0
#include "viz/live/divergence.hpp"

#include "models/dns/trace_kinds.hpp"
#include "sim/hash.hpp"
#include "viz/live/event_words.hpp"

namespace waypost::viz {

std::uint64_t Divergence::path(Side side, std::uint32_t entity,
                               const scenarios::WorldWords& words) {
  if (entity == sim::kNoId) return 1;
  auto& known = paths_[side];
  if (entity >= known.size()) known.resize(entity + 1);
  if (known[entity] == 0) known[entity] = sim::hash_text(words.path(entity)) | 1;
  return known[entity];
}

std::uint64_t Divergence::content(Side side, const sim::TraceRecord& r,
                                  const scenarios::WorldWords& words) {
  const bool zone = dns::trace_value_is_zone(r.kind);
  const auto name = [&](std::uint32_t id) {
    return id == sim::kNoId ? 0 : sim::hash_text(words.name(id));
  };
  std::uint64_t hash = sim::mix(static_cast<std::uint64_t>(r.time), r.kind);
  hash = sim::mix(hash, path(side, r.entity, words));
  hash = sim::mix(hash, path(side, r.other, words));
  hash = sim::mix(hash, name(r.name));
  hash = sim::mix(
      hash, zone ? name(static_cast<std::uint32_t>(r.value)) : static_cast<std::uint64_t>(r.value));
  if (r.address != sim::kNoId) hash = sim::mix(hash, sim::hash_text(words.address(r.address)));
  hash = sim::mix(hash, std::uint64_t{r.type} << 32 | std::uint64_t{r.code} << 16 | r.attempt);
  return sim::mix(hash, static_cast<std::uint64_t>(r.start));
}

void Divergence::take(Side side, std::uint64_t number, const sim::TraceRecord& record,
                      const scenarios::WorldWords& words) {
  if (result_.diverged || number != next_[side]) return;
  ++next_[side];
  const std::uint64_t what = content(side, record, words);
  auto& others = waiting_[side == kA ? kB : kA];
  if (waiting_[side].empty() && !others.empty() && others.front().content == what) {
    others.pop_front();
    ++result_.same_events;
    return;
  }
  words_[side] = &words;
  waiting_[side].push_back({what, number, record});
  compare();
}

EventRow Divergence::front(Side side) const {
  const Waiting& w = waiting_[side].front();
  return describe_event(w.number, w.record, *words_[side]);
}

void Divergence::compare() {
  auto &a = waiting_[kA], &b = waiting_[kB];
  while (!a.empty() && !b.empty()) {
    if (a.front().content != b.front().content) {
      result_.diverged = result_.has_a = result_.has_b = true;
      result_.a = front(kA);
      result_.b = front(kB);
      return;
    }
    a.pop_front();
    b.pop_front();
    ++result_.same_events;
  }
}

void Divergence::settle() {
  if (result_.diverged) return;
  result_.has_a = !waiting_[kA].empty();
  result_.has_b = !waiting_[kB].empty();
  result_.diverged = result_.has_a || result_.has_b;
  if (result_.has_a) result_.a = front(kA);
  if (result_.has_b) result_.b = front(kB);
}

}  // namespace waypost::viz
