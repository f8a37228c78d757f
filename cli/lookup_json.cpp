// SPDX-License-Identifier: Apache-2.0
#include "cli/lookup_json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

#include "cli/json_text.hpp"
#include "scenarios/results/step_words.hpp"

namespace waypost::cli {
namespace {

using scenarios::WalkStep;

std::string question_json(const dns::Question& question, const scenarios::WorldWords& words) {
  return fmt::format("{{\"name\": {}, \"type\": \"{}\"}}", json_string(words.name(question.qname)),
                     to_text(question.qtype));
}

std::string step_json(const WalkStep& step, sim::Time since, const scenarios::WorldWords& words) {
  const scenarios::StepWords s = describe(step, words);
  const bool open = step.end == sim::kNever;
  return fmt::format(
      "{{\"kind\": {}, \"depth\": {}, \"begins_ns\": {}, \"takes_ns\": {}, \"server\": {}, "
      "\"place\": {}, \"address\": {}, \"zone\": {}, \"question\": {}, \"outcome\": {}, "
      "\"purpose\": {}, \"begun_before\": {}}}",
      json_string(s.kind), step.depth, (step.begin - since).ns,
      open ? "null" : std::to_string(step.took().ns), json_string(s.server), json_string(s.place),
      json_string(s.address), json_string(s.zone), json_string(s.question), json_string(s.outcome),
      json_string(s.purpose), step.begun_before);
}

std::string steps_json(const std::vector<WalkStep>& steps, sim::Time since,
                       const scenarios::WorldWords& words) {
  std::vector<std::string> rows;
  for (const WalkStep& step : steps) rows.push_back("    " + step_json(step, since, words));
  return rows.empty() ? "[]" : fmt::format("[\n{}]", fmt::join(rows, ",\n"));
}

std::string answer_json(const scenarios::Built& built, const dns::LookupResult& result,
                        const scenarios::WorldWords& words) {
  const dns::RecordStore& records = built.world.dns.records;
  std::vector<std::string> rows;
  for (const dns::SetView& view : result.answer)
    for_each_record(records, view, [&](const dns::Rdata& data) {
      const auto type = view.synthesised ? dns::RecordType::cname : records.set(view.set).type;
      rows.push_back(fmt::format("{{\"name\": {}, \"ttl\": {}, \"type\": \"{}\", \"data\": {}}}",
                                 json_string(words.name(view.owner)), view.ttl, to_text(type),
                                 json_string(words.data(view.set, data))));
    });
  return fmt::format("[{}]", fmt::join(rows, ", "));
}

const char* status_key(dns::LookupStatus status) {
  using Status = dns::LookupStatus;
  switch (status) {
    case Status::found: return "found";
    case Status::no_data: return "no_data";
    case Status::nx_domain: return "nx_domain";
    case Status::try_again: return "try_again";
    case Status::timed_out: return "timed_out";
    case Status::malformed: return "malformed";
  }
  return "";
}

}  // namespace

std::string walk_json(const scenarios::Built& built, const scenarios::LookupWalk& walk,
                      const scenarios::WorldWords& words) {
  const auto layers = count_layers(walk, built.world.dns.names);
  return fmt::format(
      "{{\"latency_ns\": {}, \"upstream_queries\": {{\"root\": {}, \"tld\": {}, \"leaf\": {}}}, "
      "\"steps\": {}, \"not_waited_for\": {}}}",
      walk.total().ns, layers[0], layers[1], layers[2], steps_json(walk.path, walk.begin, words),
      steps_json(walk.beside, walk.begin, words));
}

std::string lookup_json(const scenarios::Built& built, const scenarios::Lookup& lookup,
                        const std::string& asker) {
  const scenarios::WorldWords words(built);
  return fmt::format(
      "{{\"question\": {},\n \"asked_in\": {}, \"asked_at_ns\": {}, \"status\": \"{}\", "
      "\"rcode\": \"{}\", \"authentic\": {},\n \"answer\": {},\n \"walk\": {}}}",
      question_json(lookup.result.question, words), json_string(asker), lookup.walk.begin.ns,
      status_key(lookup.result.status), to_text(lookup.result.rcode), lookup.result.authentic,
      answer_json(built, lookup.result, words), walk_json(built, lookup.walk, words));
}

std::string checker_json(const scenarios::CheckerView& view, const scenarios::WorldWords& words) {
  std::vector<std::string> rows;
  for (const scenarios::AnswerShare& share : view.shares)
    rows.push_back(fmt::format("{{\"answer\": {}, \"resolvers\": {}, \"users\": {}}}",
                               json_string(share.answer), share.resolvers, share.users));
  return fmt::format(
      "{{\"question\": {}, \"asked_at_ns\": {}, \"resolvers\": {}, \"users\": {}, "
      "\"users_unreached\": {},\n \"answers\": [{}]}}",
      question_json(view.question, words), view.asked.ns, view.resolvers, view.users,
      view.users_unreached, fmt::join(rows, ", "));
}

}  // namespace waypost::cli
