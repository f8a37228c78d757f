// SPDX-License-Identifier: Apache-2.0
// Small jobs overtake bulk mail (Postfix, qmgr_job.c): a job of many entries earns a point per
// entry that it delivers, and pays slots of points to let another pass; the other is the one with
// the longest wait per entry among those that its points can ever pay for. So bulk mail is delayed
// by a bounded share (1 in slot_cost), and single messages hardly wait for it.
#include <algorithm>
#include <vector>

#include "models/mail/queue.hpp"

namespace waypost::mail {

/// The entries that a job may have for `bulk` to let it pass now or later; 0: none may.
std::uint32_t Queue::may_preempt(const Bulk& bulk) const {
  const PreemptionProfile& p = profile_.preemption;
  if (bulk.points <= 0 || bulk.total < p.least_slots * p.slot_cost) return 0;
  const std::int64_t ever = bulk.total - bulk.selected + bulk.points;
  return static_cast<std::uint32_t>(ever / p.slot_cost);
}

Queue::Candidate Queue::best_candidate(sim::SlotRef current, std::uint32_t most_entries,
                                       sim::Time now) const {
  std::unordered_map<std::uint32_t, Candidate> by_message;
  destinations_.for_each([&](sim::SlotRef, const Destination& d) {
    if (!d.runnable()) return;
    for (std::uint32_t i = d.head; i < d.line.size(); ++i) {
      const Entry& entry = d.line[i];
      if (entry.message == current) continue;
      Candidate& c = by_message[entry.message.slot];
      c.message = entry.message;
      ++c.entries;
      c.sequence = std::min(c.sequence, entry.sequence);
    }
  });
  Candidate best;
  double best_score = 0;
  for (auto& [slot, c] : by_message) {  // the best is the same in any order: ties go to the older
    if (c.entries > most_entries) continue;
    c.queued = messages_.find(c.message)->recipients[0].recipient.delay.accounted;
    const double score = ((now - c.queued).seconds() + 1) / c.entries;
    if (score < best_score || (score == best_score && c.sequence > best.sequence)) continue;
    best = c;
    best_score = score;
  }
  return best;
}

/// Every waiting entry of the candidate moves to the head of its line.
void Queue::let_pass(const Candidate& candidate, std::uint64_t before) {
  std::vector<sim::SlotRef> lines;
  destinations_.for_each([&](sim::SlotRef ref, const Destination& d) {
    const auto waits = [&](const Entry& e) { return e.message == candidate.message; };
    if (std::any_of(d.line.begin() + d.head, d.line.end(), waits)) lines.push_back(ref);
  });
  std::uint64_t place = before - candidate.entries;
  for (const sim::SlotRef ref : lines)
    change(ref, [&](Destination& d) {
      const auto first = d.line.begin() + d.head;
      std::stable_partition(first, d.line.end(),
                            [&](const Entry& e) { return e.message == candidate.message; });
      for (auto e = first; e != d.line.end() && e->message == candidate.message; ++e)
        e->sequence = place++;
    });
}

void Queue::preempt(sim::Time now) {
  const Destination& d = destinations_.at(destinations_.occupant(runnable_.begin()->second));
  const Entry& head = d.line[d.head];
  const auto found = bulk_.find(head.message.slot);
  if (found == bulk_.end()) return;
  Bulk& bulk = found->second;
  const std::uint32_t most = may_preempt(bulk);
  const std::int64_t second = now.ns / 1'000'000'000;
  if (most == 0 || bulk.looked_at == second) return;
  const Candidate candidate = best_candidate(head.message, most, now);
  const PreemptionProfile& p = profile_.preemption;
  const bool affordable = candidate.entries > 0 && 100 * (bulk.points / p.slot_cost + p.loan) >=
                                                       std::int64_t{candidate.entries} * p.discount;
  if (!affordable) {  // as Postfix, it is not looked for again within the second
    if (candidate.entries == 0) bulk.looked_at = second;
    return;
  }
  bulk.points -= std::int64_t{candidate.entries} * p.slot_cost;
  let_pass(candidate, head.sequence);
}

void Queue::earn_point(sim::SlotRef message) {
  const auto found = bulk_.find(message.slot);
  if (found == bulk_.end()) return;
  ++found->second.points;
  ++found->second.selected;
}

}  // namespace waypost::mail
