// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/recording.hpp"

#include <fmt/format.h>

#include <optional>

#include "models/dns/record.hpp"
#include "scenarios/load/read_file.hpp"
#include "scenarios/load/units.hpp"

namespace waypost::scenarios {
namespace {

std::string_view take_until(std::string_view& text, char end) {
  const std::size_t n = std::min(text.find(end), text.size());
  const std::string_view taken = text.substr(0, n);
  text.remove_prefix(std::min(n + 1, text.size()));
  return taken;
}

/// What is wrong with the row, or nothing.
std::optional<std::string> read_row(std::string_view row, RecordedQuery& query) {
  const std::string_view seconds = take_until(row, ',');
  query.name = take_until(row, ',');
  query.type = row;
  const auto at = parse_duration(std::string(seconds) + "s");
  if (!at) return fmt::format("\"{}\" is no number of seconds", seconds);
  query.at = sim::Time{} + *at;
  dns::RecordType type{};
  if (query.name.empty()) return "no name";
  if (!dns::parse_record_type(query.type, type))
    return fmt::format("unknown record type \"{}\"", query.type);
  return std::nullopt;
}

}  // namespace

std::vector<RecordedQuery> read_query_recording(const std::string& file, const std::string& path,
                                                Problems& problems) {
  constexpr int kMostMistakes = 20;
  const auto content = read_whole_file(file);
  if (!content) {
    problems.add(path, content.wrong().what, content.wrong().hint);
    return {};
  }
  std::vector<RecordedQuery> queries;
  std::string_view rest = *content;
  int line = 0, mistakes = 0;
  while (!rest.empty() && mistakes < kMostMistakes) {
    std::string_view row = take_until(rest, '\n');
    ++line;
    if (row.ends_with('\r')) row.remove_suffix(1);
    if (row.empty() || row.front() == '#' || (line == 1 && row == "seconds,qname,qtype")) continue;
    RecordedQuery query;
    std::optional<std::string> wrong = read_row(row, query);
    if (!wrong && !queries.empty() && query.at < queries.back().at)
      wrong = "is earlier than the row before";
    if (wrong) {
      problems.add(path, fmt::format("{}:{}: {}", file, line, *wrong),
                   "Columns: seconds,qname,qtype");
      ++mistakes;
      continue;
    }
    queries.push_back(std::move(query));
  }
  return queries;
}

}  // namespace waypost::scenarios
