// SPDX-License-Identifier: Apache-2.0
#include "scenarios/results/lookup_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace waypost::scenarios {
namespace {

using Out = fmt::memory_buffer;
using Kind = WalkStep::Kind;

constexpr std::size_t kTimes = 14;  ///< columns of a length of time

template <class... Args>
void line(Out& out, fmt::format_string<Args...> text, Args&&... args) {
  fmt::format_to(std::back_inserter(out), text, std::forward<Args>(args)...);
  out.push_back('\n');
}

std::string asked_text(const StepWords& s) {
  const std::string zone = s.zone == "." ? "root" : s.zone;
  if (s.server.empty()) return fmt::format("{}: {}, which is nobody's address", zone, s.address);
  return fmt::format("{}: {} in {} ({})", zone, s.server, s.place, s.address);
}

/// What a step is, in one or two lines.
std::vector<std::string> step_lines(const WalkStep& step, const StepWords& s) {
  switch (step.kind) {
    case Kind::upstream: {
      const std::string why = s.purpose.empty() ? "" : fmt::format(" ({})", s.purpose);
      const std::string before = step.begun_before ? ", asked earlier for another client" : "";
      return {asked_text(s), fmt::format("  {}?  {}{}{}", s.question, s.outcome, why, before)};
    }
    case Kind::to_server:
      return {fmt::format("query to {} in {} ({})", s.server, s.place, s.address)};
    case Kind::at_work: return {fmt::format("{}: {}", s.server, s.outcome)};
    case Kind::to_client: return {fmt::format("answer back from {}", s.server)};
    case Kind::gave_up:
    case Kind::turned_away: return {fmt::format("query to {}: {}", s.address, s.outcome)};
    case Kind::waiting: return {"waits: " + s.outcome};
  }
  return {};
}

void print_step(Out& out, const WalkStep& step, sim::Time since, const WorldWords& words) {
  const std::string took = step.end == sim::kNever ? "..." : milliseconds(step.took());
  const std::string indent(2 * std::min<std::size_t>(step.depth, 4), ' ');
  std::string times =
      fmt::format("{:>{}} {:>{}}", milliseconds(step.begin - since), kTimes, took, kTimes);
  for (const std::string& text : step_lines(step, describe(step, words)))
    for (const std::string& row : wrapped(indent + text, kPageColumns - 2 * kTimes - 3)) {
      line(out, "{}  {}", times, row);
      times.assign(times.size(), ' ');
    }
}

void print_answer(Out& out, const Built& built, const dns::LookupResult& result,
                  const WorldWords& words) {
  const dns::RecordStore& records = built.world.dns.records;
  for (const dns::SetView& view : result.answer) {
    const dns::RecordType type =
        view.synthesised ? dns::RecordType::cname : records.set(view.set).type;
    for_each_record(records, view, [&](const dns::Rdata& data) {
      line(out, "  {:<40} {:>7} {:<6} {}", words.name(view.owner), view.ttl, to_text(type),
           words.data(view.set, data));
    });
  }
}

/// Where the answer came from, as far as the walk tells.
std::string origin_text(const Lookup& lookup) {
  using Status = dns::LookupStatus;
  if (lookup.result.status == Status::timed_out) return "";
  const auto& path = lookup.walk.path;
  if (std::any_of(path.begin(), path.end(), [](const WalkStep& s) { return s.from_cache; }))
    return "from the cache";
  const auto joined = [](const WalkStep& s) { return s.begun_before; };
  if (std::any_of(path.begin(), path.end(), joined)) return "from a lookup already under way";
  return "looked up for this question";
}

void print_sum(Out& out, const LookupWalk& walk) {
  sim::Duration sum{};
  for (const WalkStep& step : walk.path) sum += step.took();
  line(out, "{:{}}{:->{}}", "", kTimes + 1, "", kTimes);
  line(out, "{:>{}}  sum of the steps; the client waited {} ms", milliseconds(sum), 2 * kTimes + 1,
       milliseconds(walk.total()));
}

void print_layers(Out& out, const Built& built, const LookupWalk& walk) {
  const LayerCounts n = count_layers(walk, built.world.dns.names);
  const std::uint64_t all = std::accumulate(n.begin(), n.end(), std::uint64_t{0});
  line(out, "\nQueries sent by resolvers: {}{}", all,
       all == 0 ? "" : fmt::format(" (root {}, top level {}, below {})", n[0], n[1], n[2]));
}

}  // namespace

std::string status_text(const dns::LookupResult& result) {
  using Status = dns::LookupStatus;
  switch (result.status) {
    case Status::found: return "NOERROR";
    case Status::no_data: return "NOERROR, but no data of this type";
    case Status::nx_domain: return "NXDOMAIN: there is no such name";
    case Status::try_again: return fmt::format("{}: no server could tell", to_text(result.rcode));
    case Status::timed_out: return "no answer: every query timed out";
    case Status::malformed: return "FORMERR";
  }
  return {};
}

std::string lookup_text(const Built& built, const Lookup& lookup, const std::string& asker) {
  const WorldWords words(built);
  const LookupWalk& walk = lookup.walk;
  Out out;
  line(out, "{} {}?  asked in {} at {}", words.name(lookup.result.question.qname),
       to_text(lookup.result.question.qtype), asker, since_start(walk.begin));
  const std::string origin = origin_text(lookup);
  const bool answered = lookup.result.status != dns::LookupStatus::timed_out;
  line(out, "\nAnswer: {}{}{}{}", status_text(lookup.result), answered ? "; flags qr rd ra" : "",
       lookup.result.authentic ? " ad" : "", origin.empty() ? "" : "; " + origin);
  print_answer(out, built, lookup.result, words);
  line(out, "\nWhat the client waited for, in ms\n{:>{}} {:>{}}", "begins", kTimes, "takes",
       kTimes);
  for (const WalkStep& step : walk.path) print_step(out, step, walk.begin, words);
  print_sum(out, walk);
  if (!walk.beside.empty()) {
    line(out, "\nAt the same time, not waited for");
    for (const WalkStep& step : walk.beside) print_step(out, step, walk.begin, words);
  }
  print_layers(out, built, walk);
  return to_string(out);
}

}  // namespace waypost::scenarios
