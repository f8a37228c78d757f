// SPDX-License-Identifier: Apache-2.0
#include "viz/live/story_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/dns/trace_kinds.hpp"
#include "models/mail/trace_kinds.hpp"
#include "models/net/datagram.hpp"
#include "scenarios/load/units.hpp"
#include "scenarios/results/mail_words.hpp"
#include "scenarios/results/step_words.hpp"
#include "scenarios/results/story_text.hpp"

namespace waypost::viz {
namespace {

using Walk = scenarios::WalkStep::Kind;
using sim::TraceRecord;

/// "250 2.0.0"; "no reply" when there was none.
std::string reply_text(const TraceRecord& r) {
  std::string text = r.code == 0 ? "no reply" : std::to_string(r.code);
  if (r.type != 0) text += ' ' + mail::status_text(r.type);
  return text;
}

bool went_wrong(std::uint16_t outcome) {
  switch (outcome) {
    case dns::kTraceTimeout:
    case dns::kTraceLame:
    case dns::kTraceFailure:
    case dns::kTraceUnreachable:
    case 0: return true;
    default: return false;
  }
}

}  // namespace

std::uint32_t StoryParts::actor(std::uint32_t entity) {
  const auto [at, is_new] =
      actors_.try_emplace(entity, static_cast<std::uint32_t>(story_.actors.size()));
  if (is_new) {
    const auto& clients = built_.world.workload.clients;
    const auto group = std::find_if(clients.begin(), clients.end(),
                                    [&](const auto& c) { return c.entity == entity; });
    const bool people = group != clients.end();
    std::string name = words_.server_name(entity);
    if (people)
      name = static_cast<std::size_t>(group - clients.begin()) < built_.directory.clients.size()
                 ? built_.directory.clients[static_cast<std::size_t>(group - clients.begin())]
                       .population
                 : "client";
    story_.actors.push_back({name, words_.place(entity)});
  }
  return at->second;
}

std::uint32_t StoryParts::entity_at(std::uint32_t address, std::uint32_t from) const {
  const net::Network& network = built_.world.network;
  if (address >= network.addresses.size()) return sim::kNoId;
  const net::Binding owner = network.addresses.binding(address);
  net::HostId host = net::kNone;
  if (owner.kind == net::Binding::Kind::host) host = owner.index;
  if (owner.kind == net::Binding::Kind::anycast)
    for (const net::Host& h : network.hosts)
      if (h.entity == from) host = network.catchment(owner.index, h.site);
  return host == net::kNone ? sim::kNoId : network.hosts[host].entity;
}

std::uint32_t StoryParts::actor_at(std::uint32_t address, std::uint32_t from) {
  const std::uint32_t entity = entity_at(address, from);
  if (entity != sim::kNoId) return actor(entity);
  const auto [at, is_new] = actors_.try_emplace((std::uint64_t{1} << 32) + address,
                                                static_cast<std::uint32_t>(story_.actors.size()));
  if (is_new) story_.actors.push_back({words_.address(address), "nobody's address"});
  return at->second;
}

/// Whether the same was asked by the same before in this story, and remembers it.
bool StoryParts::asked_before(const TraceRecord& q) {
  return asked_[{std::uint64_t{q.entity} << 32 | q.name, std::uint64_t{q.type}}]++ > 0 &&
         q.attempt > 1;
}

// --- lookups ------------------------------------------------------------------------------------

void StoryParts::add_walk_step(const scenarios::WalkStep& w, std::uint32_t asker, bool beside) {
  const scenarios::StepWords text = describe(w, words_);
  StoryStep step;
  step.begin = w.begin;
  step.end = w.end == sim::kNever ? w.begin : w.end;
  step.beside = beside;
  switch (w.kind) {
    case Walk::upstream:
      step.kind = StoryStep::Kind::round_trip;
      step.from = actor(w.asked.entity);
      step.to = w.asked.other != sim::kNoId ? actor(w.asked.other)
                                            : actor_at(w.asked.address, w.asked.entity);
      step.text = text.question + "?";
      step.outcome = text.outcome;
      step.bad = went_wrong(w.outcome);
      step.retry = asked_before(w.asked);
      break;
    case Walk::to_server:
      step.kind = StoryStep::Kind::one_way;
      step.from = actor(w.asked.entity);
      step.to = actor(w.ended.entity);
      step.text = text.question + "?";
      step.retry = asked_before(w.asked);
      break;
    case Walk::to_client:
      step.kind = StoryStep::Kind::one_way;
      step.from = actor(w.asked.entity);
      step.to = actor(w.asked.other != sim::kNoId ? w.asked.other : asker);
      step.text = "answer";
      break;
    case Walk::gave_up:
    case Walk::turned_away:
      step.kind = StoryStep::Kind::round_trip;
      step.from = actor(asker);
      step.to = actor_at(w.asked.address, asker);
      step.text = text.question + "?";
      step.outcome = text.outcome;
      step.bad = true;
      step.retry = asked_before(w.asked);
      break;
    case Walk::at_work:
    case Walk::waiting:
      step.from = step.to = w.kind == Walk::at_work ? actor(w.asked.entity) : actor(asker);
      step.text = text.outcome;
      break;
  }
  story_.steps.push_back(std::move(step));
}

void StoryParts::add_lookup(const scenarios::LookupWalk& walk, std::uint32_t asker) {
  actor(asker);
  for (const scenarios::WalkStep& step : walk.path) add_walk_step(step, asker, false);
  for (const scenarios::WalkStep& step : walk.beside) add_walk_step(step, asker, true);
}

/// A lookup that the resolver's cache answered, as one step. False: it was another.
bool StoryParts::add_cached(const scenarios::LookupWalk& walk) {
  const auto hit =
      std::find_if(walk.path.begin(), walk.path.end(), [](const auto& s) { return s.from_cache; });
  if (hit == walk.path.end() || walk.path.size() > 3) return false;
  StoryStep step;
  step.kind = StoryStep::Kind::round_trip;
  step.begin = walk.begin;
  step.end = walk.end;
  step.from = actor(owner_);
  step.to = actor(hit->asked.entity);
  step.text = scenarios::describe(walk.path.front(), words_).question + "?";
  step.outcome = "answer, from its cache";
  story_.steps.push_back(std::move(step));
  return true;
}

Story StoryParts::finish_lookup(const TraceRecord& answer) {
  story_.title = fmt::format("{} {}, asked in {}", words_.name(answer.name),
                             dns::to_text(static_cast<dns::RecordType>(answer.type)),
                             words_.place(answer.entity));
  story_.outcome = scenarios::lookup_end_text(answer.value);
  story_.begin = {answer.start};
  story_.end = {answer.time};
  story_.over = true;
  sort();
  return std::move(story_);
}

// --- messages -----------------------------------------------------------------------------------

void StoryParts::add_message_step(const scenarios::StoryStep& m) {
  const TraceRecord& r = m.record;
  for (const scenarios::LookupWalk& walk : m.lookups)
    if (!walk.path.empty() && !add_cached(walk)) add_lookup(walk, owner_);
  StoryStep step;
  step.begin = m.begin;
  step.end = m.end;
  step.text = step_text(m, words_);
  const std::uint32_t here = owner_ != sim::kNoId ? owner_ : r.entity;
  switch (r.kind) {
    case mail::kTraceLookupAnswer:
      if (!m.lookups.empty()) return;  // told arrow by arrow
      break;
    case mail::kTraceSubmitted:
      step.kind = StoryStep::Kind::one_way;
      step.from = r.other != sim::kNoId ? actor(r.other) : actor(r.entity);
      step.to = actor(r.entity);
      step.text = "the user's message";
      owner_ = r.entity;
      story_.steps.push_back(std::move(step));
      return;
    case mail::kTraceConnected:
    case mail::kTraceGreeting:
    case mail::kTraceReply:
    case mail::kTraceRecipientReply:
    case mail::kTraceAddressFailed:
      step.kind = StoryStep::Kind::round_trip;
      step.from = actor(here);
      step.to = r.other != sim::kNoId ? actor(r.other) : actor_at(r.address, here);
      step.bad = r.kind == mail::kTraceAddressFailed || r.code >= 400;
      if (r.kind == mail::kTraceConnected) step.text = "connect", step.outcome = "connected";
      if (r.kind == mail::kTraceGreeting)
        step.text = "", step.outcome = reply_text(r) + " greeting";
      if (r.kind == mail::kTraceReply)
        step.text = scenarios::command_text(r.value), step.outcome = reply_text(r);
      if (r.kind == mail::kTraceAddressFailed)
        step.text = "connect or speak", step.outcome = scenarios::failure_text(r.value);
      break;
    case mail::kTraceCommand:
      step.kind = StoryStep::Kind::one_way;
      step.from = actor(here);
      step.to = actor(r.entity);
      step.text = "the message and its final dot";
      break;
    case mail::kTraceAccepted:
      step.from = step.to = actor(r.entity);
      step.text = "decides: " + reply_text(r);
      owner_ = r.entity;
      break;
    default:
      step.bad = r.kind == mail::kTraceDeferred || r.kind == mail::kTraceBounced ||
                 r.kind == mail::kTraceExpired || r.kind == mail::kTraceNoRoute ||
                 r.kind == mail::kTraceDiscarded;
      break;
  }
  if (step.kind == StoryStep::Kind::at_home && r.kind != mail::kTraceAccepted) {
    if (r.kind == mail::kTraceTarget || (r.kind == 0 && step.took().ns == 0)) return;
    step.from = step.to = actor(r.kind == 0 ? here : r.entity);
  }
  step.retry = r.kind == mail::kTraceDeliveryBegan && r.attempt > 0;
  story_.steps.push_back(std::move(step));
}

void StoryParts::add_message(const scenarios::MessageStory& message,
                             std::span<const TraceRecord> records) {
  if (records.front().kind != mail::kTraceSubmitted) {
    story_.missing = "Its beginning is no longer in the event log.";
    return;
  }
  if (records.front().value > 1)
    story_.missing =
        fmt::format("It has {} recipients; told until the first has it.", records.front().value);
  for (const scenarios::StoryStep& step : message.steps) add_message_step(step);
  story_.begin = message.begin;
  story_.end = message.end;
  story_.outcome = end_text(message);
  story_.over = message.end_state != scenarios::MessageStory::End::under_way;
}

Story StoryParts::finish_message(std::span<const TraceRecord> records) {
  const TraceRecord& first = records.front();
  std::string to;
  for (const TraceRecord& r : records)
    if (r.kind == mail::kTraceQueued && to.empty()) to = words_.name(r.name);
  story_.title = fmt::format("Message {:016x}{}", first.object,
                             to.empty() ? "" : fmt::format(" to a user of {}", to));
  sort();
  return std::move(story_);
}

void StoryParts::sort() {
  std::stable_sort(story_.steps.begin(), story_.steps.end(),
                   [](const StoryStep& a, const StoryStep& b) { return a.begin < b.begin; });
}

}  // namespace waypost::viz
