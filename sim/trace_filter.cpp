// SPDX-License-Identifier: Apache-2.0
#include "sim/trace_filter.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace waypost::sim {
namespace {

[[noreturn]] void refuse(std::string_view term, const std::string& why) {
  throw std::invalid_argument("trace filter: '" + std::string(term) + "' " + why);
}

struct Unit {
  std::string_view word;
  double seconds;
};
constexpr Unit kUnits[] = {{"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};

/// Takes "90s" or "1.5h" off the front of `text`; its seconds, or a negative number when there is
/// none.
double take_seconds(std::string_view& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || !(number >= 0 && number < 1e6)) return -1;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  const std::size_t letters = std::min(text.find_first_of("0123456789."), text.size());
  for (const Unit& unit : kUnits) {
    if (unit.word != text.substr(0, letters)) continue;
    text.remove_prefix(letters);
    return number * unit.seconds;
  }
  return -1;
}

/// "90s", "1.5h", "2h1m": numbers with their units, as in scenarios.
Time parse_time(std::string_view term, std::string_view text) {
  double sum = 0, part = 0;
  while (!text.empty() && part >= 0) sum += part = take_seconds(text);
  if (part >= 0 && sum < 9e9) return Time{} + from_seconds(sum);
  refuse(term, "needs a time with a unit, such as 90s, 5m, 2h or 1h30m");
}

void parse_term(std::string_view term, TraceFilter& filter) {
  const std::size_t colon = term.find(':');
  const std::string_view sort = term.substr(0, colon);
  const std::string_view rest = colon == term.npos ? "" : term.substr(colon + 1);
  if (rest.empty())
    refuse(term, "is none of: all, none, kind:GLOB, entity:GLOB, from:TIME, to:TIME");
  if (sort == "kind") {
    filter.kinds.emplace_back(rest);
  } else if (sort == "entity") {
    filter.entities.emplace_back(rest);
  } else if (sort == "from") {
    filter.from = parse_time(term, rest);
  } else if (sort == "to") {
    filter.to = parse_time(term, rest);
  } else {
    refuse(term, "begins with none of: kind:, entity:, from:, to:");
  }
}

bool any_matches(const std::vector<std::string>& globs, std::string_view text) {
  return globs.empty() || std::any_of(globs.begin(), globs.end(), [text](const std::string& glob) {
           return glob_matches(glob, text);
         });
}

}  // namespace

// Greedy with one point of return: the last * takes one character more each time the rest fails.
bool glob_matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = pattern.npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != pattern.npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == pattern.npos;
}

TraceFilter TraceFilter::parse(std::string_view text) {
  TraceFilter filter;
  filter.nothing = text == "none";
  if (text == "all" || text == "none") return filter;
  bool any = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(", "), text.size());
    if (end > 0) parse_term(text.substr(0, end), filter), any = true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (!any) refuse(text, "is empty: write all, none, or terms such as kind:dns.*");
  if (filter.from > filter.to) refuse("from:", "is later than to:");
  return filter;
}

bool TraceFilter::wants_kind(std::string_view kind) const { return any_matches(kinds, kind); }
bool TraceFilter::wants_entity(std::string_view path) const { return any_matches(entities, path); }

template <class Decide>
bool FilteredTrace::remembered(std::vector<Verdict>& verdicts, std::size_t id, Decide&& decide) {
  if (id >= verdicts.size()) verdicts.resize(id + 1, Verdict::kUnknown);
  if (verdicts[id] == Verdict::kUnknown) verdicts[id] = decide() ? Verdict::kYes : Verdict::kNo;
  return verdicts[id] == Verdict::kYes;
}

void FilteredTrace::record(const TraceRecord& r) {
  if (!filter_.wants_time(Time{r.time})) return;
  const bool kind_wanted = filter_.kinds.empty() || remembered(kinds_, r.kind, [&] {
                             return filter_.wants_kind(legend_.kind ? legend_.kind(r.kind) : "");
                           });
  if (!kind_wanted) return;
  if (!filter_.entities.empty()) {
    if (r.entity == kNoId) return;
    const bool wanted = remembered(entities_, r.entity, [&] {
      return filter_.wants_entity(legend_.entity ? legend_.entity(r.entity) : "");
    });
    if (!wanted) return;
  }
  next_.record(r);
}

}  // namespace waypost::sim
