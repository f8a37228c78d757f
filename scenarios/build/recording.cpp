// SPDX-License-Identifier: Apache-2.0
#include "scenarios/build/recording.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "models/dns/record.hpp"
#include "scenarios/load/check_text.hpp"
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

/// What stands between blanks.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty())
    if (const std::string_view word = take_until(text, ' '); !word.empty()) words.push_back(word);
  return words;
}

/// Of "user@domain"; a text without "@" is a domain itself.
std::string domain_in(std::string_view text) {
  const std::size_t at = text.rfind('@');
  return std::string(at == text.npos ? text : text.substr(at + 1));
}

}  // namespace

std::vector<std::string> recorded_names(const std::string& file) {
  std::vector<std::string> names;
  const auto content = read_whole_file(file);
  if (!content) return names;
  for (std::string_view rest = *content; !rest.empty();) {
    std::string_view row = take_until(rest, '\n');
    take_until(row, ',');
    for (const std::string_view word : words_of(take_until(row, ',')))
      if (std::string name = domain_in(word); !check_domain_name(name))
        names.push_back(std::move(name));
  }
  return names;
}

std::optional<Wrong> check_query_columns(std::string_view columns) {
  constexpr const char* kColumns = "Columns: seconds,qname,qtype";
  const std::string name(take_until(columns, ','));
  if (const auto wrong = check_domain_name(name)) return Wrong{wrong->what, kColumns};
  dns::RecordType type{};
  if (!dns::parse_record_type(columns, type))
    return Wrong{fmt::format("unknown record type \"{}\"", columns.substr(0, 40)), kColumns};
  return std::nullopt;
}

std::optional<Wrong> check_message_columns(std::string_view columns) {
  constexpr const char* kColumns = "Columns: seconds,to,octets";
  const std::vector<std::string_view> to = words_of(take_until(columns, ','));
  if (to.empty()) return Wrong{"no recipient", kColumns};
  for (const std::string_view word : to)
    if (const auto wrong = check_domain_name(domain_in(word))) return Wrong{wrong->what, kColumns};
  const auto octets = parse_count(std::string(columns));
  if (!octets || *octets < 1 || *octets > 1'000'000'000)
    return Wrong{fmt::format("\"{}\" is no number of octets from 1 to 10^9", columns.substr(0, 40)),
                 kColumns};
  return std::nullopt;
}

namespace {

/// Reads a row to the end of `rows`, or says what is wrong with it. `last`: the time of the row
/// before, good or not; none before the first.
std::optional<Wrong> read_row(std::string_view row, ColumnCheck check,
                              std::optional<sim::Time>& last, Recording& rows) {
  constexpr const char* kFirst = "The first column is seconds since the start";
  const std::string_view seconds = take_until(row, ',');
  const auto at = parse_duration(std::string(seconds) + "s");
  if (!at && !last && seconds.find_first_of("0123456789") == seconds.npos)
    return Wrong{
        fmt::format("\"{}\" is no header: it begins with \"seconds,\"", seconds.substr(0, 40)),
        kFirst};
  if (!at)
    return Wrong{fmt::format("\"{}\" is no number of seconds", seconds.substr(0, 40)), kFirst};
  const sim::Time time = sim::Time{} + *at;
  if (last && time < *last) return Wrong{"is earlier than the row before", kFirst};
  last = time;
  if (auto wrong = check(row)) return wrong;
  rows.push_back({time, std::string(row)});
  return std::nullopt;
}

}  // namespace

Recording read_recording(const std::string& file, ColumnCheck check, const std::string& path,
                         Problems& problems) {
  constexpr int kMostMistakes = 20;
  Recording rows;
  const auto content = read_whole_file(file);
  if (!content) {
    const bool missing = !std::filesystem::exists(file);
    problems.add(
        path, fmt::format("{}: {}", file, content.wrong().what),
        missing ? "File names are relative to the scenario's folder" : "A recording is a CSV file");
    return rows;
  }
  std::string_view rest = *content;
  std::optional<sim::Time> last;
  int mistakes = 0;
  for (int line = 1; !rest.empty(); ++line) {
    std::string_view row = take_until(rest, '\n');
    if (row.ends_with('\r')) row.remove_suffix(1);
    if (row.empty() || row.front() == '#' || (line == 1 && row.starts_with("seconds,"))) continue;
    const auto wrong = read_row(row, check, last, rows);
    if (wrong && ++mistakes <= kMostMistakes)
      problems.add(path, fmt::format("{}:{}: {}", file, line, wrong->what), wrong->hint);
  }
  return rows;
}

std::vector<dns::Question> recorded_questions(const Recording& recording, dns::NameTable& names) {
  std::vector<dns::Question> questions;
  for (const RecordedRow& row : recording) {
    std::string_view type = row.columns;
    dns::Question question;
    question.qname = names.intern(std::string(take_until(type, ',')));
    dns::parse_record_type(type, question.qtype);
    questions.push_back(question);
  }
  return questions;
}

std::vector<workload::RecordedMessage> recorded_messages(const Recording& recording,
                                                         dns::NameTable& names) {
  std::vector<workload::RecordedMessage> messages;
  for (const RecordedRow& row : recording) {
    std::string_view octets = row.columns;
    workload::RecordedMessage message;
    for (const std::string_view word : words_of(take_until(octets, ',')))
      message.to.push_back(names.intern(domain_in(word)));
    message.octets = static_cast<std::uint32_t>(*parse_count(std::string(octets)));
    messages.push_back(std::move(message));
  }
  return messages;
}

}  // namespace waypost::scenarios
