// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/lookup_walk.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>

#include "models/dns/trace_kinds.hpp"

namespace waypost::scenarios {
namespace {

using sim::TraceRecord;
using Kind = WalkStep::Kind;
constexpr std::size_t kNowhere = SIZE_MAX;

/// Ends the upstream query on its way: a response of any kind, a timeout, an ICMP error.
bool ends_query(const TraceRecord& r) {
  return r.kind >= dns::kTraceTimeout && r.kind <= dns::kTraceUnreachable;
}

bool same_question(const TraceRecord& a, const TraceRecord& b) {
  return a.name == b.name && a.type == b.type;
}

/// A resolution, or a forwarder's lookup: who works, and its number there.
using Work = std::pair<std::uint32_t, std::uint64_t>;

/// Where the walk back stands: everything from `time` on is explained; the cause is before `index`.
struct Cursor {
  std::size_t index;
  std::int64_t time;
};

class WalkBack {
 public:
  explicit WalkBack(std::span<const TraceRecord> records) : records_(records) {}

  /// Explains a stub's lookup that ended with records_[answer], back to `since`.
  void through_stub(std::size_t answer, std::int64_t since);
  /// Everything found so far, first step first.
  std::vector<WalkStep> path() const { return {path_.rbegin(), path_.rend()}; }
  std::vector<WalkStep> beside(std::int64_t begin) const;

 private:
  /// A stub's query, what the server that took it made of it, and when the answer left.
  struct Served {
    std::size_t query = kNowhere, taken = kNowhere, outcome = kNowhere, done = kNowhere;
    std::int64_t replied = 0;
  };

  template <class Fits>
  std::size_t last_before(std::size_t index, Fits&& fits) const {
    while (index-- > 0)
      if (fits(records_[index])) return index;
    return kNowhere;
  }
  template <class Fits>
  std::size_t first_after(std::size_t index, Fits&& fits) const {
    while (++index < records_.size())
      if (fits(records_[index])) return index;
    return kNowhere;
  }

  void push(WalkStep step, std::int64_t begin, std::int64_t end);
  std::size_t send_before(std::size_t index, const TraceRecord& lookup) const;
  Served served(std::size_t query, std::size_t taken) const;
  Served answered_by(std::size_t end, const TraceRecord& lookup) const;
  void worked_in_vain(std::size_t query, const TraceRecord& lookup);
  void through_server(const Served& served, std::int64_t end);
  void through_work(const TraceRecord& joined, std::size_t done, std::int64_t since);
  void through_resolution(Work work, Cursor cursor, std::int64_t since);
  bool step_back(Work work, Cursor& cursor);
  void through_query(Work work, Cursor& cursor, std::size_t ended);
  void through_child(Work parent, Cursor& cursor, std::size_t resumed);
  std::set<Work> family() const;

  std::span<const TraceRecord> records_;
  std::vector<WalkStep> path_;     ///< last step first
  std::set<std::size_t> used_;     ///< records of queries that are told already
  std::set<Work> roots_;           ///< resolutions that clients of this lookup waited for
  std::vector<WalkStep> in_vain_;  ///< at servers whose answer was not waited for
  std::int64_t since_ = INT64_MIN;
  std::uint8_t depth_ = 0;
};

/// Adds a step; what lies before `since_` was done for others and is cut off.
void WalkBack::push(WalkStep step, std::int64_t begin, std::int64_t end) {
  if (end < since_ || (end == since_ && begin < end)) return;
  step.begun_before = begin < since_;
  step.begin = {std::max(begin, since_)};
  step.end = {end};
  step.depth = depth_;
  path_.push_back(step);
}

// --- the asking side: stubs and forwarders -------------------------------------------------------

/// The last query that the stub sent for `lookup` before `index`.
std::size_t WalkBack::send_before(std::size_t index, const TraceRecord& lookup) const {
  return last_before(index, [&](const TraceRecord& r) {
    return r.kind == dns::kTraceStubQuery && r.entity == lookup.entity &&
           r.object == lookup.object && same_question(r, lookup);
  });
}

/// What became of the query that a server took with records_[taken].
WalkBack::Served WalkBack::served(std::size_t query, std::size_t taken) const {
  const TraceRecord& arrival = records_[taken];
  Served s{query, taken, kNowhere, kNowhere, INT64_MAX};
  s.outcome = first_after(taken, [&](const TraceRecord& r) {
    return r.entity == arrival.entity && r.other == arrival.other && same_question(r, arrival) &&
           (r.kind == dns::kTraceCacheHit || r.kind == dns::kTraceCacheMiss ||
            r.kind == dns::kTraceJoined);
  });
  if (s.outcome == kNowhere) return s;
  const TraceRecord& outcome = records_[s.outcome];
  if (outcome.kind == dns::kTraceCacheHit) {
    s.replied = outcome.time + outcome.value;
    return s;
  }
  s.done = first_after(s.outcome, [&](const TraceRecord& r) {
    return (r.kind == dns::kTraceFinished || r.kind == dns::kTraceStubAnswer) &&
           r.entity == outcome.entity && r.object == outcome.object;
  });
  if (s.done != kNowhere) s.replied = records_[s.done].time;
  return s;
}

/// Which send of `lookup` brought the answer that came with records_[end]: the one whose answer
/// took most nearly as long back as the query took there. None: `taken` is kNowhere.
WalkBack::Served WalkBack::answered_by(std::size_t end, const TraceRecord& lookup) const {
  Served best;
  std::int64_t best_skew = INT64_MAX;
  const std::int64_t now = records_[end].time;
  for (std::size_t query = send_before(end, lookup); query != kNowhere;
       query = send_before(query, lookup)) {
    const std::size_t taken = first_after(query, [&](const TraceRecord& r) {
      return r.kind == dns::kTraceClientQuery && r.other == lookup.entity &&
             same_question(r, lookup);
    });
    if (taken == kNowhere || taken > end) continue;
    const Served s = served(query, taken);
    if (s.replied > now) continue;
    const std::int64_t there = records_[taken].time - records_[query].time;
    const std::int64_t skew = std::abs(now - s.replied - there);
    if (skew < best_skew) best = s, best_skew = skew;
  }
  return best;
}

/// The client gave up its query, but who had taken it works on: for this lookup, beside the path.
/// A forwarder's work is the lookups of its own stub.
void WalkBack::worked_in_vain(std::size_t query, const TraceRecord& lookup) {
  const std::size_t taken = first_after(query, [&](const TraceRecord& r) {
    return r.kind == dns::kTraceClientQuery && r.other == lookup.entity && same_question(r, lookup);
  });
  if (taken == kNowhere || !used_.insert(taken).second) return;
  const std::size_t opened = served(query, taken).outcome;
  if (opened == kNowhere) return;
  const TraceRecord& work = records_[opened];
  const bool hit = work.kind == dns::kTraceCacheHit;
  in_vain_.push_back({.kind = Kind::at_work,
                      .begin = {records_[taken].time},
                      .end = {work.time + (hit ? work.value : 0)},
                      .from_cache = hit,
                      .asked = records_[taken],
                      .ended = work});
  if (hit || !roots_.insert({work.entity, work.object}).second) return;
  for (std::size_t i = opened; i < records_.size(); ++i)
    if (records_[i].kind == dns::kTraceStubQuery && records_[i].entity == work.entity &&
        records_[i].object == work.object)
      worked_in_vain(i, records_[i]);
}

void WalkBack::through_stub(std::size_t answer, std::int64_t since) {
  const TraceRecord lookup = records_[answer];
  std::size_t end = answer;
  while (end == answer || records_[end].time > since) {
    const std::size_t query = send_before(end, lookup);
    if (query == kNowhere) break;
    const std::int64_t now = records_[end].time;
    const std::size_t timeout = last_before(end, [&](const TraceRecord& r) {
      return r.kind == dns::kTraceStubTimeout && r.entity == lookup.entity &&
             r.object == lookup.object && same_question(r, lookup) && r.time == now;
    });
    const bool gave_up = timeout != kNowhere && timeout > query;
    const Served by = gave_up ? Served{} : answered_by(end, lookup);
    if (gave_up) worked_in_vain(query, lookup);
    if (by.taken == kNowhere) {
      push({.kind = gave_up ? Kind::gave_up : Kind::turned_away, .asked = records_[query]},
           records_[query].time, now);
      end = query;
    } else {
      through_server(by, now);
      end = by.query;
    }
  }
  if (records_[end].time > lookup.start && lookup.start >= since)
    push({.kind = Kind::waiting}, lookup.start, records_[end].time);
}

/// From the server's answer back to the client's query.
void WalkBack::through_server(const Served& s, std::int64_t end) {
  const TraceRecord &query = records_[s.query], &taken = records_[s.taken];
  const TraceRecord& outcome = records_[s.outcome];
  push({.kind = Kind::to_client, .asked = taken}, s.replied, end);
  const bool hit = outcome.kind == dns::kTraceCacheHit;
  if (!hit) through_work(outcome, s.done, outcome.time);
  const std::int64_t worked = hit ? s.replied : outcome.time;
  push({.kind = Kind::at_work, .from_cache = hit, .asked = taken, .ended = outcome}, taken.time,
       worked);
  push({.kind = Kind::to_server, .asked = query, .ended = taken}, query.time, taken.time);
}

/// The work that a client's query opened or joined with `joined`, ended by records_[done].
void WalkBack::through_work(const TraceRecord& joined, std::size_t done, std::int64_t since) {
  const std::int64_t outer = std::exchange(since_, std::max(since_, since));
  if (records_[done].kind == dns::kTraceStubAnswer) {
    through_stub(done, since_);
  } else {
    const Work work{joined.entity, joined.object};
    roots_.insert(work);
    through_resolution(work, {done, records_[done].time}, since_);
  }
  since_ = outer;
}

// --- the resolver's side -------------------------------------------------------------------------

void WalkBack::through_resolution(Work work, Cursor cursor, std::int64_t since) {
  while (cursor.time > since)
    if (!step_back(work, cursor)) break;
  if (cursor.time > since)  // begun before the trace
    push({.kind = Kind::waiting, .begun_before = true}, since, cursor.time);
}

/// One cause back. False: the resolution's beginning was reached, or is not in the trace.
bool WalkBack::step_back(Work work, Cursor& cursor) {
  const std::size_t cause = last_before(cursor.index, [&](const TraceRecord& r) {
    if (r.entity != work.first) return false;
    if (r.kind == dns::kTraceResumed) return r.parent == work.second;
    return r.object == work.second &&
           (ends_query(r) || r.kind == dns::kTraceQuerySent || r.kind == dns::kTraceCacheMiss ||
            r.kind == dns::kTraceChildStarted);
  });
  if (cause == kNowhere) return false;
  const TraceRecord& r = records_[cause];
  if (r.kind == dns::kTraceQuerySent) {  // given up before anything ended it, or never sent
    push({.kind = Kind::upstream, .asked = r}, r.time, cursor.time);
    used_.insert(cause);
    cursor = {cause, r.time};
    return true;
  }
  if (r.time < cursor.time) {  // ended from outside: a limit of time
    push({.kind = Kind::waiting, .asked = r}, r.time, cursor.time);
    cursor = {cause + 1, r.time};
    return true;
  }
  if (ends_query(r)) return through_query(work, cursor, cause), true;
  if (r.kind == dns::kTraceResumed) return through_child(work, cursor, cause), true;
  return false;
}

void WalkBack::through_query(Work work, Cursor& cursor, std::size_t ended) {
  const TraceRecord& end = records_[ended];
  const std::size_t sent = last_before(ended, [&](const TraceRecord& r) {
    return r.kind == dns::kTraceQuerySent && r.entity == work.first && r.object == work.second;
  });
  if (sent == kNowhere) {
    cursor.index = 0;
    return;
  }
  push({.kind = Kind::upstream, .outcome = end.kind, .asked = records_[sent], .ended = end},
       records_[sent].time, end.time);
  used_.insert(sent);
  cursor = {sent, records_[sent].time};
}

/// The resolution went on because a child had ended: what the child did, since it was waited for.
void WalkBack::through_child(Work parent, Cursor& cursor, std::size_t resumed) {
  const TraceRecord& end = records_[resumed];
  const Work child{parent.first, end.object};
  const auto of_child = [&](const TraceRecord& r) {
    return r.entity == child.first && r.object == child.second;
  };
  const std::size_t waits_since = last_before(resumed, [&](const TraceRecord& r) {
    return of_child(r) && r.parent == parent.second &&
           (r.kind == dns::kTraceChildStarted || r.kind == dns::kTraceJoined);
  });
  if (waits_since == kNowhere) {
    cursor.index = 0;
    return;
  }
  const std::size_t finished = last_before(
      resumed, [&](const TraceRecord& r) { return of_child(r) && r.kind == dns::kTraceFinished; });
  const std::int64_t began = records_[waits_since].time;
  const std::int64_t outer = std::exchange(since_, std::max(since_, began));
  ++depth_;
  through_resolution(child, {finished, end.time}, since_);
  --depth_;
  since_ = outer;
  cursor = {waits_since, began};
}

// --- beside the path -----------------------------------------------------------------------------

/// The resolutions waited for and all that they began.
std::set<Work> WalkBack::family() const {
  std::set<Work> members = roots_;
  for (const TraceRecord& r : records_)
    if ((r.kind == dns::kTraceChildStarted || (r.kind == dns::kTraceJoined && r.parent != 0)) &&
        members.count({r.entity, r.parent}) > 0)
      members.insert({r.entity, r.object});
  return members;
}

std::vector<WalkStep> WalkBack::beside(std::int64_t begin) const {
  const std::set<Work> members = family();
  std::vector<WalkStep> steps = in_vain_;
  for (std::size_t i = 0; i < records_.size(); ++i) {
    const TraceRecord& sent = records_[i];
    if (sent.kind != dns::kTraceQuerySent || sent.time < begin || used_.count(i) > 0) continue;
    if (members.count({sent.entity, sent.object}) == 0) continue;
    const std::size_t next = first_after(i, [&](const TraceRecord& r) {
      return (ends_query(r) || r.kind == dns::kTraceQuerySent) && r.entity == sent.entity &&
             r.object == sent.object;
    });
    const bool unsent = next != kNowhere && records_[next].kind == dns::kTraceQuerySent;
    const std::size_t end = unsent ? kNowhere : next;
    WalkStep step{.kind = Kind::upstream, .begin = {sent.time}, .end = sim::kNever, .asked = sent};
    step.depth = sent.parent != 0 ? 1 : 0;
    if (end != kNowhere) {
      step.end = {records_[end].time};
      step.outcome = records_[end].kind;
      step.ended = records_[end];
    }
    steps.push_back(step);
  }
  std::stable_sort(steps.begin(), steps.end(),
                   [](const WalkStep& a, const WalkStep& b) { return a.begin < b.begin; });
  return steps;
}

}  // namespace

LookupWalk walk_lookup(std::span<const TraceRecord> records, std::size_t answer) {
  const TraceRecord& end = records[answer];
  WalkBack back(records);
  back.through_stub(answer, end.start);
  LookupWalk walk{{end.start}, {end.time}, end.code, end.value, back.path(), {}};
  walk.beside = back.beside(end.start);
  return walk;
}

std::vector<const WalkStep*> upstream_queries(const LookupWalk& walk) {
  std::vector<const WalkStep*> queries;
  for (const auto* steps : {&walk.path, &walk.beside})
    for (const WalkStep& step : *steps)
      if (step.kind == Kind::upstream) queries.push_back(&step);
  std::stable_sort(queries.begin(), queries.end(),
                   [](const WalkStep* a, const WalkStep* b) { return a->begin < b->begin; });
  return queries;
}

}  // namespace waypost::scenarios
