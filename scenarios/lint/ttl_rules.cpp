// SPDX-License-Identifier: Apache-2.0
// L04: how long caches go on with what a planned change has replaced. The zones are those of the
// scenario: the TTL of a delegation is the registry's, and nobody can lower it.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "scenarios/lint/rule_check.hpp"

namespace waypost::scenarios {
namespace {

/// A TTL this short needs no lowering: the usual value for a planned move (RFC 1034 section 3.6
/// gives none).
constexpr std::uint32_t kShortTtl = 300;

bool same_record(const dns::RecordStore& records, const dns::Rdata& a, const dns::Rdata& b) {
  return a.name == b.name && a.address == b.address && a.preference == b.preference &&
         a.weight == b.weight && a.port == b.port && records.text(a) == records.text(b);
}

/// The same records, in whatever order.
bool same_data(const dns::RecordStore& records, dns::RecordSetId before, dns::RecordSetId after) {
  const auto a = records.data(before), b = records.data(after);
  return std::is_permutation(
      a.begin(), a.end(), b.begin(), b.end(),
      [&](const auto& x, const auto& y) { return same_record(records, x, y); });
}

/// What has happened to a set since its data last changed.
struct History {
  sim::Time copies_until{};       ///< those with an earlier TTL
  std::uint32_t longest_ttl = 0;  ///< seconds
  bool lowered = false;
};

using SetKey = std::tuple<std::uint32_t, std::uint32_t, dns::RecordType>;  // apex, owner, type

class Changes {
 public:
  explicit Changes(LintRun& run) : run_(run), view_(run.world) {}
  void follow(const Moment& moment);

 private:
  void compare(sim::Time at, const ZoneSource& source, const dns::Zone& before,
               const dns::Zone& after);
  void replaced(sim::Time at, const ZoneSource& source, dns::RecordSetId id,
                const History& history);

  LintRun& run_;
  ServedView view_;
  std::map<SetKey, History> histories_;
};

void Changes::follow(const Moment& moment) {
  std::vector<const dns::Zone*> before;
  for (const ZoneSource& source : run_.sources()) before.push_back(view_.zone(run_.apex(source)));
  for (const plan::PublishZone& change : moment.changes) view_.apply(change);
  for (const ZoneSource& source : run_.sources()) {
    const dns::Zone* old = before[static_cast<std::size_t>(source.index())];
    const dns::Zone* now = view_.zone(run_.apex(source));
    if (old != nullptr && now != nullptr && old != now) compare(moment.at, source, *old, *now);
  }
}

void Changes::compare(sim::Time at, const ZoneSource& source, const dns::Zone& before,
                      const dns::Zone& after) {
  const dns::RecordStore& records = view_.records();
  for (const dns::RecordSetId id : before.sets) {
    const dns::RecordSet& old = records.set(id);
    if (old.type == dns::RecordType::soa) continue;
    const dns::RecordSetId now = dns::find_set(records, after, old.owner, old.type);
    History& history = histories_[{before.apex.node, old.owner.node, old.type}];
    if (now == dns::kNoRecordSet || !same_data(records, id, now)) {
      replaced(at, source, id, history);
      history = {};
    } else if (const std::uint32_t ttl = records.set(now).ttl; ttl != old.ttl) {
      history.copies_until = std::max(history.copies_until, at + sim::seconds(old.ttl));
      history.longest_ttl = std::max(history.longest_ttl, old.ttl);
      history.lowered = ttl < old.ttl;
    }
  }
}

/// RFC 1034 section 3.6: lower the TTL before a change that can be foreseen, one old TTL ahead.
void Changes::replaced(sim::Time at, const ZoneSource& source, dns::RecordSetId id,
                       const History& history) {
  const dns::RecordSet& old = view_.records().set(id);
  const sim::Time until = std::max(history.copies_until, at + sim::seconds(old.ttl));
  const bool too_late = history.lowered && history.copies_until > at;
  const bool never = !history.lowered && old.ttl > kShortTtl;
  if (!too_late && !never) return;
  const std::string zone = view_.text(view_.zone(run_.apex(source))->apex);
  run_.fire_at_step(
      at, zone,
      {view_.text(old.owner),
       fmt::format("its {} changes on {}, {}: caches may give the old answer until {}",
                   dns::to_text(old.type), run_.date(at),
                   too_late ? "too soon after its TTL was lowered"
                            : fmt::format("with a TTL of {} s that was never lowered", old.ttl),
                   run_.date(until)),
       fmt::format("Lower the TTL to {}s at least {} s before the change, or keep what the old "
                   "record names working until then",
                   kShortTtl, std::max(history.longest_ttl, old.ttl))});
}

void l04_ttl_not_lowered(LintRun& run) {
  Changes changes(run);
  for (const Moment& moment : run.moments()) changes.follow(moment);
}

}  // namespace

std::vector<RuleCheck> ttl_rules() { return {{"L04", l04_ttl_not_lowered}}; }

}  // namespace waypost::scenarios
