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

constexpr const char* kQueryColumns = "Columns: seconds,qname,qtype";
constexpr const char* kMessageColumns = "Columns: seconds,to,octets";

std::string_view take_until(std::string_view& text, char end) {
  const std::size_t n = std::min(text.find(end), text.size());
  const std::string_view taken = text.substr(0, n);
  text.remove_prefix(std::min(n + 1, text.size()));
  return taken;
}

/// Tells mistakes of rows, the first twenty.
class RowCheck {
 public:
  RowCheck(const std::string& file, const std::string& path, const char* hint, Problems& problems)
      : file_(file), path_(path), hint_(hint), problems_(problems) {}
  void wrong(int line, const std::string& what) {
    constexpr int kMostMistakes = 20;
    if (++mistakes_ <= kMostMistakes)
      problems_.add(path_, fmt::format("{}:{}: {}", file_, line, what), hint_);
  }

 private:
  const std::string &file_, &path_;
  const char* hint_;
  Problems& problems_;
  int mistakes_ = 0;
};

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

Recording read_recording(const std::string& file, const std::string& path, Problems& problems) {
  Recording recording{file, path, {}};
  const auto content = read_whole_file(file);
  if (!content) {
    const bool missing = !std::filesystem::exists(file);
    problems.add(
        path, fmt::format("{}: {}", file, content.wrong().what),
        missing ? "File names are relative to the scenario's folder" : "A recording is a CSV file");
    return recording;
  }
  RowCheck check(file, path, "The first column is seconds since the start", problems);
  std::string_view rest = *content;
  for (int line = 1; !rest.empty(); ++line) {
    std::string_view row = take_until(rest, '\n');
    if (row.ends_with('\r')) row.remove_suffix(1);
    if (row.empty() || row.front() == '#' || (line == 1 && row.starts_with("seconds,"))) continue;
    const std::string_view seconds = take_until(row, ',');
    const auto at = parse_duration(std::string(seconds) + "s");
    if (!at && recording.rows.empty() && seconds.find_first_of("0123456789") == seconds.npos) {
      check.wrong(line, fmt::format("\"{}\" is no header: it begins with \"seconds,\"",
                                    seconds.substr(0, 40)));
      continue;
    }
    if (!at) {
      check.wrong(line, fmt::format("\"{}\" is no number of seconds", seconds.substr(0, 40)));
      continue;
    }
    const sim::Time time = sim::Time{} + *at;
    if (!recording.rows.empty() && time < recording.rows.back().at)
      check.wrong(line, "is earlier than the row before");
    else
      recording.rows.push_back({time, std::string(row), line});
  }
  return recording;
}

std::vector<dns::Question> recorded_questions(const Recording& recording, dns::NameTable& names,
                                              Problems& problems) {
  RowCheck check(recording.file, recording.path, kQueryColumns, problems);
  std::vector<dns::Question> questions;
  for (const RecordedRow& row : recording.rows) {
    std::string_view type = row.columns;
    const std::string name(take_until(type, ','));
    dns::Question question;
    if (const auto wrong = check_domain_name(name))
      check.wrong(row.line, wrong->what);
    else if (!dns::parse_record_type(type, question.qtype))
      check.wrong(row.line, fmt::format("unknown record type \"{}\"", type.substr(0, 40)));
    else
      question.qname = names.intern(name);
    questions.push_back(question);
  }
  return questions;
}

std::vector<workload::RecordedMessage> recorded_messages(const Recording& recording,
                                                         dns::NameTable& names,
                                                         Problems& problems) {
  RowCheck check(recording.file, recording.path, kMessageColumns, problems);
  std::vector<workload::RecordedMessage> messages;
  for (const RecordedRow& row : recording.rows) {
    std::string_view rest = row.columns;
    const std::vector<std::string_view> to = words_of(take_until(rest, ','));
    workload::RecordedMessage message;
    if (to.empty()) check.wrong(row.line, "no recipient");
    for (const std::string_view word : to) {
      const std::string domain = domain_in(word);
      if (const auto wrong = check_domain_name(domain))
        check.wrong(row.line, wrong->what);
      else
        message.to.push_back(names.intern(domain));
    }
    const auto octets = parse_count(std::string(rest));
    if (!octets || *octets < 1 || *octets > 1'000'000'000)
      check.wrong(row.line,
                  fmt::format("\"{}\" is no number of octets from 1 to 10^9", rest.substr(0, 40)));
    else
      message.octets = static_cast<std::uint32_t>(*octets);
    messages.push_back(std::move(message));
  }
  return messages;
}

}  // namespace waypost::scenarios
