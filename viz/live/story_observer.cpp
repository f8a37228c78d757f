// SPDX-License-Identifier: Apache-2.0
#include "viz/live/story_observer.hpp"

#include <algorithm>

#include "models/dns/trace_kinds.hpp"
#include "models/mail/trace_kinds.hpp"
#include "scenarios/results/message_story.hpp"
#include "viz/live/story_parts.hpp"

namespace waypost::viz {
namespace {

using sim::TraceRecord;

bool is_mail(const TraceRecord& r) { return r.kind >= 0x300 && r.kind < 0x400; }
bool is_stub(const TraceRecord& r) {
  return r.kind >= dns::kTraceStubQuery && r.kind <= dns::kTraceStubTimeout;
}
/// At a resolver, of a client's query rather than of a resolution.
bool is_of_client(const TraceRecord& r) {
  return r.kind >= dns::kTraceClientQuery && r.kind <= dns::kTraceCacheMiss;
}

template <class Fits>
const TraceRecord* last_of(std::span<const TraceRecord> records, std::int64_t not_after,
                           Fits&& fits) {
  for (auto r = records.rbegin(); r != records.rend(); ++r)
    if (r->time <= not_after && fits(*r)) return &*r;
  return nullptr;
}

/// The stub's own record of the lookup that `r` belongs to; null when the log does not hold it.
const TraceRecord* stub_record(const TraceRecord& r, std::span<const TraceRecord> records) {
  TraceRecord at = r;
  for (int depth = 0; depth < 32; ++depth) {
    if (is_stub(at)) break;
    if (is_of_client(at)) {
      const TraceRecord* query = last_of(records, at.time, [&](const TraceRecord& s) {
        return s.kind == dns::kTraceStubQuery && s.entity == at.other && s.name == at.name &&
               s.type == at.type;
      });
      if (query == nullptr) return nullptr;
      at = *query;
      break;
    }
    const TraceRecord* opened = last_of(records, at.time, [&](const TraceRecord& s) {
      return s.entity == at.entity && s.object == at.object &&
             (s.kind == dns::kTraceCacheMiss || s.kind == dns::kTraceChildStarted);
    });
    if (opened == nullptr) return nullptr;
    const std::uint64_t parent = opened->parent;
    at = *opened;
    if (opened->kind == dns::kTraceChildStarted) {
      at.object = parent;
      at.kind = dns::kTraceChildStarted + 1;  // whoever opened the parent
    }
  }
  return last_of(records, INT64_MAX, [&](const TraceRecord& s) {
    return is_stub(s) && s.entity == at.entity && s.object == at.object && s.name == at.name &&
           s.type == at.type;
  });
}

Story nothing(const std::string& why) {
  Story story;
  story.missing = why;
  return story;
}

/// The records of DNS from shortly before a lookup's beginning to shortly after its end.
std::vector<TraceRecord> around(std::span<const TraceRecord> records, std::int64_t from,
                                std::int64_t to) {
  constexpr std::int64_t kAfter = 5'000'000'000;  // what runs beside it ends by then
  std::vector<TraceRecord> out;
  for (const TraceRecord& r : records)
    if (!is_mail(r) && r.time >= from && r.time <= to + kAfter) out.push_back(r);
  return out;
}

Story lookup_story(const TraceRecord& chosen, std::span<const TraceRecord> records,
                   const scenarios::Built& built, const scenarios::WorldWords& words) {
  const TraceRecord* stub = stub_record(chosen, records);
  if (stub == nullptr) return nothing("The log no longer holds who asked for this.");
  if (stub->kind != dns::kTraceStubAnswer)
    return nothing("This lookup is still under way: let the clock run on.");
  const std::vector<TraceRecord> near = around(records, stub->start, stub->time);
  std::size_t answer = near.size();
  for (std::size_t i = near.size(); i-- > 0;)
    if (near[i] == *stub) answer = i;
  StoryParts parts(built, words);
  parts.add_lookup(scenarios::walk_lookup(near, answer), stub->entity);
  return parts.finish_lookup(*stub);
}

Story message_story(const TraceRecord& chosen, std::span<const TraceRecord> records,
                    const scenarios::Built& built, const scenarios::WorldWords& words) {
  scenarios::MessageTrace trace(chosen.object);
  for (const TraceRecord& r : records) trace.record(r);
  const auto& own = trace.records();
  if (own.empty()) return nothing("The log no longer holds this message.");
  StoryParts parts(built, words);
  parts.add_message(scenarios::tell_story(own, chosen.object, built.world.engine.now()), own);
  return parts.finish_message(own);
}

}  // namespace

Story tell_story_of(const TraceRecord& chosen, std::span<const TraceRecord> records,
                    const scenarios::Built& built, const scenarios::WorldWords& words) {
  return is_mail(chosen) ? message_story(chosen, records, built, words)
                         : lookup_story(chosen, records, built, words);
}

void StoryObserver::follow(const FollowTarget& target, const EventLog& log) {
  if (target == target_) return;
  target_ = target;
  story_.reset();
  choose(log);
}

void StoryObserver::choose(const EventLog& log) {
  chosen_ = {};
  std::int64_t slowest = -1;
  const auto is_wanted = [&](const TraceRecord& r, std::uint64_t number) {
    switch (target_.what) {
      case FollowTarget::What::nothing: return false;
      case FollowTarget::What::event: return number == target_.number;
      case FollowTarget::What::object: return r.object == target_.number;
      case FollowTarget::What::slowest_lookup:
        return r.kind == dns::kTraceStubAnswer && r.time - r.start > slowest;
      case FollowTarget::What::slowest_message:
        return r.kind == mail::kTraceDelivered && r.time - r.start > slowest;
    }
    return false;
  };
  std::uint64_t number = log.first();
  for (const auto& part : {log.older(), log.newer()})
    for (const TraceRecord& r : part)
      if (is_wanted(r, number++)) {
        slowest = r.time - r.start;
        chosen_ = r;
      }
}

std::shared_ptr<const Story> StoryObserver::observe(const EventLog& log,
                                                    const scenarios::Built& built,
                                                    const scenarios::WorldWords& words) {
  if (target_.what == FollowTarget::What::nothing) return nullptr;
  if (story_ && (story_->over || seen_ == log.seen())) return story_;
  if (chosen_.kind == 0) choose(log);  // it may have come meanwhile
  if (chosen_.kind == 0)
    return story_ =
               std::make_shared<const Story>(nothing("Nothing of this kind is in the event log."));
  std::vector<TraceRecord> records(log.older().begin(), log.older().end());
  records.insert(records.end(), log.newer().begin(), log.newer().end());
  Story told = tell_story_of(chosen_, records, built, words);
  seen_ = log.seen();
  // What was told before is better than what a shorter log tells now.
  if (!story_ || !told.empty() || story_->empty())
    story_ = std::make_shared<const Story>(std::move(told));
  return story_;
}

}  // namespace waypost::viz
