// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "scenarios/load/read_file.hpp"
#include "scenarios/replay/entry_reader.hpp"
#include "scenarios/replay/script.hpp"

namespace waypost::replay {
namespace {

constexpr std::size_t kMostItems = 100'000;  ///< entries and steps of one file

std::string unquoted(std::string text) {
  if (text.size() >= 2 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0])
    return text.substr(1, text.size() - 2);
  return text;
}

/// The words from `first` on, as one text.
std::string joined(const std::vector<std::string>& words, std::size_t first) {
  std::string text;
  for (std::size_t i = first; i < words.size(); ++i) text += (i > first ? " " : "") + words[i];
  return text;
}

bool is_clause(const std::string& key) {
  constexpr std::array<const char*, 6> kClauses{"server",         "stub-zone", "forward-zone",
                                                "remote-control", "auth-zone", "view"};
  return std::find(kClauses.begin(), kClauses.end(), key) != kClauses.end();
}

/// Everything between BEGIN lines and their END, by the grammar of ../shared/rpl's README.
class Reader {
 public:
  Reader(std::string_view text, Script& script) : lines_(text), script_(script) {}

  void read() {
    read_config();
    read_scenario();
  }

 private:
  void read_config();
  void add_options(std::string text, int line);
  void read_scenario();
  void read_range();
  void read_step();
  void read_time(const std::vector<std::string>& words, Step& step);
  void read_infra(const std::vector<std::string>& words, Step& step);
  void read_message_name(const std::vector<std::string>& words, Step& step);
  void read_assign(const std::vector<std::string>& words, Step& step);
  void take_entry(Step& step);

  Lines lines_;
  Script& script_;
  RecordDefaults defaults_;
  std::string clause_;
  int section_ = 0;
  std::size_t items_ = 0;
};

/// One or several "key: value" of one line; a value runs to the next word that ends in a colon.
void Reader::add_options(std::string text, int line) {
  if (const std::size_t comment = text.find_first_of("#;"); comment != std::string::npos)
    text.resize(comment);
  std::vector<std::string> words = words_of(text);
  for (std::size_t i = 0; i < words.size();) {
    if (words[i].back() != ':')
      malformed(line, "\"" + words[i] + "\" is no \"option: value\" of the configuration");
    std::string key = words[i].substr(0, words[i].size() - 1);
    ++i;
    if (is_clause(key)) {
      clause_ = key;
      ++section_;
      continue;
    }
    std::string value;
    for (; i < words.size() && words[i].back() != ':'; ++i)
      value += (value.empty() ? "" : " ") + words[i];
    script_.options.push_back(
        {clause_, std::move(key), unquoted(std::move(value)), section_, line});
  }
}

void Reader::read_config() {
  while (lines_.next()) {
    if (starts_with_word(lines_.text(), "CONFIG_END")) {
      // Deckard's configuration has no clauses.
      if (section_ == 0 && !script_.options.empty()) script_.dialect = Dialect::deckard;
      return;
    }
    if (starts_with_word(lines_.text(), "SCENARIO_BEGIN"))
      malformed(lines_.number(), "SCENARIO_BEGIN before CONFIG_END");
    add_options(std::string(lines_.text()), lines_.number());
  }
  malformed(lines_.number(), "the file has no CONFIG_END");
}

void Reader::read_scenario() {
  constexpr std::string_view kBegin = "SCENARIO_BEGIN";
  while (lines_.next() && !starts_with_word(lines_.text(), kBegin)) {
  }
  if (lines_.text().empty()) malformed(lines_.number(), "the file has no SCENARIO_BEGIN");
  const std::string_view title = lines_.text().substr(kBegin.size());
  script_.title = title.substr(std::min(title.size(), title.find_first_not_of(" \t")));
  while (lines_.next()) {
    if (starts_with_word(lines_.text(), "SCENARIO_END")) return;
    if (++items_ > kMostItems) unsupported(lines_.number(), "more than 100,000 items");
    if (take_directive(lines_.text(), lines_.number(), defaults_)) continue;
    if (starts_with_word(lines_.text(), "RANGE_BEGIN"))
      read_range();
    else if (starts_with_word(lines_.text(), "STEP"))
      read_step();
    else if (starts_with_word(lines_.text(), "ENTRY_BEGIN"))
      malformed(lines_.number(), "an entry outside of any range or step");
  }
  malformed(lines_.number(), "the file has no SCENARIO_END");
}

void Reader::read_range() {
  const int begun = lines_.number();
  const std::vector<std::string> words = words_of(lines_.text());
  if (words.size() < 3) malformed(begun, "RANGE_BEGIN takes two step numbers");
  Range range;
  range.first = to_int(words[1], begun, "the first step");
  range.last = to_int(words[2], begun, "the last step");
  for (std::size_t i = 3; i < words.size(); ++i)
    range.addresses.push_back(to_address(words[i], begun));
  while (lines_.next()) {
    if (starts_with_word(lines_.text(), "RANGE_END")) {
      script_.ranges.push_back(std::move(range));
      return;
    }
    if (++items_ > kMostItems) unsupported(lines_.number(), "more than 100,000 items");
    if (take_directive(lines_.text(), lines_.number(), defaults_)) continue;
    const std::vector<std::string> line = words_of(lines_.text());
    if (line[0] == "ADDRESS") {
      if (line.size() < 2) malformed(lines_.number(), "ADDRESS takes an IP address");
      range.addresses.push_back(to_address(line[1], lines_.number()));
    } else if (line[0] == "ENTRY_BEGIN") {
      range.entries.push_back(read_entry(lines_, defaults_, script_.file));
    } else {
      malformed(lines_.number(), "\"" + line[0] + "\" has no place in a range");
    }
  }
  malformed(begun, "the range has no RANGE_END");
}

void Reader::take_entry(Step& step) {
  while (lines_.next()) {
    if (take_directive(lines_.text(), lines_.number(), defaults_)) continue;
    if (!starts_with_word(lines_.text(), "ENTRY_BEGIN")) break;
    step.entry = read_entry(lines_, defaults_, script_.file);
    const bool asks = step.kind == Step::Kind::query;
    if (asks && !step.entry.question) malformed(step.line, "the query has no question");
    return;
  }
  malformed(step.line, "the step has no entry");
}

void Reader::read_time(const std::vector<std::string>& words, Step& step) {
  if (words.size() >= 5 && words[3] == "EVAL") {
    step.expression = joined(words, 4);
    return;
  }
  if (words.size() < 5 || words[3] != "ELAPSE")
    malformed(step.line, "TIME_PASSES is followed by ELAPSE and seconds");
  step.elapse_seconds = to_double(words[4], step.line, "the time");
}

/// STEP n FLUSH_MESSAGE owner [class] type
void Reader::read_message_name(const std::vector<std::string>& words, Step& step) {
  if (words.size() < 5) malformed(step.line, words[2] + " takes a name and a type");
  step.asked = read_question({words.begin() + 3, words.end()}, step.line, defaults_);
}

/// STEP n ASSIGN variable = expression
void Reader::read_assign(const std::vector<std::string>& words, Step& step) {
  if (words.size() < 6 || words[4] != "=")
    malformed(step.line, "ASSIGN is followed by a variable, \"=\" and its value");
  step.variable = words[3];
  step.expression = joined(words, 5);
}

void Reader::read_infra(const std::vector<std::string>& words, Step& step) {
  if (words.size() < 6) malformed(step.line, "INFRA_RTT takes an address, a zone and milliseconds");
  step.address = to_address(words[3], step.line);
  step.zone = words[4];
  step.rtt_ms = to_double(words[5], step.line, "the round trip");
}

void Reader::read_step() {
  using Kind = Step::Kind;
  constexpr std::array<std::pair<const char*, Kind>, 13> kKinds{
      {{"QUERY", Kind::query},
       {"CHECK_ANSWER", Kind::check_answer},
       {"CHECK_OUT_QUERY", Kind::check_out_query},
       {"REPLY", Kind::reply},
       {"TIMEOUT", Kind::timeout},
       {"ERROR", Kind::error},
       {"NOTHING", Kind::nothing},
       {"TRAFFIC", Kind::traffic},
       {"TIME_PASSES", Kind::time_passes},
       {"INFRA_RTT", Kind::infra_rtt},
       {"FLUSH_MESSAGE", Kind::flush_message},
       {"EXPIRE_MESSAGE", Kind::expire_message},
       {"ASSIGN", Kind::assign}}};
  const std::vector<std::string> words = words_of(lines_.text());
  Step step;
  step.line = lines_.number();
  if (words.size() < 3) malformed(step.line, "STEP takes a number and a kind");
  step.number = to_int(words[1], step.line, "the step");
  if (!script_.steps.empty() && step.number <= script_.steps.back().number)
    malformed(step.line, "step " + words[1] + " does not come after step " +
                             std::to_string(script_.steps.back().number));
  const auto known = std::find_if(kKinds.begin(), kKinds.end(),
                                  [&](const auto& k) { return words[2] == k.first; });
  if (known == kKinds.end()) malformed(step.line, "there is no step \"" + words[2] + "\"");
  step.kind = known->second;
  if (step.kind == Kind::time_passes) read_time(words, step);
  if (step.kind == Kind::infra_rtt) read_infra(words, step);
  if (step.kind == Kind::flush_message || step.kind == Kind::expire_message)
    read_message_name(words, step);
  if (step.kind == Kind::assign) read_assign(words, step);
  if (words.size() >= 5 && words[3] == "ADDRESS") step.address = to_address(words[4], step.line);
  if (step.kind <= Kind::reply) take_entry(step);
  script_.steps.push_back(std::move(step));
}

}  // namespace

std::string to_text(const std::string& file, const Refusal& refusal) {
  const std::string where = refusal.line > 0 ? file + ":" + std::to_string(refusal.line) : file;
  return where + ": " + (refusal.unsupported ? "not supported: " : "") + refusal.what;
}

ReadScript read_script(std::string_view text, const std::string& file) {
  ReadScript read;
  read.script.file = file;
  try {
    Reader(text, read.script).read();
  } catch (const Fault& fault) {
    read.refusal = fault.refusal;
  }
  return read;
}

ReadScript read_script_file(const std::string& path) {
  const auto bytes = scenarios::read_whole_file(path);
  if (bytes) return read_script(*bytes, path);
  ReadScript read;
  read.refusal = Refusal{0, false, bytes.wrong().what};
  return read;
}

}  // namespace waypost::replay
