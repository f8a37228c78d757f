// SPDX-License-Identifier: Apache-2.0
// Text form. protobuf's parser stops at the first hard mistake; here the field around it is blanked
// out and the text parsed again, until nothing is left to say. Lines and columns stay what they
// were.
#include <fmt/format.h>
#include <google/protobuf/io/tokenizer.h>

#include <algorithm>

#include "scenarios/load/parse.hpp"
#include "scenarios/load/read_file.hpp"
#include "scenarios/load/suggest.hpp"
#include "scenarios/load/text_tokens.hpp"

namespace waypost::scenarios {
namespace {
using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::TextFormat;

constexpr std::size_t kMostMistakes = 100;
constexpr std::size_t kMostWords = 300;  // of one complaint: it may quote the input at length
constexpr std::size_t kMostParsedOctets = 512ULL << 20;  // over all rounds: bounds the time

struct Complaint {
  int line;
  int column;
  std::string text;
};

class Collector : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& text) override {
    errors.push_back({line, column, text.substr(0, kMostWords)});
  }
  void AddWarning(int line, int column, const std::string& text) override {
    warnings.push_back({line, column, text.substr(0, kMostWords)});
  }
  std::vector<Complaint> errors;
  std::vector<Complaint> warnings;
};

/// protobuf places these mistakes at the token after the one that they are about.
bool is_about_token_before(const std::string& text) {
  for (const char* start : {"Message type", "Unknown enumeration", "Non-repeated field", "Field \"",
                            "Expected \":\"", "Expected \"{\""})
    if (text.starts_with(start)) return true;
  return false;
}

/// protobuf's sentence in our words.
struct Explanation {
  std::string what;
  std::string hint;
};

/// Names of all enum values that a field of this name takes anywhere in the schema.
std::vector<std::string> enum_candidates(const std::string& field_name) {
  std::vector<std::string> names;
  std::vector<const Descriptor*> open{schema::Scenario::descriptor()};
  std::set<const Descriptor*> seen(open.begin(), open.end());
  while (!open.empty()) {
    const Descriptor* type = open.back();
    open.pop_back();
    for (int i = 0; i < type->field_count(); ++i) {
      const auto* field = type->field(i);
      if (field->enum_type() != nullptr && field->name() == field_name)
        for (std::string& name : enum_names(*field->enum_type())) names.push_back(std::move(name));
      if (field->message_type() != nullptr && seen.insert(field->message_type()).second)
        open.push_back(field->message_type());
    }
  }
  return names;
}

Explanation explain_unknown_field(const std::string& type_name, const std::string& name,
                                  std::set<std::string>& mentioned) {
  const Descriptor* type = DescriptorPool::generated_pool()->FindMessageTypeByName(type_name);
  mentioned.insert(name);
  if (type == nullptr) return {fmt::format("unknown field \"{}\"", name), ""};
  std::vector<std::string> names;
  for (int i = 0; i < type->field_count(); ++i) names.push_back(type->field(i)->name());
  mentioned.insert(nearest(name, names));
  mentioned.insert(type->name());
  return {fmt::format("{} has no field \"{}\"", type->name(), name),
          unknown_field_hint(*type, name)};
}

/// The n-th text in double quotes in one of protobuf's sentences, counted from 0.
std::string quoted(const std::string& text, int n) {
  std::size_t begin = text.find('"');
  for (; begin != std::string::npos; --n) {
    const std::size_t end = text.find('"', begin + 1);
    if (end == std::string::npos) break;
    if (n == 0) return text.substr(begin + 1, end - begin - 1);
    begin = text.find('"', end + 1);
  }
  return {};
}

/// "Expected string, got: 5" -> what is wrong with the 5.
Explanation explain_kind(const std::string& text, const std::string& field) {
  const std::string got = text.substr(text.find("got: ") + 5);
  if (text.starts_with("Expected string"))
    return {fmt::format("{} takes text in quotes, not {}", field, got),
            fmt::format("Write \"{}\", with its unit if it has one", got)};
  if (text.starts_with("Expected identifier"))
    return {fmt::format("\"{}\" where the name of a field should stand", got),
            got == "}" ? "This brace closes nothing" : ""};
  return {fmt::format("{} takes a number without quotes, not {}", field, got), ""};
}

Explanation explain(const std::string& text, const std::string& field,
                    std::set<std::string>& mentioned) {
  if (text.starts_with("Message type"))
    return explain_unknown_field(quoted(text, 0), quoted(text, 1), mentioned);
  if (text.starts_with("Unknown enumeration value of \""))
    return {fmt::format("\"{}\" is no value of {}", quoted(text, 0), quoted(text, 1)),
            did_you_mean(quoted(text, 0), enum_candidates(quoted(text, 1)))};
  if (text.starts_with("Expected ") && text.find("got: ") != std::string::npos)
    return explain_kind(text, field);
  if (text.starts_with("Non-repeated field"))
    return {fmt::format("{} is given twice", quoted(text, 0)), "It takes one value: leave one out"};
  if (text.starts_with("Field \"") && text.find("along with") != std::string::npos)
    return {fmt::format("{} and {} exclude each other", quoted(text, 1), quoted(text, 0)),
            "Leave one out"};
  if (text.starts_with("Need space between number"))
    return {fmt::format("{}: a value with a unit without quotes", field),
            "Put it into quotes: \"5m\""};
  if (text.starts_with("String literals cannot cross"))
    return {"the closing quote is missing on this line",
            "Several quoted lines are joined into one text"};
  return {text, ""};
}

/// The opening line of the innermost block that the end of the text leaves open.
std::string unclosed_block(std::string_view text, const std::vector<Token>& tokens) {
  std::vector<const Token*> open;
  for (const Token& token : tokens) {
    const char c = text[token.begin];
    if (c == '{') open.push_back(&token);
    if (c == '}' && !open.empty()) open.pop_back();
  }
  return open.empty()
             ? ""
             : fmt::format("The brace opened on line {} is not closed", open.back()->line + 1);
}

class Recovery {
 public:
  Recovery(std::string_view text, const Locations& locations)
      : text_(text), locations_(locations), tokens_(tokenize(text)) {}

  const std::string& text() const { return text_; }
  const std::vector<Token>& tokens() const { return tokens_; }

  void unknown_fields(const std::vector<Complaint>& warnings) {
    for (const Complaint& warning : warnings)
      report(place(warning), explain(warning.text, "", outcome_.mentioned));
  }

  /// Reports a hard mistake and blanks out its field; false when nothing could be blanked out.
  bool hard_mistake(const Complaint& error) {
    const Place where = place(error);
    const Statement statement = statement_at(text_, tokens_, where.token);
    const std::string field = statement.first < tokens_.size() ? word(statement.first) : "";
    Explanation explanation = explain(error.text, field, outcome_.mentioned);
    if (where.at_end) explanation = {"the text ends too early", unclosed_block(text_, tokens_)};
    report(where, explanation);
    outcome_.mentioned.insert(field);
    if (where.at_end || statement.first >= tokens_.size()) return false;
    for (std::size_t i = tokens_[statement.first].begin; i < tokens_[statement.last - 1].end; ++i)
      if (text_[i] != '\n' && text_[i] != '\t') text_[i] = ' ';
    tokens_.erase(tokens_.begin() + static_cast<std::ptrdiff_t>(statement.first),
                  tokens_.begin() + static_cast<std::ptrdiff_t>(statement.last));
    return true;
  }

  ParseOutcome finish() {
    outcome_.mentioned.erase("");
    return std::move(outcome_);
  }
  std::size_t mistakes() const { return outcome_.errors.size(); }

 private:
  std::string word(std::size_t i) const {
    return text_.substr(tokens_[i].begin, tokens_[i].end - tokens_[i].begin);
  }

  /// The token that a complaint is about.
  struct Place {
    std::size_t token = 0;
    int line = 0;    ///< from 0
    int column = 0;  ///< from 0
    bool at_end = false;
  };

  Place place(const Complaint& complaint) const {
    const std::size_t token = token_at(tokens_, complaint.line, complaint.column);
    Place place{token, complaint.line, complaint.column, token == tokens_.size()};
    if (token == 0 || !is_about_token_before(complaint.text)) return place;
    const Token& before = tokens_[token - 1];
    return {token - 1, before.line, before.column, false};
  }

  void report(const Place& where, const Explanation& explanation) {
    if (mistakes() >= kMostMistakes) return;
    if (!reported_.insert({where.line, where.column}).second) return;
    outcome_.errors.push_back({locations_.file, where.line + 1, where.column + 1, "",
                               explanation.what, explanation.hint});
  }

  std::string text_;
  const Locations& locations_;
  std::vector<Token> tokens_;
  std::set<std::pair<int, int>> reported_;
  ParseOutcome outcome_;
};

/// A mistake that concerns the text as a whole and leaves nothing to parse.
ParseOutcome hopeless(const Locations& locations, std::string_view text, std::size_t offset,
                      std::string what, std::string hint) {
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t begin =
      before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return {{{locations.file, static_cast<int>(line), static_cast<int>(offset - begin + 1), "",
            std::move(what), std::move(hint)}},
          {}};
}

}  // namespace

ParseOutcome parse_text(std::string_view text, schema::Scenario& message, Locations& locations) {
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos)
    return hopeless(locations, text, nul, "a NUL octet: this is not text",
                    "Binary scenarios end in .binpb");
  if (const std::size_t bad = first_bad_utf8(text); bad != std::string_view::npos)
    return hopeless(locations, text, bad, "an octet that is not UTF-8", "Save the file as UTF-8");
  Recovery recovery(text, locations);
  if (depth(text, recovery.tokens()) > kDeepest)
    return hopeless(locations, text, 0, fmt::format("nested more than {} deep", kDeepest), "");
  std::size_t parsed_octets = 0;
  bool again = true;
  while (again && recovery.mistakes() < kMostMistakes && parsed_octets <= kMostParsedOctets) {
    Collector collector;
    locations.tree = std::make_unique<TextFormat::ParseInfoTree>();
    TextFormat::Parser parser;
    parser.RecordErrorsTo(&collector);
    parser.WriteLocationsTo(locations.tree.get());
    parser.AllowUnknownField(true);  // reported as warnings; the rest of the text is read on
    parser.SetRecursionLimit(kDeepest + 1);
    const bool fine = parser.ParseFromString(recovery.text(), &message);
    parsed_octets += text.size();
    recovery.unknown_fields(collector.warnings);
    again = !fine && !collector.errors.empty() && recovery.hard_mistake(collector.errors.front());
  }
  return recovery.finish();
}

}  // namespace waypost::scenarios
