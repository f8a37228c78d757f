// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/step_words.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/dns/trace_kinds.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

using Kind = WalkStep::Kind;

std::string question_text(const sim::TraceRecord& r, const WorldWords& words) {
  return words.name(r.name) + " " + std::string(to_text(static_cast<dns::RecordType>(r.type)));
}

std::string response_text(const WalkStep& step, const WorldWords& words) {
  const sim::TraceRecord& r = step.ended;
  switch (step.outcome) {
    case dns::kTraceAnswer: return "answer";
    case dns::kTraceAlias: return "alias to " + words.name(r.name);
    case dns::kTraceReferral: return "referral to " + words.name(r.name);
    case dns::kTraceNoData: return "no data of that type";
    case dns::kTraceNameError: return "no such name (NXDOMAIN)";
    case dns::kTraceLame: return "lame: it does not serve the zone";
    case dns::kTraceFailure: return std::string(to_text(static_cast<dns::Rcode>(r.code)));
    case dns::kTraceTruncated: return "truncated: asked again over TCP";
    case dns::kTraceEmpty: return "an empty response";
    case dns::kTraceTimeout: return "no response in time";
    case dns::kTraceUnreachable: return "unreachable";
    default: return step.end == sim::kNever ? "still under way" : "given up";
  }
}

/// Why a resolution of its own looks this up.
std::string purpose_text(const WalkStep& step) {
  if (step.depth == 0) return {};
  const auto type = static_cast<dns::RecordType>(step.asked.type);
  if (type == dns::RecordType::ds || type == dns::RecordType::dnskey) return "chain of trust";
  const bool priming = step.asked.name == dns::kRoot.node && type == dns::RecordType::ns;
  return priming ? "priming" : "address of a name server";
}

StepWords describe_upstream(const WalkStep& step, const WorldWords& words) {
  StepWords text;
  text.kind = "upstream";
  text.address = words.address(step.asked.address);
  if (step.asked.other != sim::kNoId) {
    text.server = words.server_name(step.asked.other);
    text.place = words.place(step.asked.other);
  }
  text.zone = words.name(static_cast<std::uint32_t>(step.asked.value));
  text.question = question_text(step.asked, words);
  text.outcome = response_text(step, words);
  text.purpose = purpose_text(step);
  return text;
}

std::string work_text(const WalkStep& step) {
  if (step.from_cache) return "answered from its cache";
  return step.ended.kind == dns::kTraceJoined ? "joins the same question, already under way"
                                              : "not in its cache";
}

}  // namespace

StepWords describe(const WalkStep& step, const WorldWords& words) {
  StepWords text;
  const auto at_server = [&](sim::EntityId entity) {
    text.server = words.server_name(entity);
    text.place = words.place(entity);
  };
  switch (step.kind) {
    case Kind::upstream: return describe_upstream(step, words);
    case Kind::to_server:
      text.kind = "to_server";
      at_server(step.ended.entity);
      text.address = words.address(step.asked.address);
      text.question = question_text(step.asked, words);
      break;
    case Kind::at_work:
      text.kind = "at_work";
      at_server(step.asked.entity);
      text.outcome = work_text(step);
      break;
    case Kind::to_client:
      text.kind = "to_client";
      at_server(step.asked.entity);
      break;
    case Kind::gave_up:
    case Kind::turned_away:
      text.kind = step.kind == Kind::gave_up ? "gave_up" : "turned_away";
      text.address = words.address(step.asked.address);
      text.question = question_text(step.asked, words);
      text.outcome = step.kind == Kind::gave_up ? "no answer in time" : "port closed, or no route";
      break;
    case Kind::waiting:
      text.kind = "waiting";
      text.outcome =
          step.begun_before ? "work begun earlier, for another client" : "a limit of time";
      break;
  }
  return text;
}

LayerCounts count_layers(const LookupWalk& walk, const dns::NameTable& names) {
  LayerCounts counts{};
  for (const WalkStep* step : upstream_queries(walk)) {
    const dns::Name zone{static_cast<std::uint32_t>(step->asked.value), 0};
    ++counts[static_cast<std::size_t>(std::min(names.depth(zone), 2))];
  }
  return counts;
}

}  // namespace waypost::scenarios
